import assert from 'node:assert/strict';
import type { Event, EventKind } from '../../src/core/event.ts';
import { outcomeOf } from '../../src/core/shift/outcome.ts';
import { endAsOf, endInstant, fold, type Limits, limitOf, type Shift } from '../../src/core/shift/timeline.ts';
import { HOUR, type Instant, instantOf, toRfc3339 } from '../../src/core/time/instant.ts';
import type { Period } from '../../src/core/time/period.ts';

/*
 * Lanes and shifts as text, so that tests are tables. A time is `08:00`, `08:00:00.000001` or, on the days that follow,
 * `Tue 08:00`. Events: `login 08:00 | logout@C1 12:30 | login #job 14:00` (by customer number C1; with a reference).
 * Shifts: `08:00–12:30 | 14:00–open | 20:00–Tue 10:00 limit`.
 */

const MONDAY = '2026-03-02';
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY = 24 * HOUR;

/** The moment of `08:00` on Monday, or of `Tue 08:00`; Infinity for `…`. */
export function at(time: string): Instant {
  if (time === '…') return Infinity;
  const [, day = 'Mon', clock] = /^(?:([A-Z]\w\w) )?([\d:.]+)$/.exec(time) ?? assert.fail(`no time: ${time}`);
  return instantOf(`${MONDAY}T${clock}Z`) + DAYS.indexOf(day) * DAY;
}

/** `08:00–12:30`, or `08:00–…` for what has no end. */
export function period(text: string): Period {
  const [from, to] = text.split('–') as [string, string];
  return { from: at(from), to: at(to) };
}

/** Events of driver ID D1, or of `@` a customer number, numbered from 1 in the order of the text. */
export function events(text: string): Event[] {
  return text === '' ? [] : rows(text).map((row, index) => event(row, index + 1));
}

function event(text: string, id: number): Event {
  const [, kind, customer, reference, time] =
    /^(login|logout)(?:@(\w+))?(?: #(\w+))? (.+)$/.exec(text) ?? assert.fail(`no event: ${text}`);
  return {
    id,
    workProvider: 1,
    identifierKind: customer ? 'policyId' : 'driverId',
    identifier: customer ?? 'D1',
    reference: reference ?? '',
    kind: kind as EventKind,
    occurredAt: at(time as string),
    receivedAt: at(time as string),
    reading: 'offset',
    zone: null,
  };
}

/** Shifts as text, as they stand at `now`. */
export function spell(shifts: readonly Shift[], now: Instant): string {
  return shifts.map((each) => spellShift(each, now)).join(' | ') || 'none';
}

function spellShift(told: Shift, now: Instant): string {
  const end = endAsOf(told, now);
  if (end.tag === 'open') return `${spellTime(told.from)}–open`;
  return `${spellTime(told.from)}–${spellTime(endInstant(end))}${end.tag === 'limit' ? ' limit' : ''}`;
}

function spellTime(instant: Instant): string {
  const days = Math.floor((instant - at('00:00')) / DAY);
  const clock = toRfc3339(instant)
    .slice(11, -1)
    .replace(/^(\d\d:\d\d):00$/, '$1');
  return days === 0 ? clock : `${DAYS[days]} ${clock}`;
}

export const FOURTEEN_HOURS: Limits = { longestShift: () => 14 * HOUR, end: Infinity };

/** A row of a table: `login 08:00 | logout 12:30 → 08:00–12:30`, in whatever order the events come, at the last of them. */
export function t(row: string, limits: Limits = FOURTEEN_HOURS): void {
  const [told, expected] = row.split(' → ') as [string, string];
  for (const arrived of [events(told), events(told).toReversed()]) {
    const now = Math.max(...arrived.map((each) => each.occurredAt));
    assert.equal(`${told} → ${spell(fold(arrived, limits), now)}`, `${told} → ${expected}`);
  }
}

/** A row of a table: `login 08:00 → opened_shift | login 09:00 → repeated_login`. */
export function outcomes(table: string): void {
  const told = events(table.replaceAll(/ → \w+/g, ''));
  const shifts = fold(told, FOURTEEN_HOURS);
  const found = rows(table).map((row, index) => {
    const each = told[index] as Event;
    const last = shifts.findLast(
      ({ from }) => from < each.occurredAt || (each.kind === 'login' && from === each.occurredAt),
    );
    return `${row.split(' → ')[0]} → ${outcomeOf(each, last)}`;
  });
  assert.equal(found.join(' | '), rows(table).join(' | '));
}

/** A shift of the given period, ended by a logout; `08:00–…` is one that nothing has ended, 14 hours at most. */
export function shift(text: string): Shift {
  const { from, to } = period(text);
  const limitAt = limitOf(from, FOURTEEN_HOURS);
  return { from, openedBy: 1, limitAt, logout: to === Infinity ? null : { at: to, id: 2 } };
}

function rows(text: string): string[] {
  return text.split('|').map((row) => row.trim());
}
