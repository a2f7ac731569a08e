import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  currentState,
  diffNotices,
  NOTHING_NOTIFIED,
  type NotifiedCover,
  type NotifiedShift,
  type NotifiedState,
  nextChangeAt,
  type ShiftNotice,
  unmatchedBecause,
} from '../../../src/core/cover/notice.ts';
import type { Shift } from '../../../src/core/shift/timeline.ts';
import { HOUR, type Instant, instantOf, toRfc3339 } from '../../../src/core/time/instant.ts';

const at = (time: string): Instant => instantOf(`2026-03-02T${time}Z`);
const spell = (instant: Instant): string => toRfc3339(instant).slice(11, 16);

/** `08:00–12:00`, `08:00–…` while it goes on, `08:00–22:00!` when the limit ended it. */
function shiftIn(text: string): NotifiedShift {
  const [from = '', to = ''] = text.split('–');
  if (to === '…') return { from: at(from), to: null, endedBy: null };
  return { from: at(from), to: at(to.slice(0, 5)), endedBy: to.endsWith('!') ? 'limit' : 'logout' };
}

/** `C1 08:00–12:00` */
function coverIn(text: string): NotifiedCover {
  const [customerNumber = '', period = ''] = text.split(' ');
  const { from, to } = shiftIn(period);
  return { customerNumber, from, to };
}

/** `08:00–12:00 | C1 08:00–12:00`; `none`. */
function toldIn(text: string): NotifiedState {
  if (text === 'none') return NOTHING_NOTIFIED;
  const [shift = '', ...cover] = text.split(' | ');
  return { shift: shiftIn(shift), cover: cover.map(coverIn) };
}

function inWords(notice: ShiftNotice): string {
  switch (notice.type) {
    case 'shift.started':
    case 'shift.ended':
      return `${notice.type} ${shiftWords(notice.is)}`;
    case 'shift.amended':
      return `${notice.type} ${shiftWords(notice.was)} > ${notice.is ? shiftWords(notice.is) : 'none'}`;
    case 'cover.started':
    case 'cover.ended': {
      const { was, is } = notice;
      return `${notice.type} ${was ? `${periodWords(was)} > ` : ''}${is.customerNumber} ${periodWords(is)}`;
    }
    default:
      return notice satisfies never;
  }
}

const periodWords = ({ from, to }: { from: Instant; to: Instant | null }) =>
  `${spell(from)}–${to === null ? '…' : spell(to)}`;
const shiftWords = (shift: NotifiedShift) => periodWords(shift) + (shift.endedBy === 'limit' ? '!' : '');

const TABLE: [was: string, is: string, told: string][] = [
  ['none', 'none', ''],
  ['none', '08:00–…', 'shift.started 08:00–…'],
  ['none', '08:00–12:00', 'shift.started 08:00–12:00, shift.ended 08:00–12:00'],
  ['none', '08:00–22:00!', 'shift.started 08:00–22:00!, shift.ended 08:00–22:00!'],
  ['08:00–…', '08:00–…', ''],
  ['08:00–…', '08:00–12:00', 'shift.ended 08:00–12:00'],
  ['08:00–…', '08:00–22:00!', 'shift.ended 08:00–22:00!'],
  ['08:00–…', '07:00–…', 'shift.amended 08:00–… > 07:00–…'],
  ['08:00–…', '07:00–12:00', 'shift.amended 08:00–… > 07:00–12:00'],
  ['08:00–22:00!', '08:00–12:00', 'shift.amended 08:00–22:00! > 08:00–12:00'],
  ['08:00–22:00!', '08:00–22:00', 'shift.amended 08:00–22:00! > 08:00–22:00'],
  ['08:00–12:00', '08:00–…', 'shift.amended 08:00–12:00 > 08:00–…'],
  ['08:00–12:00', '08:00–11:00', 'shift.amended 08:00–12:00 > 08:00–11:00'],
  ['08:00–12:00', 'none', 'shift.amended 08:00–12:00 > none'],
  ['none', '08:00–… | C1 08:00–…', 'shift.started 08:00–…, cover.started C1 08:00–…'],
  ['08:00–…', '08:00–… | C1 10:00–…', 'cover.started C1 10:00–…'],
  ['08:00–… | C1 08:00–…', '08:00–… | C1 08:00–…', ''],
  ['08:00–… | C1 08:00–…', '08:00–… | C1 08:00–10:00', 'cover.ended 08:00–… > C1 08:00–10:00'],
  [
    '08:00–… | C1 08:00–…',
    '08:00–12:00 | C1 08:00–12:00',
    'cover.ended 08:00–… > C1 08:00–12:00, shift.ended 08:00–12:00',
  ],
  [
    '08:00–… | C1 08:00–…',
    '08:00–… | C1 08:00–10:00 | C2 10:00–…',
    'cover.started C2 10:00–…, cover.ended 08:00–… > C1 08:00–10:00',
  ],
  [
    '08:00–… | C1 08:00–…',
    '08:00–… | C1 08:00–10:00 | C1 11:00–…',
    'cover.started C1 11:00–…, cover.ended 08:00–… > C1 08:00–10:00',
  ],
  [
    '08:00–22:00! | C1 08:00–22:00',
    '08:00–12:00 | C1 08:00–12:00',
    'cover.ended 08:00–22:00 > C1 08:00–12:00, shift.amended 08:00–22:00! > 08:00–12:00',
  ],
  [
    '08:00–12:00 | C1 08:00–12:00',
    '08:00–… | C1 08:00–…',
    'cover.started 08:00–12:00 > C1 08:00–…, shift.amended 08:00–12:00 > 08:00–…',
  ],
  [
    '08:00–… | C1 08:00–…',
    '07:00–… | C1 07:00–…',
    'cover.started 08:00–… > C1 07:00–…, shift.amended 08:00–… > 07:00–…',
  ],
  [
    '08:00–12:00 | C1 08:00–12:00',
    '07:00–11:00 | C1 07:00–11:00',
    'cover.started 08:00–12:00 > C1 07:00–11:00, cover.ended 08:00–12:00 > C1 07:00–11:00, shift.amended 08:00–12:00 > 07:00–11:00',
  ],
  ['08:00–12:00 | C1 08:00–12:00', '08:00–12:00', 'cover.ended 08:00–12:00 > C1 08:00–08:00'],
  [
    '08:00–12:00 | C1 08:00–12:00',
    'none',
    'cover.ended 08:00–12:00 > C1 08:00–08:00, shift.amended 08:00–12:00 > none',
  ],
];
for (const [was, is, told] of TABLE) {
  test(`told "${was}", and now it is "${is}"  →  ${told || 'nothing'}`, () => {
    assert.equal(diffNotices(toldIn(was), toldIn(is)).map(inWords).join(', '), told);
  });
}

const open: Shift = { from: at('08:00'), openedBy: 1, limitAt: at('22:00'), logout: null };
const cover = (...periods: [string, string][]) => [
  { customerNumber: 'C1', periods: periods.map(([from, to]) => ({ from: at(from), to: at(to) })) },
];

test('what is to come makes no notice before it comes', () => {
  const covers = cover(['10:00', '12:00'], ['13:00', '22:00']);
  const told = (now: string) => currentState(open, covers, at(now));
  assert.deepEqual(told('07:59'), NOTHING_NOTIFIED);
  assert.deepEqual(told('09:00'), toldIn('08:00–…'));
  assert.deepEqual(told('10:00'), toldIn('08:00–… | C1 10:00–…'));
  assert.deepEqual(told('12:00'), toldIn('08:00–… | C1 10:00–12:00'));
  assert.deepEqual(told('22:00'), toldIn('08:00–22:00! | C1 10:00–12:00 | C1 13:00–22:00'));
  const planned: Shift = { ...open, logout: { at: at('12:00'), id: 2 } };
  assert.deepEqual(currentState(planned, [], at('11:59')), toldIn('08:00–…'));
  assert.deepEqual(currentState(planned, [], at('12:00')), toldIn('08:00–12:00'));
});

test('the next moment to look at a shift again is when something there is to tell of it will change', () => {
  const covers = cover(['10:00', '12:00']);
  const next = (now: string) => nextChangeAt(open, covers, at(now));
  assert.deepEqual(
    ['07:00', '08:00', '10:00', '11:00', '12:00'].map(next),
    ['08:00', '10:00', '12:00', '12:00', '22:00'].map(at),
  );
  assert.equal(next('22:00'), undefined);
  const ended: Shift = { ...open, logout: { at: at('12:00'), id: 2 } };
  assert.equal(nextChangeAt(ended, covers, at('12:00')), undefined);
});

const held = [{ from: at('08:00'), to: at('12:00') }];
const UNMATCHED = [
  [{ identifierKind: 'driverId', hour: '09:00', linked: held, hadNoLogin: false }, undefined],
  [{ identifierKind: 'driverId', hour: '09:00', linked: held, hadNoLogin: true }, 'no_login_before'],
  [{ identifierKind: 'driverId', hour: '12:00', linked: held, hadNoLogin: false }, 'unknown_driver'],
  [{ identifierKind: 'driverId', hour: '09:00', linked: [], hadNoLogin: true }, 'unknown_driver'],
  [{ identifierKind: 'policyId', hour: '09:00', linked: [], hadNoLogin: false }, undefined],
  [{ identifierKind: 'policyId', hour: '09:00', linked: [], hadNoLogin: true }, 'no_login_before'],
] as const;
for (const [{ hour, ...event }, reason] of UNMATCHED) {
  test(`an event ${JSON.stringify(event)} at ${hour} is ${reason ?? 'matched'}`, () => {
    assert.equal(unmatchedBecause({ ...event, occurredAt: at(hour) }), reason);
  });
}

test('a shift without end but with one limit makes notices within that limit only', () => {
  assert.deepEqual(currentState(open, [], open.limitAt + HOUR), toldIn('08:00–22:00!'));
});
