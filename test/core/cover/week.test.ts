import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Eligibility, LaneShift } from '../../../src/core/cover/cover.ts';
import { type Week, type WeekDay, weekOf } from '../../../src/core/cover/week.ts';
import { customerSubject, driverSubject, type Lane, type Link } from '../../../src/core/shift/lane.ts';
import { formatDuration, HOUR, type Instant, instantOf, toTemporal } from '../../../src/core/time/instant.ts';
import { formatIsoWeek, readIsoWeek, weekAt, weeksLater } from '../../../src/core/time/isoWeek.ts';
import type { Period } from '../../../src/core/time/period.ts';

/*
 * A week as text. Shifts: `D1 16T08:00–16T16:00` by driver ID at work provider 1, `#2 …` by customer number at work
 * provider 2; the day is one of November 2026 (or of the month given), the time is UTC, `…` has not ended. Links, all
 * from one month: `C1 D1 16T10:00–…`. A day: `Mon D1 …` is what is expected of it, on the wall clock of the zone.
 */
type NotifiedState = {
  shifts: string;
  links?: string;
  suspended?: string;
  refused?: string;
  now?: string;
  zone?: string;
  month?: string;
};

function week(
  { shifts, links, suspended, refused, now = '30T00:00', zone = 'UTC', month = '2026-11' }: NotifiedState,
  name: string,
): Week {
  const at = (text: string): Instant => (text === '…' ? Infinity : instantOf(`${month}-${text}Z`));
  const period = (text: string): Period => {
    const [from, to] = text.split('–') as [string, string];
    return { from: at(from), to: at(to) };
  };
  const link = (row: string, id: number): Link => {
    const [customerNumber, driverId, held] = row.split(' ') as [string, string, string];
    return { id, workProvider: 1, driverId, customerNumber, held: period(held), recordedAt: 0 };
  };
  const eligibility: Eligibility = {
    customerNumber: 'C1',
    links: rows(links).map(link),
    suspensions: rows(suspended).map(period),
    numbers: new Map([['C1', -Infinity]]),
    ends: new Map(),
    optOuts: rows(refused).map((row) => ({ workProvider: 2, held: period(row) })),
  };
  const named = readIsoWeek(name) ?? assert.fail(`no week: ${name}`);
  return weekOf(
    rows(shifts).map((row) => workOf(row, period)),
    eligibility,
    { name: named, timeZone: zone, now: at(now) },
  );
}

function workOf(row: string, period: (text: string) => Period): LaneShift {
  const [who, when] = row.split(' ') as [string, string];
  const { from, to } = period(when);
  const logout = to === Infinity ? null : { at: to, id: 2 };
  return { lane: laneOf(who), shift: { from, openedBy: 1, limitAt: from + 14 * HOUR, logout } };
}

function laneOf(who: string): Lane {
  if (who.startsWith('#'))
    return { ...customerSubject({ workProvider: Number(who.slice(1)), customerNumber: 'C1' }), reference: '' };
  return { ...driverSubject({ workProvider: 1, driverId: who }), reference: '' };
}

function rows(table: string | undefined): string[] {
  return table ? table.split(' | ') : [];
}

/** A row: what each day that has something comes to. */
function w(told: NotifiedState, name: string, ...expected: string[]): void {
  const found = week(told, name);
  assert.deepEqual(
    found.days.flatMap((day) => dayText(day, found.timeZone)),
    expected,
  );
}

/** `Mon: 1 08:00–16:00 logout; cover 10:00–16:00; gap 08:00–10:00 not_linked; 6h of 8h` */
function dayText({ date, shifts, cover, gaps, worked, covered }: WeekDay, zone: string): string[] {
  const span = ({ from, to }: Period) => `${clockText(from, zone)}–${clockText(to, zone)}`;
  if (shifts.length + cover.length + gaps.length === 0) return [];
  const parts = [
    ...shifts.map((piece) => `${piece.workProvider} ${span(piece.period)} ${piece.till}`),
    ...cover.map((period) => `cover ${span(period)}`),
    ...gaps.map((gap) => `gap ${gap.workProvider} ${span(gap.period)} ${gap.reason}`),
    `${formatDuration(covered)} of ${formatDuration(worked)}`,
  ];
  return [`${date.toLocaleString('en-GB', { weekday: 'short' })}: ${parts.join('; ')}`];
}

function clockText(at: Instant, zone: string): string {
  return toTemporal(at).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

const LINKED = 'C1 D1 01T00:00–…';
const MON_16 = '2026-W47';

test('a covered shift is one piece of work and one of cover', () => {
  w(
    { shifts: 'D1 16T08:00–16T16:00', links: LINKED },
    MON_16,
    'Mon: 1 08:00–16:00 logout; cover 08:00–16:00; 8h of 8h',
  );
});

test('a link that begins in the shift leaves a gap before it', () => {
  w(
    { shifts: 'D1 16T08:00–16T16:00', links: 'C1 D1 16T10:00–…' },
    MON_16,
    'Mon: 1 08:00–16:00 logout; cover 10:00–16:00; gap 1 08:00–10:00 not_linked; 6h of 8h',
  );
});

test('a link that ends in the shift leaves a gap after it', () => {
  w(
    { shifts: 'D1 16T08:00–16T16:00', links: 'C1 D1 01T00:00–16T15:30' },
    MON_16,
    'Mon: 1 08:00–16:00 logout; cover 08:00–15:30; gap 1 15:30–16:00 link_ended; 7h 30min of 8h',
  );
});

test('a shift over midnight is a piece on each day', () => {
  w(
    { shifts: 'D1 16T22:00–17T02:00', links: LINKED },
    MON_16,
    'Mon: 1 22:00–00:00 midnight; cover 22:00–00:00; 2h of 2h',
    'Tue: 1 00:00–02:00 logout; cover 00:00–02:00; 2h of 2h',
  );
  w(
    { shifts: 'D1 16T22:00–17T00:00', links: LINKED },
    MON_16,
    'Mon: 1 22:00–00:00 logout; cover 22:00–00:00; 2h of 2h',
  );
});

test('a week begins on Monday, and shows of a shift over Sunday night only its own part', () => {
  const told = { shifts: 'D1 22T20:00–23T04:00', links: LINKED };
  w(told, '2026-W47', 'Sun: 1 20:00–00:00 midnight; cover 20:00–00:00; 4h of 4h');
  w(told, '2026-W48', 'Mon: 1 00:00–04:00 logout; cover 00:00–04:00; 4h of 4h');
  w(told, '2026-W46');
});

test('an open shift goes on until now, or to its limit', () => {
  const told = { shifts: 'D1 16T08:00–…', links: LINKED };
  w({ ...told, now: '16T09:15' }, MON_16, 'Mon: 1 08:00–09:15 now; cover 08:00–09:15; 1h 15min of 1h 15min');
  w({ ...told, now: '16T22:00' }, MON_16, 'Mon: 1 08:00–22:00 limit; cover 08:00–22:00; 14h of 14h');
  w({ ...told, now: '18T00:00' }, MON_16, 'Mon: 1 08:00–22:00 limit; cover 08:00–22:00; 14h of 14h');
});

test('what has not come yet is not shown, even when it is known', () => {
  w({ shifts: 'D1 16T08:00–16T16:00', links: LINKED, now: '16T08:00' }, MON_16);
  w(
    { shifts: 'D1 16T08:00–16T16:00 | D1 16T18:00–16T19:00', links: LINKED, now: '16T12:00' },
    MON_16,
    'Mon: 1 08:00–12:00 now; cover 08:00–12:00; 4h of 4h',
  );
});

test('work for two at once counts once, and cover through one fills the gap in the other', () => {
  w(
    { shifts: 'D1 16T08:00–16T14:00 | #2 16T12:00–16T16:00', links: LINKED },
    MON_16,
    'Mon: 1 08:00–14:00 logout; 2 12:00–16:00 logout; cover 08:00–16:00; 8h of 8h',
  );
  w(
    { shifts: 'D1 16T08:00–16T14:00 | #2 16T12:00–16T16:00', links: 'C1 D1 16T13:00–…' },
    MON_16,
    'Mon: 1 08:00–14:00 logout; 2 12:00–16:00 logout; cover 12:00–16:00; gap 1 08:00–12:00 not_linked; 4h of 8h',
  );
});

test('a suspension shows as a gap through midnight', () => {
  w(
    { shifts: 'D1 16T20:00–17T04:00', links: LINKED, suspended: '16T23:00–17T01:00' },
    MON_16,
    'Mon: 1 20:00–00:00 midnight; cover 20:00–23:00; gap 1 23:00–00:00 suspended; 3h of 4h',
    'Tue: 1 00:00–04:00 logout; cover 01:00–04:00; gap 1 00:00–01:00 suspended; 3h of 4h',
  );
});

test('refused work shows as a gap, and counts as work that is not covered', () => {
  w(
    { shifts: '#2 16T08:00–16T16:00', refused: '16T10:00–…' },
    MON_16,
    'Mon: 2 08:00–16:00 logout; cover 08:00–10:00; gap 2 10:00–16:00 refused; 2h of 8h',
  );
  w(
    { shifts: '#2 16T08:00–16T16:00 | D1 16T12:00–16T18:00', refused: '16T08:00–…', links: LINKED },
    MON_16,
    'Mon: 2 08:00–16:00 logout; 1 12:00–18:00 logout; cover 12:00–18:00; gap 2 08:00–12:00 refused; 6h of 10h',
  );
});

test('nothing is shown of a driver ID from the time of another customer', () => {
  w(
    { shifts: 'D1 16T08:00–16T16:00 | D1 17T08:00–17T16:00', links: 'C1 D1 01T00:00–16T12:00 | C2 D1 16T12:00–…' },
    MON_16,
    'Mon: 1 08:00–12:00 passed_on; cover 08:00–12:00; 4h of 4h',
  );
  w(
    { shifts: 'D1 16T08:00–16T16:00 | D1 17T08:00–17T16:00', links: 'C2 D1 01T00:00–16T12:00 | C1 D1 16T12:00–…' },
    MON_16,
    'Mon: 1 12:00–16:00 logout; cover 12:00–16:00; 4h of 4h',
    'Tue: 1 08:00–16:00 logout; cover 08:00–16:00; 8h of 8h',
  );
});

test('nothing is shown of shifts on a driver ID before its link or after it', () => {
  w({ shifts: 'D1 16T08:00–16T12:00 | D1 18T08:00–18T12:00', links: 'C1 D1 17T00:00–18T00:00' }, MON_16);
  w({ shifts: 'D1 16T08:00–16T12:00' }, MON_16);
});

test('a shift of no length is shown, and covers nothing', () => {
  w({ shifts: 'D1 16T08:00–16T08:00', links: LINKED }, MON_16, 'Mon: 1 08:00–08:00 logout; 0s of 0s');
});

test('days are those of the wall clock', () => {
  w(
    { shifts: 'D1 16T20:00–17T01:00', links: LINKED, zone: 'Asia/Kolkata' },
    MON_16,
    'Tue: 1 01:30–06:30 logout; cover 01:30–06:30; 5h of 5h',
  );
});

test('a day on which the clocks change has 23 or 25 hours, and work counts as it lasted', () => {
  const lengths = (found: Week) => found.days.map(({ period }) => (period.to - period.from) / HOUR).join(' ');
  const spring = { shifts: 'D1 28T22:00–29T09:00', links: LINKED, zone: 'Europe/London', month: '2026-03' };
  assert.equal(lengths(week(spring, '2026-W13')), '24 24 24 24 24 24 23');
  w(
    spring,
    '2026-W13',
    'Sat: 1 22:00–00:00 midnight; cover 22:00–00:00; 2h of 2h',
    'Sun: 1 00:00–10:00 logout; cover 00:00–10:00; 9h of 9h',
  );
  const autumn = { shifts: 'D1 24T23:00–25T09:00', links: LINKED, zone: 'Europe/London', month: '2026-10' };
  assert.equal(lengths(week(autumn, '2026-W43')), '24 24 24 24 24 24 25');
  w(autumn, '2026-W43', 'Sun: 1 00:00–09:00 logout; cover 00:00–09:00; 10h of 10h');
});

test('the totals of the week are those of its days', () => {
  const found = week({ shifts: 'D1 16T08:00–16T16:00 | D1 18T09:00–18T12:00', links: 'C1 D1 16T10:00–…' }, MON_16);
  assert.deepEqual([formatDuration(found.worked), formatDuration(found.covered)], ['11h', '9h']);
});

test('weeks are named as ISO 8601 names them', () => {
  const named = (moment: string, zone = 'UTC') => formatIsoWeek(weekAt(instantOf(moment), zone));
  assert.equal(named('2026-11-16T00:00Z'), '2026-W47');
  assert.equal(named('2026-11-15T23:59Z'), '2026-W46');
  assert.equal(named('2026-11-15T23:59Z', 'Europe/Paris'), '2026-W47');
  assert.equal(named('2027-01-01T12:00Z'), '2026-W53');
  assert.equal(named('2024-12-30T12:00Z'), '2025-W01');
});

test('the weeks before and after run over the turn of the year', () => {
  const later = (text: string, weeks: number) =>
    formatIsoWeek(weeksLater(readIsoWeek(text) ?? assert.fail(text), weeks));
  assert.equal(later('2026-W53', 1), '2027-W01');
  assert.equal(later('2027-W01', -1), '2026-W53');
  assert.equal(later('2025-W01', -1), '2024-W52');
});

test('a text that names no week is not read', () => {
  const wrong = [
    '',
    '2026',
    '2026-W00',
    '2026-W54',
    '2025-W53',
    '1999-W10',
    '2026-w10',
    '2026-W1',
    '2026-W010',
    ' 2026-W10',
    '9999-W01',
  ];
  assert.deepEqual(
    wrong.map(readIsoWeek),
    wrong.map(() => undefined),
  );
  assert.deepEqual(readIsoWeek('2026-W53'), { year: 2026, week: 53 });
});
