import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestOfAll, longestShiftBy, settingAt } from '../../../src/core/shift/setting.ts';
import { endAsOf, fold } from '../../../src/core/shift/timeline.ts';
import { HOUR } from '../../../src/core/time/instant.ts';
import { at, events, outcomes, spell, t } from '../../support/notation.ts';

test('a login opens a shift and a logout ends it', () => {
  t('login 08:00', '08:00–open');
  t('login 08:00 | logout 12:30', '08:00–12:30');
  t('login 08:00 | logout 12:30 | login 14:00', '08:00–12:30 | 14:00–open');
  t('login 08:00 | logout 12:30 | login 14:00 | logout 18:00', '08:00–12:30 | 14:00–18:00');
  t('login 22:00 | logout Tue 06:00', '22:00–Tue 06:00');
  t('login 08:00:00.000001 | logout 08:00:00.000002', '08:00:00.000001–08:00:00.000002');
});

test('a login while on changes nothing: the shift goes on from its first login', () => {
  t('login 08:00 | login 09:00', '08:00–open');
  t('login 08:00 | login 09:00 | login 10:00 | logout 12:30', '08:00–12:30');
  t('login 08:00 | login 21:59 | login 22:00', '08:00–22:00 limit | 22:00–open');
});

test('a logout while off is no shift', () => {
  t('logout 12:30', 'none');
  t('logout 07:00 | login 08:00', '08:00–open');
  t('login 08:00 | logout 12:30 | logout 13:00', '08:00–12:30');
  t('logout 07:00 | logout 07:30 | login 08:00 | logout 12:30 | logout 13:00', '08:00–12:30');
});

test('the longest shift ends what nobody ended', () => {
  t('login 08:00 | login Tue 08:00', '08:00–22:00 limit | Tue 08:00–open');
  t('login 08:00 | logout Tue 08:00', '08:00–22:00 limit');
  t(
    'login 08:00 | login Tue 08:00 | login Wed 08:00',
    '08:00–22:00 limit | Tue 08:00–Tue 22:00 limit | Wed 08:00–open',
  );
  t('login 20:00 | logout Tue 10:01 | login Tue 11:00', '20:00–Tue 10:00 limit | Tue 11:00–open');
});

test('the very limit: a logout there still ends the shift itself, a microsecond later it is too late', () => {
  t('login 08:00 | logout 21:59:59.999999', '08:00–21:59:59.999999');
  t('login 08:00 | logout 22:00', '08:00–22:00');
  t('login 08:00 | logout 22:00:00.000001', '08:00–22:00 limit');
  t('login 08:00 | login 21:59:59.999999', '08:00–open');
  t('login 08:00 | login 22:00', '08:00–22:00 limit | 22:00–open');
  t('login 08:00 | login 22:00:00.000001', '08:00–22:00 limit | 22:00:00.000001–open');
  t('login 08:00 | login 22:00 | logout 22:00', '08:00–22:00 | 22:00–open');
  t('login 08:00 | login 22:30 | logout 22:30', '08:00–22:00 limit | 22:30–22:30');
});

test('at one instant, on: the logout comes first, so that back-to-back work goes on', () => {
  t('login 08:00 | logout 12:00 | login 12:00', '08:00–12:00 | 12:00–open');
  t('login 08:00 | logout 12:00 | login 12:00 | logout 16:00', '08:00–12:00 | 12:00–16:00');
  t('login 08:00 | login 12:00 | logout 12:00 | login 16:00 | logout 16:00', '08:00–12:00 | 12:00–16:00 | 16:00–open');
});

test('at one instant, off: the login comes first, a shift of no length', () => {
  t('login 08:00 | logout 08:00', '08:00–08:00');
  t('logout 08:00 | login 08:00 | logout 09:00', '08:00–08:00');
  t('login 08:00 | logout 08:00 | login 09:00', '08:00–08:00 | 09:00–open');
  t('login 08:00 | logout 12:00 | login 13:00 | logout 13:00', '08:00–12:00 | 13:00–13:00');
});

test('both identifiers of a driver are one lane, and say the same thing only once', () => {
  t('login 08:00 | logout@C1 12:30', '08:00–12:30');
  t('login@C1 08:00 | logout 12:30', '08:00–12:30');
  t('login 08:00 | login@C1 08:00 | logout 12:30 | logout@C1 12:30', '08:00–12:30');
  t('login 08:00 | logout 12:00 | logout@C1 12:00 | login@C1 12:00', '08:00–12:00 | 12:00–open');
  t('login@C1 08:00 | logout@C1 08:00 | login 08:00 | logout 08:00', '08:00–08:00');
});

test('a limit that changes holds for the shifts that begin from then on', () => {
  const settings = [
    { holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR },
    { holdsFrom: at('Wed 00:00'), timeZone: 'Europe/London', longestShift: 24 * HOUR },
    { holdsFrom: at('Tue 00:00'), timeZone: 'Europe/London', longestShift: 4 * HOUR },
  ];
  const longest = longestShiftBy(settings);
  t('login 23:59 | logout Tue 13:59', '23:59–Tue 13:59', longest);
  t('login 23:59 | login Tue 14:00', '23:59–Tue 13:59 limit | Tue 14:00–open', longest);
  t('login Tue 00:00 | logout Tue 04:01', 'Tue 00:00–Tue 04:00 limit', longest);
  t('login Tue 23:59 | login Wed 04:00', 'Tue 23:59–Wed 03:59 limit | Wed 04:00–open', longest);
  t('login Wed 00:00 | logout Wed 23:00', 'Wed 00:00–Wed 23:00', longest);
  assert.equal(longestOfAll(settings), 24 * HOUR);
  assert.throws(() => settingAt([], at('08:00')), /without settings/);
});

test('each event is told what it came to', () => {
  outcomes('login 08:00 → opened_shift | login 09:00 → repeated_login | logout 12:30 → ended_shift');
  outcomes('logout 07:00 → no_login_before | login 08:00 → opened_shift | login Tue 09:00 → opened_shift');
  outcomes('login 08:00 → opened_shift | logout 12:00 → ended_shift | logout 12:01 → no_login_before');
  outcomes('login 08:00 → opened_shift | logout 22:00:00.000001 → no_login_before');
  outcomes(
    'login 08:00 → opened_shift | logout 12:00 → ended_shift | login 12:00 → opened_shift | logout 13:00 → ended_shift',
  );
  outcomes('login 08:00 → opened_shift | logout 08:00 → ended_shift | logout 09:00 → no_login_before');
  outcomes('login@C1 08:00 → repeated_login | login 08:00 → opened_shift');
  outcomes('login 08:00 → opened_shift | logout@C1 12:00 → repeated_logout | logout 12:00 → ended_shift');
  outcomes(
    'logout 12:00 → ended_shift | logout@C1 12:00 → repeated_logout | login 12:00 → opened_shift | login 08:00 → opened_shift',
  );
  outcomes(
    'login 08:00 → opened_shift | login 22:00 → opened_shift | logout 22:00 → ended_shift | login@C1 22:00 → repeated_login',
  );
});

test('a shift that no event has ended yet is open until its limit has come', () => {
  const shifts = fold(events('login 08:00'), () => 14 * HOUR);
  assert.equal(spell(shifts, at('21:59:59.999999')), '08:00–open');
  assert.equal(spell(shifts, at('22:00')), '08:00–22:00 limit');
  const ended = fold(events('login 08:00 | logout 12:00'), () => 14 * HOUR);
  assert.deepEqual(
    ended.map((shift) => endAsOf(shift, at('Wed 00:00'))),
    [{ tag: 'logout', at: at('12:00'), endedBy: 2 }],
  );
});

test('a fold goes on from the state before it, whatever that shift had come to', () => {
  for (const end of ['open', 'limit'] as const) {
    const [open] = fold(events(end === 'open' ? 'login 08:00' : 'login 08:00 | login Tue 09:00'), () => 14 * HOUR);
    assert.equal(
      spell(
        fold(events('logout 12:00 | login 13:00'), () => 14 * HOUR, open),
        at('13:00'),
      ),
      '08:00–12:00 | 13:00–open',
    );
    assert.equal(
      spell(
        fold([], () => 14 * HOUR, open),
        at('13:00'),
      ),
      '08:00–open',
    );
  }
});
