import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsBy, longestOfAll, settingAt } from '../../../src/core/shift/setting.ts';
import { endAsOf, fold } from '../../../src/core/shift/timeline.ts';
import { HOUR } from '../../../src/core/time/instant.ts';
import { at, events, FOURTEEN_HOURS, outcomes, spell, t } from '../../support/notation.ts';

test('a login opens a shift and a logout ends it', () => {
  t('login 08:00 → 08:00–open');
  t('login 08:00 | logout 12:30 → 08:00–12:30');
  t('login 08:00 | logout 12:30 | login 14:00 → 08:00–12:30 | 14:00–open');
  t('login 08:00 | logout 12:30 | login 14:00 | logout 18:00 → 08:00–12:30 | 14:00–18:00');
  t('login 22:00 | logout Tue 06:00 → 22:00–Tue 06:00');
  t('login 08:00:00.000001 | logout 08:00:00.000002 → 08:00:00.000001–08:00:00.000002');
});

test('a repeated login is no new shift, and carries on where the limit of an earlier one would have ended it', () => {
  t('login 08:00 | login 09:00 | login 10:00 | logout 12:30 → 08:00–12:30');
  t('login 08:00 | login 20:00 | logout 23:59 → 08:00–23:59');
  t('login 08:00 | login 12:00 | login 16:00 | login 20:00 | login 21:30 | logout 23:30 → 08:00–23:30');
  t('login 08:00 | login 22:00 | logout Tue 11:00 → 08:00–Tue 11:00');
  t('login 08:00 | login 22:00:00.000001 → 08:00–22:00 limit | 22:00:00.000001–open');
});

test('a stray login in the past does not swallow the real one', () => {
  t('login 12:00 | logout 20:30 | login 00:30 → 00:30–20:30');
  t('login Tue 12:00 | logout Tue 20:30 | login 21:00 → 21:00–Tue 11:00 limit | Tue 12:00–Tue 20:30');
});

test('a logout that answers no login is no shift', () => {
  t('logout 12:30 → none');
  t('logout 07:00 | login 08:00 → 08:00–open');
  t('login 08:00 | logout 12:30 | logout 13:00 → 08:00–12:30');
  t('logout 07:00 | logout 07:30 | login 08:00 | logout 12:30 | logout 13:00 → 08:00–12:30');
});

test('the longest shift ends what no logout ended; a logout at the very limit still ends the shift itself', () => {
  t('login 08:00 | login Tue 08:00 → 08:00–22:00 limit | Tue 08:00–open');
  t('login 08:00 | logout Tue 08:00 → 08:00–22:00 limit');
  t('login 20:00 | logout Tue 10:01 | login Tue 11:00 → 20:00–Tue 10:00 limit | Tue 11:00–open');
  t('login 08:00 | logout 22:00 → 08:00–22:00');
  t('login 08:00 | logout 22:00:00.000001 → 08:00–22:00 limit');
});

test('at one instant the logout comes first: back-to-back work goes on, and the login stands', () => {
  t('login 08:00 | logout 12:00 | login 12:00 → 08:00–12:00 | 12:00–open');
  t('login 08:00 | logout 12:00 | login 12:00 | logout 16:00 → 08:00–12:00 | 12:00–16:00');
  t('login 08:00 | logout 08:00 → 08:00–open');
  t('login 08:00 | logout 08:00 | logout 16:00 → 08:00–16:00');
  t('login 08:00 | logout 22:00 | login 22:00 → 08:00–22:00 | 22:00–open');
});

test('a limit that changes holds for the logins from then on', () => {
  const settings = [
    { holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR },
    { holdsFrom: at('Wed 00:00'), timeZone: 'Europe/London', longestShift: 24 * HOUR },
    { holdsFrom: at('Tue 00:00'), timeZone: 'Europe/London', longestShift: 4 * HOUR },
  ];
  const longest = limitsBy({ settings, end: Infinity });
  t('login 23:59 | logout Tue 13:59 → 23:59–Tue 13:59', longest);
  t('login 23:59 | login Tue 14:00 → 23:59–Tue 13:59 limit | Tue 14:00–open', longest);
  t('login 23:59 | login Tue 01:00 → 23:59–open', longest);
  t('login Tue 00:00 | logout Tue 04:01 → Tue 00:00–Tue 04:00 limit', longest);
  t('login Wed 00:00 | logout Wed 23:00 → Wed 00:00–Wed 23:00', longest);
  assert.equal(longestOfAll(settings), 24 * HOUR);
  assert.throws(() => settingAt([], at('08:00')), /without settings/);
});

test('each event has an outcome', () => {
  outcomes('login 08:00 → opened_shift | login 09:00 → repeated_login | logout 12:30 → ended_shift');
  outcomes('logout 07:00 → no_login_before | login 08:00 → opened_shift | login Tue 09:00 → opened_shift');
  outcomes('login 08:00 → opened_shift | logout 12:00 → ended_shift | logout 12:00:00.12 → repeated_logout');
  outcomes('login 08:00 → opened_shift | logout 12:00 → ended_shift | logout 12:01 → repeated_logout');
  outcomes('login 08:00 → opened_shift | logout 12:00 → ended_shift | logout 12:01:00.000001 → no_login_before');
  outcomes('login 06:00 → opened_shift | logout 20:30 → after_limit | logout 20:30:30 → repeated_logout');
  outcomes('login 06:00 → opened_shift | logout 20:30 → after_limit | logout 21:30 → no_login_before');
  outcomes('login 06:00 → opened_shift | logout Tue 10:00 → after_limit');
  outcomes('login 06:00 → opened_shift | logout Tue 10:00:00.000001 → no_login_before');
  outcomes('login 08:00 → opened_shift | logout 08:00 → no_login_before | logout 16:00 → ended_shift');
  outcomes(
    'login 08:00 → opened_shift | logout 12:00 → ended_shift | login 12:00 → opened_shift | logout 13:00 → ended_shift',
  );
});

test('a shift that no event has ended is open until its limit has come', () => {
  const shifts = fold(events('login 08:00'), FOURTEEN_HOURS);
  assert.equal(spell(shifts, at('21:59:59.999999')), '08:00–open');
  assert.equal(spell(shifts, at('22:00')), '08:00–22:00 limit');
  const ended = fold(events('login 08:00 | logout 12:00'), FOURTEEN_HOURS);
  assert.deepEqual(
    ended.map((shift) => endAsOf(shift, at('Wed 00:00'))),
    [{ tag: 'logout', at: at('12:00'), endedBy: 2 }],
  );
});
