import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, instantOf, toRfc3339 } from '../../../src/core/time/instant.ts';
import { readTimestamp } from '../../../src/core/time/timestamp.ts';

const NOW = instantOf('2026-03-02T12:00Z');
const UTC: Parameters<typeof readTimestamp>[1] = { timeZone: 'UTC', now: NOW, whenInDoubt: 'earlier' };

/** A row: what a text is read as, or `refused`. */
function r(text: string, expected: string, locale = UTC): void {
  const read = readTimestamp(text, locale);
  const said = read.tag === 'read' ? `${toRfc3339(read.instant)} ${read.reading}` : 'refused';
  assert.equal(`${JSON.stringify(text)}  →  ${said}`, `${JSON.stringify(text)}  →  ${expected}`);
}

test('one instant, however it is spelled', () => {
  // biome-ignore format: a table
  const spellings = [
    '2026-03-01T08:30:00Z', '2026-03-01T08:30:00+00:00', '2026-03-01T08:30:00-00:00', '2026-03-01T08:30Z',
    '2026-03-01t08:30:00z', '2026-03-01 08:30:00Z', '2026-03-01 08:30+00', '20260301T083000Z', '20260301T0830Z',
    '20260301 083000+0000', '2026-03-01T0830Z', '20260301T08:30Z', '+002026-03-01T08:30Z', '2026-03-01T08:30:00.0Z',
    '2026-03-01T08:30:00,000Z', '2026-03-01T08:30:00.000000000Z', '2026-03-01T08:30:00.000000999Z',
    '2026-03-01T10:30:00+02:00', '2026-03-01T10:30:00+0200', '2026-03-01T10:30:00+02', '20260301T103000+02',
    '2026-03-01T03:00:00-05:30', '2026-03-01T03:00:00-0530', '2026-02-28T20:30:00-12', '2026-03-01T22:30+14:00',
  ];
  for (const text of spellings) r(text, '2026-03-01T08:30:00Z offset');
});

test('an hour without minutes is a time of day', () => {
  r('2026-03-01T08Z', '2026-03-01T08:00:00Z offset');
  r('2026-03-01T08', '2026-03-01T08:00:00Z local');
});

test('fractions of a second are cut, never rounded, to the microsecond', () => {
  const digits = '123456789';
  for (let count = 1; count <= 9; count++) {
    const kept = digits.slice(0, Math.min(count, 6));
    for (const mark of ['.', ',']) {
      r(`2026-03-01T08:30:00${mark}${digits.slice(0, count)}Z`, `2026-03-01T08:30:00.${kept}Z offset`);
      r(`2026-03-01T08:30:00${mark}${digits.slice(0, count)}`, `2026-03-01T08:30:00.${kept}Z local`);
    }
  }
  r('2026-03-01T08:30:00.999999999Z', '2026-03-01T08:30:00.999999Z offset');
  r('2026-03-01T08:30:00.1234567890Z', '2026-03-01T08:30:00.123456Z offset');
  r('2026-03-01T08:30:00,99999999999999999999+01:00', '2026-03-01T07:30:00.999999Z offset');
  r('2026-03-01T08:30:00.1234567890', '2026-03-01T08:30:00.123456Z local');
});

test('what the ten-line scripts of the field send is read', () => {
  const now = { ...UTC, timeZone: 'Europe/London' };
  r('2026-03-01T08:30:00.123456', '2026-03-01T08:30:00.123456Z local', now);
  r('2026-03-01 08:30:00.123456+00:00', '2026-03-01T08:30:00.123456Z offset', now);
  r('2026-03-01T08:30:00.123Z', '2026-03-01T08:30:00.123Z offset', now);
  r('2026-03-01T08:30:00.1234567Z', '2026-03-01T08:30:00.123456Z offset', now);
  r('2026-03-01T08:30:00.1234567+01:00', '2026-03-01T07:30:00.123456Z offset', now);
});

test('a leap day is a day, and a leap second is the last of its minute', () => {
  r('2024-02-29T08:00Z', '2024-02-29T08:00:00Z offset');
  r('2000-02-29T08:00Z', '2000-02-29T08:00:00Z offset');
  r('2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z offset');
  r('2016-12-31T23:59:61Z', 'refused');
});

test('what is no date and time is refused, with an offset or without', () => {
  // biome-ignore format: a table
  const texts = [
    '', ' ', 'now', 'today', 'null', 'NaN', 'T', 'T08:30', '08:30', '08:30:00', '1772352000', '1772352000000', '2026',
    '2026-03', '2026-03-01', '20260301', '2026-03-01T', '2026-03-01 ', '2026-3-1T08:30', '26-03-01T08:30',
    '02026-03-01T08:30', '2026/03/01T08:30', '01-03-2026T08:30', '01/03/2026 08:30', 'Sun, 01 Mar 2026 08:30:00 GMT',
    'Sun Mar 01 2026 08:30:00', '2026-W09-7T08:30', '2026W097T0830', '2026-060T08:30', '2026060T0830',
    '2026-0301T08:30', '202603-01T08:30', '-000000-01-01T00:00', '2026-03-01_08:30', '2026-03-01  08:30',
    '2026-03-01TT08:30', '2026-03-01\t08:30', '2026-03-01\u00a008:30', ' 2026-03-01T08:30', '2026-03-01T08:30 ',
    '2026-03-01T08:30\n', '2026-03-01T8:30', '2026-03-01T08:3', '2026-03-01T083', '2026-03-01T08:30:0',
    '2026-03-01T08:30:', '2026-03-01T08:30:00.', '2026-03-01T08.5', '2026-03-01T08:30.5', '2026-03-01T08:3000',
    '2026-03-01T08:30:00am', '2026-03-01T08:30 AM', '2026-03-01T08:30:00x', '2026-03-01T08:30,2026-03-01',
    '٢٠٢٦-٠٣-٠١T٠٨:٣٠', '２０２６-03-01T08:30', '2026‐03‐01T08:30', '2026-03-01T08:30\0', '2026-03-01T08:30/PT1H',
    'P1DT2H', 'Infinity',
  ];
  for (const text of texts) r(text, 'refused');
  for (const text of texts) r(`${text}Z`, 'refused');
  for (const text of texts) r(`${text}+01:00`, 'refused');
});

test('impossible dates and times are refused, never carried over to the next', () => {
  for (const date of [
    '2026-02-30',
    '2026-02-29',
    '2100-02-29',
    '2025-13-01',
    '2025-00-01',
    '2025-01-00',
    '2025-04-31',
    '2025-01-32',
  ]) {
    for (const offset of ['', 'Z', '+01:00']) r(`${date}T08:30${offset}`, 'refused');
  }
  for (const time of ['24:01', '24:00:01', '24:00:00.1', '25:00', '08:60', '08:30:62', '99:99']) {
    for (const offset of ['', 'Z', '+01:00']) r(`2026-03-01T${time}${offset}`, 'refused');
  }
});

test('24:00:00 is midnight of the next day, by its offset or on the wall clock', () => {
  for (const time of ['24', '24:00', '24:00:00', '24:00:00.000', '240000', '2400']) {
    r(`2026-02-28T${time}Z`, '2026-03-01T00:00:00Z offset');
    r(`2026-02-28 ${time}+01:00`, '2026-02-28T23:00:00Z offset');
    r(`2026-02-28T${time}`, '2026-03-01T00:00:00Z local');
  }
  const zoned = { ...UTC, timeZone: 'America/New_York', now: instantOf('2026-03-10T12:00Z') };
  r('2026-03-07T24:00:00', '2026-03-08T05:00:00Z local', zoned);
  r('2026-03-08T24:00:00', '2026-03-09T04:00:00Z local', zoned);
  r('2025-12-31T24:00:00Z', '2026-01-01T00:00:00Z offset');
});

test('an offset beyond 18 hours is refused', () => {
  r('2026-03-01T18:30:00+18:00', '2026-03-01T00:30:00Z offset');
  r('2026-03-01T08:30:00-18', '2026-03-02T02:30:00Z offset');
  for (const offset of ['+18:01', '-18:01', '+1830', '-19', '+23:59']) {
    r(`2026-03-01T08:30:00${offset}`, 'refused');
    assert.equal(problemOf(`2026-03-01T08:30:00${offset}`), 'must have an offset from UTC of at most 18 hours');
  }
});

test('an offset that is none, is doubled or has a zone beside it is refused', () => {
  // biome-ignore format: a table
  const offsets = [
    '+', '-', '+1', '+100', '+1:00', '+24:00', '+01:60', '+01:00Z', 'ZZ', 'Z+01:00', '+01:00:', ' +01:00', '−01:00',
    'UTC', 'GMT', 'BST', 'EST', 'A',
  ];
  for (const offset of offsets) r(`2026-03-01T08:30:00${offset}`, 'refused');
  const annotations = ['[Europe/London]', '[!Europe/London]', '[u-ca=iso8601]', '[u-ca=hebrew]', '[+01:00]', '[', '[]'];
  for (const annotation of annotations) {
    for (const offset of ['', 'Z', '+00:00']) r(`2026-03-01T08:30:00${offset}${annotation}`, 'refused');
  }
});

test('a text of any length is refused, none is choked on', () => {
  r(`2026-03-01T08:30:00.${'0'.repeat(43)}Z`, '2026-03-01T08:30:00Z offset');
  r(`2026-03-01T08:30:00.${'0'.repeat(44)}Z`, 'refused');
  r('2'.repeat(1_000_000), 'refused');
  r(`${'-'.repeat(100_000)}T0`, 'refused');
});

test('24 hours ahead of now is the furthest, to the microsecond', () => {
  r('2026-03-03T12:00:00Z', '2026-03-03T12:00:00Z offset');
  r('2026-03-03T12:00:00.000000999Z', '2026-03-03T12:00:00Z offset');
  r('2026-03-03T12:00:00.000001Z', 'refused');
  r('2026-03-03T12:00:00', '2026-03-03T12:00:00Z local');
  r('2026-03-03T12:00:00.000001', 'refused');
  r('2026-03-03T13:00:00+01:00', '2026-03-03T12:00:00Z offset');
  for (const year of ['9999', '+275760', '+999999']) r(`${year}-01-01T00:00Z`, 'refused');
});

test('the year 2000 is the first, by the instant and not by the digits', () => {
  r('2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z offset');
  r('1999-12-31T23:59:59.999999999Z', 'refused');
  r('1999-12-31T19:00:00-05:00', '2000-01-01T00:00:00Z offset');
  r('2000-01-01T00:59:59+01:00', 'refused');
  r('1999-12-31T19:00:00', '2000-01-01T00:00:00Z local', { ...UTC, timeZone: 'America/New_York' });
  for (const year of ['1970', '0000', '-000001', '-271821']) r(`${year}-06-01T00:00Z`, 'refused');
  for (const year of ['1970', '0000', '-000001', '-271821']) r(`${year}-06-01T00:00`, 'refused');
});

test('each refusal says in one sentence what is wrong, and repeats nothing of what was sent', () => {
  assert.match(problemOf('<script>'), /^must be an ISO-8601 date and time such as \S+$/);
  assert.match(problemOf('1999-01-01T00:00Z'), /^lies before the year 2000$/);
  assert.match(problemOf(toRfc3339(NOW + 25 * HOUR)), /^lies more than 24 hours ahead of now$/);
});

test('a refusal names what kind of thing was sent instead', () => {
  const kinds = {
    '1772352000': 'a number of seconds since 1970: write 2026-03-01T08:00:00Z',
    '1772352000.123': 'a number of seconds since 1970: write 2026-03-01T08:00:00.123Z',
    '1772352000000': 'a number of milliseconds since 1970: write 2026-03-01T08:00:00Z',
    '30/02/2026 08:00': 'a date that begins with its day or month',
    'Sun, 01 Mar 2026 08:30:00 GMT': 'a date of RFC 2822',
    'Sun, 1 Mar 2026 08:30:00 +0000': 'a date of RFC 2822',
    '2026-03-01T08:30:00 01:00': 'one whose + has become a blank: write it as %2B in a form',
    '2026-03-01T08:30:00.123 0100': 'one whose + has become a blank: write it as %2B in a form',
    '2026-03-01': 'a date without a time',
    '20260301': 'a date without a time',
    '2026-02-30T08:30:00Z': 'a day or a time that does not exist',
    '2026-03-01T25:30+01:00': 'a day or a time that does not exist',
  };
  for (const [text, kind] of Object.entries(kinds)) {
    const sentence = 'must be an ISO-8601 date and time such as 2026-03-01T08:30:00+00:00';
    assert.equal(problemOf(text), `${sentence}, not ${kind}`);
  }
});

function problemOf(text: string): string {
  const read = readTimestamp(text, UTC);
  return read.tag === 'refused' ? read.problem : 'read';
}
