import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, answerAt, changedSince, nearby } from '../../../src/core/cover/answer.ts';
import type { FactEvent, Facts, Version } from '../../../src/core/cover/facts.ts';
import { HOUR, type Instant, MINUTE } from '../../../src/core/time/instant.ts';
import { ALWAYS, type Period } from '../../../src/core/time/period.ts';
import { at, events, period } from '../../support/notation.ts';

const NOW = at('Sun 00:00');

type Given = {
  /** Links of driver ID D1, each `C1 10:00–…`; unless given, C1's for ever. */
  readonly links?: string;
  readonly others?: string;
  readonly suspended?: string;
  readonly optedOut?: string;
  readonly begins?: string;
  readonly ends?: string;
  readonly usualLateness?: number;
  readonly complete?: string;
  readonly changed?: (event: FactEvent) => FactEvent;
};

const always = (held: Period | null, recordedAt = -Infinity): Version => ({ held, recordedAt, by: '', why: '' });

/** What is known of customer C1 from a row of events. */
function factsOf(row: string, given: Given = {}): Facts {
  const link = (text: string, driverId: string, id: number) => {
    const [customerNumber, held] = text.split(/ (.+)/) as [string, string];
    return { id, workProvider: 1, driverId, customerNumber, recordedAt: 0, versions: [always(heldIn(held))] };
  };
  const rows = (text: string | undefined) => (text ? text.split(' | ') : []);
  const all = events(row).map((event): FactEvent => ({ ...event, voids: [], alternative: null }));
  return {
    customerNumber: 'C1',
    customers: [
      {
        number: 'C1',
        versions: [always(given.begins === undefined ? ALWAYS : { from: at(given.begins), to: Infinity })],
      },
    ],
    merges: [],
    links: [
      ...rows(given.links ?? 'C1 always').map((text, index) => link(text, 'D1', index)),
      ...rows(given.others).map((text, index) => link(text, 'D2', 100 + index)),
    ],
    suspensions: rows(given.suspended).map((text) => ({ customerNumber: 'C1', versions: [always(period(text))] })),
    optOuts: rows(given.optedOut).map((text) => ({
      customerNumber: 'C1',
      workProvider: 1,
      versions: [always(period(text))],
    })),
    feeds: [
      {
        workProvider: 1,
        settings: [{ holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR }],
        versions: given.ends === undefined ? [] : [always({ from: -Infinity, to: at(given.ends) })],
        complete: given.complete === undefined ? [] : [{ upTo: at(given.complete), recordedAt: at(given.complete) }],
        usualLateness: given.usualLateness ?? 5 * MINUTE,
      },
    ],
    reported: [{ workProvider: 1, identifierKind: 'policyId', identifier: 'C1', recordedAt: -Infinity }],
    events: given.changed ? all.map(given.changed) : all,
  };
}

function heldIn(text: string): Period {
  return text === 'always' ? ALWAYS : period(text);
}

/** `covered`, `no: reasons` or `undetermined: reasons`. */
function said(answer: Answer): string {
  switch (answer.tag) {
    case 'covered':
      return 'covered';
    case 'not_covered':
      return `no: ${answer.because.join(' ')}`;
    case 'undetermined':
      return `undetermined: ${answer.because.join(' ')}`;
    default:
      return answer satisfies never;
  }
}

/** A row: what is said of each of the times, as known on the following Sunday. */
function a(row: string, expected: Readonly<Record<string, string>>, given?: Given): void {
  const facts = factsOf(row, given);
  for (const [time, answer] of Object.entries(expected)) {
    const found = said(answerAt(facts, { at: at(time), knownAt: Infinity, now: NOW }));
    assert.equal(`${row} → ${time} ${found}`, `${row} → ${time} ${answer}`);
  }
}

test('a login covers until the first logout after it', () => {
  a('login 08:00 | login 20:00 | logout 23:59', { '22:30': 'covered', '23:59': 'no: no_shift' });
  a('login Tue 12:00 | logout Tue 20:30 | login 23:00', { 'Tue 15:00': 'covered' });
  a('login 08:00 | login 12:00 | login 16:00 | login 20:00 | login 21:30 | logout 23:30', { '23:00': 'covered' });
  a('login 08:00 | logout 08:00 | logout 16:00', { '08:00': 'covered', '12:00': 'covered' });
});

test('a logout that answers nothing leaves open since when they were at work', () => {
  const jobs = 'login 12:00 | login 12:10 | logout 12:20 | logout 12:40';
  a(jobs, { '12:15': 'covered', '12:20': 'undetermined: logout_without_login', '12:40': 'no: no_shift' });
  a('login #A 12:00 | login #B 12:10 | logout #A 12:20 | logout #B 12:40', { '12:30': 'covered' });
  a('login 09:00 | login 13:06 | logout 13:08 | logout 17:00', { '15:00': 'undetermined: logout_without_login' });
  a('login 08:00 | logout 12:00:00 | logout 12:00:00.12', { '12:00:00.05': 'no: no_shift' });
  a('logout Tue 14:00', { '23:59': 'no: no_shift', 'Tue 00:00': 'undetermined: logout_without_login' });
  a('login 06:00 | logout 20:30', { '19:59': 'covered', '20:15': 'no: no_shift' });
  a('logout Tue 10:00 | logout Tue 14:00', { 'Tue 09:00': 'undetermined: logout_without_login' });
});

test('links decide nothing for work by customer number', () => {
  const row = 'login@C1 08:00 | logout@C1 12:00';
  for (const links of ['C1 10:00–…', 'C1 07:00–10:00', 'C2 07:00–…']) {
    a(row, { '11:00': 'covered', '13:00': 'no: no_shift' }, { links });
    a(row, { '11:00': 'covered', '13:00': 'no: no_shift' }, { links, others: 'C1 10:00–…' });
  }
});

test('nobody is covered before they are a customer, by a work provider that has ended, or while suspended', () => {
  a('login@C1 08:00 | logout@C1 12:00', { '09:00': 'no: not_a_customer_yet', '10:00': 'covered' }, { begins: '10:00' });
  a('login 08:00', { '09:00': 'covered', '10:00': 'no: no_shift' }, { ends: '10:00' });
  a('login 09:00 | login 10:00 | logout 12:00', { '11:00': 'no: work_provider_ended' }, { ends: '10:00' });
  a('login 08:00', { '09:00': 'covered', '10:00': 'no: suspended' }, { suspended: '10:00–11:00' });
  a('login@C1 08:00', { '09:00': 'covered', '10:00': 'no: refused' }, { optedOut: '10:00–…' });
  a('login 08:00 | logout 12:00', { '09:00': 'no: not_linked' }, { links: 'C1 10:00–…' });
  a('', { '09:00': 'no: not_a_customer_yet' }, { begins: '10:00' });
});

test('no answer is given for a moment that has not come, now or as it was known', () => {
  const facts = factsOf('login 08:00 | logout 16:00');
  assert.equal(said(answerAt(facts, { at: NOW + 1, knownAt: Infinity, now: NOW })), 'undetermined: not_come_yet');
  const known = { at: at('10:00') + 1, knownAt: at('10:00'), now: NOW };
  assert.equal(said(answerAt(facts, known)), 'undetermined: not_come_yet');
  assert.equal(said(answerAt(facts, { ...known, at: at('10:00') })), 'covered');
});

test('a No is final only when reports of the moment can no longer be on their way', () => {
  const usualLateness = 12 * HOUR;
  const ask = (time: string, now: string, given: Given = {}) =>
    answerAt(factsOf('', { usualLateness, ...given }), { at: at(time), knownAt: Infinity, now: at(now) });
  const late = ask('10:00', '11:00');
  assert.equal(said(late), 'undetermined: feed_not_complete');
  assert.equal(late.tag === 'undetermined' && late.finalFrom, at('22:00'));
  assert.equal(said(ask('10:00', '21:59:59.999999')), 'undetermined: feed_not_complete');
  assert.equal(said(ask('10:00', '22:00')), 'no: no_shift');
  assert.equal(said(ask('10:00', '11:00', { complete: '10:30' })), 'no: no_shift');
  assert.equal(said(ask('10:00', '11:00', { complete: '10:00' })), 'undetermined: feed_not_complete');
  assert.equal(said(ask('10:00', '11:00', { suspended: '09:00–…' })), 'no: no_shift');
  assert.equal(said(ask('10:00', '11:00', { links: 'C2 always', optedOut: '09:00–…' })), 'no: no_shift');
});

test('a time that may be read otherwise makes the answer undetermined where that would change it', () => {
  // Clocks go back at 02:00: 01:20 was taken late and 01:40 early, and may each be the other one.
  const others: Readonly<Record<number, Instant>> = { 2: at('00:20'), 3: at('01:40') };
  const changed = (event: FactEvent) => ({ ...event, alternative: others[event.id] ?? null });
  a(
    'login 00:00 | logout 01:20 | login 00:40 | logout 03:00',
    { '00:10': 'covered', '02:30': 'undetermined: doubtful_time logout_without_login', '03:00': 'no: no_shift' },
    { changed },
  );
});

test('any number of doubtful times are read together', () => {
  // Each of ten logins may lie an hour later; only all of them together leave 00:30 without cover.
  const logins = Array.from({ length: 10 }, (_, index) => `login 00:0${index}`).join(' | ');
  const changed = (event: FactEvent) =>
    event.kind === 'login' ? { ...event, alternative: event.occurredAt + HOUR } : event;
  const expected = { '00:30': 'undetermined: doubtful_time', '01:30': 'covered', '02:00': 'no: no_shift' };
  a(`${logins} | logout 02:00`, expected, { changed });
  a(
    `login 00:00 | ${logins.slice('login 00:00 | '.length)} | logout 02:00`,
    { '00:30': 'covered' },
    {
      changed: (event) => (event.id === 1 ? event : changed(event)),
    },
  );
});

test('a logout by customer number leaves open since when the driver ID was at work, opted out or not', () => {
  a('logout@C1 12:00', { '11:00': 'undetermined: logout_without_login' }, { optedOut: '00:00–…' });
});

test('logouts of one lane say nothing about another', () => {
  const row = 'login 08:00 | logout 12:00 | logout 13:00';
  const changed = (event: FactEvent) => (event.id === 3 ? { ...event, identifier: 'D2' } : event);
  a(row, { '07:00': 'no: no_shift', '12:30': 'no: no_shift' }, { changed });
  const lost = 'undetermined: logout_without_login';
  a(row, { '07:00': lost, '08:00': 'covered', '12:30': lost }, { others: 'C1 always', changed });
});

test('facts count from when they were recorded, and each that changed the answer since is named', () => {
  const facts: Facts = {
    ...factsOf('login 08:00 | logout 16:00', {
      changed: (event) => ({ ...event, receivedAt: event.kind === 'login' ? at('Tue 09:00') : event.occurredAt }),
    }),
    links: [
      {
        id: 1,
        workProvider: 1,
        driverId: 'D1',
        customerNumber: 'C1',
        recordedAt: at('Tue 10:00'),
        versions: [always(period('00:00–…'), at('Tue 10:00')), always(null, at('Fri 10:00'))],
      },
    ],
  };
  const ask = (knownAt: string) => ({ at: at('12:00'), knownAt: at(knownAt), now: NOW });
  const answers = ['12:00', 'Tue 09:30', 'Tue 10:00', 'Fri 09:59', 'Fri 10:00'].map((time) =>
    said(answerAt(facts, ask(time))),
  );
  assert.deepEqual(answers, ['undetermined: feed_not_complete', 'no: no_shift', 'covered', 'covered', 'no: no_shift']);
  const kinds = (knownAt: string) => changedSince(facts, ask(knownAt)).map(({ kind }) => kind);
  assert.deepEqual(kinds('Wed 00:00'), ['login', 'link']);
  assert.deepEqual(kinds('Sat 00:00'), []);
});

/** The kinds of the facts that changed the answer about noon; each event was received as `received` says, by its id. */
function changes(row: string, received: Readonly<Record<number, string>>, more: Partial<Facts> = {}): string {
  const changed = (event: FactEvent) => ({ ...event, receivedAt: at(received[event.id] ?? '00:00') });
  const facts = { ...factsOf(row, { changed }), ...more };
  const found = changedSince(facts, { at: at('12:00'), knownAt: at('Sat 00:00'), now: NOW });
  return found.map(({ kind, fact }) => ('occurredAt' in fact ? `${kind} ${fact.id}` : kind)).join(' ') || 'none';
}

const linkedFrom = (time: string, recordedAt: string, taken?: string): Pick<Facts, 'links'> => {
  const versions = [always(period(`${time}–…`), at(recordedAt)), ...(taken ? [always(null, at(taken))] : [])];
  return { links: [{ id: 1, workProvider: 1, driverId: 'D1', customerNumber: 'C1', recordedAt: 0, versions }] };
};

test('of facts recorded since, those that made the difference are listed and no others', () => {
  assert.equal(changes('login 08:00', { 1: '15:00' }), 'login 1');
  assert.equal(changes('login 08:00 | logout 11:00', { 2: '15:00' }), 'logout 2');
  assert.equal(changes('login 08:00 | logout 16:00', { 2: '18:00' }), 'none');
  assert.equal(changes('login 08:00 | login 13:00 | logout 18:00', { 1: '15:00', 2: '16:00', 3: '18:00' }), 'login 1');
  assert.equal(changes('login 08:00', {}, linkedFrom('00:00', '15:00')), 'link');
  assert.equal(changes('login 08:00', {}, linkedFrom('00:00', '01:00', '15:00')), 'link_void');
  const suspended = { suspensions: [{ customerNumber: 'C1', versions: [always(period('14:00–…'), at('15:00'))] }] };
  assert.equal(changes('login 08:00', { 1: '15:00' }, suspended), 'login 1');
});

test('facts that are enough only together are listed, of redundant ones the first', () => {
  const late = linkedFrom('00:00', '17:00');
  assert.equal(changes('login 08:00', { 1: '15:00' }, late), 'login 1 link');
  assert.equal(changes('login 08:00 | login 09:00', { 1: '15:00', 2: '16:00' }), 'login 1 login 2');
  assert.equal(changes('login 08:00 | login 09:00', { 1: '15:00', 2: '16:00' }, late), 'login 1 link');
});

test('thousands of late events hide no link, and are weighed in time', () => {
  const times = Array.from(
    { length: 2_000 },
    (_, n) => `login ${new Date(n * 10_000 + 21_600_000).toISOString().slice(11, 19)}`,
  );
  const received = Object.fromEntries(times.map((_, index) => [index + 1, 'Tue 02:00']));
  const before = process.cpuUsage();
  const found = changes(times.join(' | '), received, linkedFrom('00:00', '17:00'));
  assert.match(found, /link/);
  assert.match(found, /login/);
  assert.ok(process.cpuUsage(before).user < 10_000_000, `${process.cpuUsage(before).user} µs`);
});

test('a driver whose login came in time is not suspected for an earlier one that came late', () => {
  const facts = factsOf('login 08:00 | login 07:00 | logout 16:00', {
    changed: (event) => ({ ...event, receivedAt: event.id === 2 ? at('Tue 09:00') : event.occurredAt }),
  });
  const question = { at: at('12:00'), knownAt: at('Wed 00:00'), now: NOW };
  assert.equal(said(answerAt(facts, question)), 'covered');
  assert.deepEqual(changedSince(facts, question), []);
});

test('the nearest events on either side are answered with what they came to', () => {
  const near = nearby(factsOf('login 08:00 | logout 10:00 | logout 11:00 | login 15:00'), {
    at: at('12:00'),
    knownAt: Infinity,
    now: NOW,
  });
  assert.deepEqual(
    near.map(({ event, outcome }) => [event.occurredAt, outcome]),
    [
      [at('11:00'), 'no_login_before'],
      [at('15:00'), 'opened_shift'],
    ],
  );
});
