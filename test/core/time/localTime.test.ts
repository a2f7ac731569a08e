import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf, toRfc3339 } from '../../../src/core/time/instant.ts';
import { readTimestamp } from '../../../src/core/time/timestamp.ts';

type Doubt = 'earlier' | 'later';

/** A row: a text without offset in a zone, arriving long after, and the instant it is read as. */
function l(
  timeZone: string,
  text: string,
  expected: string,
  arrives = '2027-01-01T00:00Z',
  whenInDoubt: Doubt = 'earlier',
): void {
  const read = readTimestamp(text, { timeZone, now: instantOf(arrives), whenInDoubt });
  const said = read.tag === 'read' ? `${toRfc3339(read.instant)} ${read.reading}` : read.problem;
  assert.equal(`${timeZone} ${text}  →  ${said}`, `${timeZone} ${text}  →  ${expected}`);
}

test('local time is the wall clock of the zone, in summer and winter, east and west', () => {
  l('Europe/London', '2026-01-15T08:00', '2026-01-15T08:00:00Z local');
  l('Europe/London', '2026-07-15T08:00', '2026-07-15T07:00:00Z local');
  l('America/New_York', '2026-01-15T20:00', '2026-01-16T01:00:00Z local');
  l('America/New_York', '2026-07-15T20:00', '2026-07-16T00:00:00Z local');
  l('Asia/Kolkata', '2026-07-15T08:00:00.000001', '2026-07-15T02:30:00.000001Z local');
  l('Asia/Kathmandu', '2026-01-15T00:00', '2026-01-14T18:15:00Z local');
  l('Australia/Lord_Howe', '2026-01-15T08:00', '2026-01-14T21:00:00Z local');
  l('Australia/Lord_Howe', '2026-07-15T08:00', '2026-07-14T21:30:00Z local');
  l('Pacific/Kiritimati', '2026-01-15T08:00', '2026-01-14T18:00:00Z local');
  l('Pacific/Pago_Pago', '2026-01-15T08:00', '2026-01-15T19:00:00Z local');
  l('UTC', '2026-07-15T08:00', '2026-07-15T08:00:00Z local');
});

test('a skipped hour is moved forward by its length, from its first moment to its last', () => {
  l('Europe/London', '2026-03-29T00:59:59.999999', '2026-03-29T00:59:59.999999Z local');
  l('Europe/London', '2026-03-29T01:00', '2026-03-29T01:00:00Z skipped');
  l('Europe/London', '2026-03-29T01:30', '2026-03-29T01:30:00Z skipped');
  l('Europe/London', '2026-03-29T01:59:59.999999', '2026-03-29T01:59:59.999999Z skipped');
  l('Europe/London', '2026-03-29T02:00', '2026-03-29T01:00:00Z local');
  l('America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00Z skipped');
  l('Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00Z skipped');
  l('Africa/Casablanca', '2026-03-22T02:30', '2026-03-22T02:30:00Z skipped');
  l('Africa/Casablanca', '2026-03-22T03:00', '2026-03-22T02:00:00Z local');
});

test('a whole skipped day is moved forward by a day', () => {
  l('Pacific/Apia', '2011-12-29T23:59:59', '2011-12-30T09:59:59Z local');
  l('Pacific/Apia', '2011-12-30T00:00', '2011-12-30T10:00:00Z skipped');
  l('Pacific/Apia', '2011-12-30T10:00', '2011-12-30T20:00:00Z skipped');
  l('Pacific/Apia', '2011-12-30T23:59:59', '2011-12-31T09:59:59Z skipped');
  l('Pacific/Apia', '2011-12-31T00:00', '2011-12-30T10:00:00Z local');
});

/** A row: a text that a zone shows twice, told too late: as a login's it is the earlier, as a logout's the later. */
function twice(timeZone: string, text: string, earlier: string, later: string): void {
  l(timeZone, text, `${earlier} repeated_earlier`, undefined, 'earlier');
  l(timeZone, text, `${later} repeated_later`, undefined, 'later');
}

test('a repeated hour that is reported too late is taken early for a login and late for a logout', () => {
  twice('Europe/London', '2026-10-25T01:00', '2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z');
  twice('Europe/London', '2026-10-25T01:30', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z');
  twice('Europe/London', '2026-10-25T01:59:59.999999', '2026-10-25T00:59:59.999999Z', '2026-10-25T01:59:59.999999Z');
  twice('America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z');
  twice('Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z');
  twice('Africa/Casablanca', '2026-02-15T02:30', '2026-02-15T01:30:00Z', '2026-02-15T02:30:00Z');
  twice('Europe/Dublin', '2026-10-25T01:30', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z');
});

test('just before and just after a repeated hour there is no doubt', () => {
  l('Europe/London', '2026-10-25T00:59:59.999999', '2026-10-24T23:59:59.999999Z local');
  l('Europe/London', '2026-10-25T02:00', '2026-10-25T02:00:00Z local');
  l('Australia/Lord_Howe', '2026-04-05T01:29:59', '2026-04-04T14:29:59Z local');
  l('Australia/Lord_Howe', '2026-04-05T02:00', '2026-04-04T15:30:00Z local');
});

test('reported within a repeated hour or the next, it is the reading nearest to now, whatever the event', () => {
  const [early, late] = ['2026-10-25T00:30:00Z repeated_earlier', '2026-10-25T01:30:00Z repeated_later'];
  const arrivals = [
    ['2026-10-24T12:00Z', early, early],
    ['2026-10-25T00:30Z', early, early],
    ['2026-10-25T00:59:59.999999Z', early, early],
    ['2026-10-25T01:00:00.000001Z', late, late],
    ['2026-10-25T01:31Z', late, late],
    ['2026-10-25T02:59:59.999999Z', late, late],
    ['2026-10-25T03:00Z', early, late],
    ['2026-10-26T01:31Z', early, late],
  ] as const;
  for (const [arrives, login, logout] of arrivals) {
    l('Europe/London', '2026-10-25T01:30', login, arrives, 'earlier');
    l('Europe/London', '2026-10-25T01:30', logout, arrives, 'later');
  }
});

test('where only half an hour is repeated, doubt begins an hour after that half', () => {
  const [early, late] = ['2026-04-04T14:45:00Z repeated_earlier', '2026-04-04T15:15:00Z repeated_later'];
  l('Australia/Lord_Howe', '2026-04-05T01:45', late, '2026-04-04T16:29:59.999999Z', 'earlier');
  l('Australia/Lord_Howe', '2026-04-05T01:45', early, '2026-04-04T16:30Z', 'earlier');
  l('Australia/Lord_Howe', '2026-04-05T01:45', early, '2026-04-04T14:46Z', 'later');
});

test('no text changes how the next one is read, not even one that shows the very moment of a change in UTC', () => {
  const changes = [
    '2026-03-29T01:00',
    '2026-03-29T01:00:00.000001',
    '2026-10-25T01:00',
    '2025-10-26T01:00',
    '2026-03-29T02:00',
    '2026-10-25T02:00',
  ];
  for (const text of changes) {
    readTimestamp(text, { timeZone: 'Europe/London', now: instantOf('2027-01-01T00:00Z'), whenInDoubt: 'earlier' });
    l('Europe/London', '2026-01-15T08:00', '2026-01-15T08:00:00Z local');
    l('Europe/London', '2026-07-15T08:00', '2026-07-15T07:00:00Z local');
  }
});
