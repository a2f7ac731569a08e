import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { userInfo } from 'node:os';
import { suite, test } from 'node:test';
import { HOUR } from '../../../src/core/time/instant.ts';
import { settleAll } from '../../../src/settle/settleAll.ts';
import { keyWithHash } from '../../../src/store/provider/keys.ts';
import { addProvider, addSetting } from '../../../src/store/provider/providers.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import type { Json } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { operatorOf } from '../../support/runCommand.ts';

const { url, database } = await freshDatabase();
const { text, json, refused, run } = operatorOf(url);

void suite('work providers and their keys', { concurrency: 3 }, () => {
  test('a work provider is added once, with the given settings or the defaults', async () => {
    assert.deepEqual(await json('provider', 'add', 'Plain Ltd'), {
      name: 'Plain Ltd',
      timeZone: 'Europe/London',
      longestShift: 'PT14H',
    });
    assert.deepEqual(
      await json('provider', 'add', 'Été & Fils', '--time-zone', 'europe/paris', '--longest-shift', 'PT8H30M'),
      {
        name: 'Été & Fils',
        timeZone: 'Europe/Paris',
        longestShift: 'PT8H30M',
      },
    );
    for (const like of ['Plain Ltd', 'PLAIN  ltd'])
      assert.deepEqual(await refused('provider', 'add', like), [
        1,
        `another work provider has or had the name "${like}", but for case and blanks`,
      ]);
    const renamed = { name: 'Plainer Ltd', was: 'Plain Ltd' };
    assert.deepEqual(await json('provider', 'rename', 'Plain Ltd', 'Plainer Ltd'), renamed);
    assert.equal((await refused('provider', 'rename', 'Plainer Ltd', 'été&fils'))[0], 1);
    assert.equal((await refused('provider', 'rename', 'été&fils', 'plain ltd'))[0], 1);
    assert.equal((await refused('provider', 'add', 'Plain Ltd'))[0], 1);
    assert.equal((await json('provider', 'rename', 'Plainer Ltd', 'plainer ltd')).name, 'plainer ltd');
    assert.equal((await json('provider', 'add', 'Long Ltd', '--longest-shift', 'P1D')).longestShift, 'PT24H');
  });

  test('a bad name, time zone or longest shift is refused as a bad argument', async () => {
    const attempts = [
      ['add', ''],
      ['add', 'x'.repeat(256)],
      ['add', 'Two\nlines'],
      ['add', 'A', '--time-zone', 'Mars/Olympus'],
      ['add', 'A', '--time-zone', '+01:00'],
      ['add', 'A', '--longest-shift', '14h'],
      ['add', 'A', '--longest-shift', 'P1W'],
      ['add', 'A', '--longest-shift', 'P8D'],
      ['add', 'A', '--longest-shift', 'PT0S'],
      ['add', 'A', '--longest-shift', 'PT169H'],
      ['set', 'A'],
    ];
    await addProvider(database.pool, 'A').then((id) =>
      addSetting(database.pool, id as number, { holdsFrom: -Infinity, timeZone: 'UTC', longestShift: HOUR }),
    );
    const codes = await Promise.all(attempts.map(async (args) => (await refused('provider', ...args))[0]));
    assert.deepEqual(
      codes,
      attempts.map(() => 2),
    );
  });

  test('a setting holds from an instant on, and shifts that begin after it are settled again', async () => {
    await text('provider', 'add', 'Changing Ltd');
    const report = await reporting(database.pool, 'Changing Ltd');
    await report('login d1 -2h', 'login d2 +2h');
    await settleAll(database.pool, (_item, error) => assert.fail(String(error)));
    await json('provider', 'set', 'Changing Ltd', '--longest-shift', 'PT1H');
    const kept = await database.pool.query(
      `select s.identifier, extract(epoch from limit_at - started_at)::int / 3600 as hours
       from shift sh join subject s on s.id = sh.subject_id where s.identifier in ('d1', 'd2') order by 1`,
    );
    assert.deepEqual(kept.rows, [
      { identifier: 'd1', hours: 14 },
      { identifier: 'd2', hours: 1 },
    ]);
    const [code, why] = await refused(
      'provider',
      'set',
      'Changing Ltd',
      '--longest-shift',
      'PT2H',
      '--from',
      '2020-01-01T00:00Z',
    );
    assert.deepEqual([code, why], [1, 'a setting holds from now or a later moment: what has been stays as it was']);
    const listed: { name: string }[] = await json('provider', 'list');
    const { settings, ...current } = listed.find(({ name }) => name === 'Changing Ltd') as Json;
    assert.equal(current.longestShift, 'PT1H');
    assert.deepEqual(settings[0], { timeZone: 'Europe/London', longestShift: 'PT14H', holdsFrom: null });
    assert.match(await text('provider', 'list'), /^WORK PROVIDER +TIME ZONE +LONGEST SHIFT +HOLDS\n/);
  });

  test('a key is shown once, kept as a hash, and in force until it is revoked', async () => {
    await text('provider', 'add', 'Keyed Ltd');
    const made = await json('key', 'add', 'Keyed Ltd');
    assert.deepEqual(Object.keys(made), ['id', 'workProvider', 'key', 'hint', 'endsAt']);
    assert.match(made.key, /^live_[\w-]{43}$/);
    const sha256 = Buffer.from(hash('sha256', made.key), 'hex');
    assert.equal((await keyWithHash(database.pool, sha256))?.id, made.id);
    assert.ok(!(await text('key', 'list')).includes(made.key));

    assert.deepEqual(await json('key', 'revoke', String(made.id)), { id: made.id, revoked: true });
    assert.equal(await keyWithHash(database.pool, sha256), undefined);
    const listed: { id: number }[] = await json('key', 'list');
    const { recordedAt, revokedAt, ...rest } = listed.find(({ id }) => id === made.id) as Json;
    const hint = made.key.slice(0, 9);
    assert.deepEqual(rest, { id: made.id, workProvider: 'Keyed Ltd', hint, endsAt: null, lastUsedAt: null });
    assert.ok(Temporal.Instant.compare(recordedAt, revokedAt) < 0);

    const done = await database.pool.query(
      "select actor_kind || ' ' || actor as who, about from audit where action = 'added a key' and about like 'Keyed%'",
    );
    assert.deepEqual(done.rows, [{ who: `operator ${userInfo().username}`, about: `Keyed Ltd: ${made.hint}…` }]);
    assert.equal((await refused('key', 'add', 'Keyed Ltd', '--until', '2026-01-01T00:00:00Z'))[0], 2);
    const until = await json('key', 'add', 'Keyed Ltd', '--until', '2190-01-01T00:00:00Z');
    assert.equal(until.endsAt, '2190-01-01T00:00:00Z');
    assert.match(await text('key', 'list'), /never +in force until 2190-01-01 00:00:00 UTC/);
    assert.deepEqual(await refused('key', 'revoke', '999'), [1, 'there is no key 999; see: npx shiftcover key list']);
    assert.equal((await refused('key', 'revoke', 'three'))[0], 2);
  });

  test('an unknown work provider is refused with the names that are similar', async () => {
    await text('provider', 'add', 'Courier Ltd');
    assert.deepEqual(await refused('key', 'add', 'Curier ltd'), [
      1,
      'no work provider is named "Curier ltd"; did you mean "Courier Ltd"?',
    ]);
    assert.equal((await run('key', 'add', 'Zzzzzzzz')).stderr.includes('provider list'), true);
  });
});
