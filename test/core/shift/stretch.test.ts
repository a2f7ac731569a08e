import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certainBefore, settledFrom } from '../../../src/core/shift/stretch.ts';
import { HOUR, type Instant, toRfc3339 } from '../../../src/core/time/instant.ts';
import { at, events } from '../../support/notation.ts';

const LONGEST = 14 * HOUR;

/** A row: the last moment from which a fold of these events may begin. */
function begins(told: string, expected: string | undefined): void {
  assertMoment(told, certainBefore(events(told), LONGEST), expected);
}

/** A row: where the stretch ends that a change at 08:00 on Monday touches. */
function ends(told: string, expected: string | undefined): void {
  assertMoment(told, settledFrom(events(told), at('08:00'), LONGEST), expected);
}

function assertMoment(told: string, found: Instant | undefined, expected: string | undefined): void {
  const spell = (moment: Instant | undefined) => (moment === undefined ? 'none' : toRfc3339(moment));
  assert.equal(
    `${told}  →  ${spell(found)}`,
    `${told}  →  ${spell(expected === undefined ? undefined : at(expected))}`,
  );
}

test('a stretch ends a microsecond after a logout with no login beside it: the lane is off whatever came before', () => {
  ends('login 08:00 | logout 12:00 | login 13:00', '12:00:00.000001');
  ends('login 08:00 | login 09:00 | logout 12:00 | logout 13:00', '12:00:00.000001');
  ends('login 08:00 | logout 12:00 | login@C1 12:00', undefined);
  ends('login 08:00 | logout 12:00 | login 12:00 | logout 16:00', '16:00:00.000001');
});

test('it ends where the silence since was longer than any shift, and not where it was just as long', () => {
  ends('login 08:00 | login 22:00', undefined);
  ends('login 08:00 | login 22:00:00.000001', '22:00:00.000001');
  ends('login Tue 08:00', 'Tue 08:00');
  ends('login 08:00 | login 20:00 | login Tue 10:00:00.000001', 'Tue 10:00:00.000001');
});

test('what is told at or before the change itself ends nothing', () => {
  ends('', undefined);
  ends('logout 08:00', undefined);
  ends('logout 07:00 | login 08:00 | login 09:00', undefined);
});

test('a fold may begin after a logout with no login beside it', () => {
  begins('login 08:00 | logout 12:00 | login 13:00 | login 14:00', '13:00');
  begins('logout 12:00 | logout 13:00', '13:00');
  begins('login 08:00 | logout 12:00 | login@C1 12:00 | login 13:00', undefined);
});

test('a fold may begin after a silence longer than any shift, and not after one just as long', () => {
  begins('login 08:00 | login 22:00 | logout 22:00', undefined);
  begins('login 08:00 | login 22:00:00.000001', '22:00:00.000001');
  begins('login 08:00 | login Tue 08:00 | login Tue 09:00', 'Tue 08:00');
  begins('login 08:00 | login Tue 08:00 | login Wed 08:00', 'Wed 08:00');
});

test('the first event known is no moment of certainty, for nothing tells what came before it', () => {
  begins('', undefined);
  begins('login 08:00', undefined);
  begins('logout 08:00', undefined);
  begins('login 08:00 | login 09:00', undefined);
});
