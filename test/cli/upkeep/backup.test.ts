import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { restoreBackup } from '../../../src/backup/restore.ts';
import { atEnd } from '../../support/atEnd.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { startLoad } from '../../support/load.ts';
import type { Json } from '../../support/reading.ts';
import { operatorOf, runCommand } from '../../support/runCommand.ts';
import { runServer } from '../../support/runServer.ts';
import { serviceWithReceiver } from '../../support/serviceWithReceiver.ts';
import { theLog } from '../../support/theLog.ts';
import { until } from '../../support/until.ts';
import { assertFolded } from '../../support/wholeFold.ts';
import { ask } from '../../support/wire.ts';

const folder = await mkdtemp(join(tmpdir(), 'shiftcover-backup-'));
await chmod(folder, 0o755);
atEnd(() => rm(folder, { recursive: true, force: true }));
const file = join(folder, 'one.zst');
const DAY = '2026-03-02';

void suite('backup and restore', { concurrency: false }, () => {
  test('a backup under load, restored into another database, gives the same answers', async () => {
    const service = await serviceWithReceiver();
    const { name, key } = service.provider;
    const { text } = operatorOf(service.databaseUrl, { DATABASE_OWNER_URL: service.ownerUrl });
    await text('customer', 'add', '--email', 'ana@example.com', '--number', 'ANA1', '--from', '2026-01-01T00:00:00Z');
    await service.addEndpoint({ types: ['link.created'] });
    await text('link', 'add', name, 'ana', 'ANA1', '--from', '2026-01-01T00:00:00Z');
    await service.call(202, 'POST', '/v1/shift/login', { driverId: 'ana', timestamp: `${DAY}T08:00:00Z` });
    await service.call(202, 'POST', '/v1/shift/logout', { driverId: 'ana', timestamp: `${DAY}T12:00:00Z` });
    await service.until('/v1/shifts?driverId=ana', ({ items }) => items[0]?.endedBy === 'logout');
    await service.until('/v1/deliveries', ({ items }) => items[0]?.state === 'delivered');

    const load = startLoad(() => service.url, key, 16);
    await until(() => load.acknowledged.size > 300);
    const before = new Set(load.acknowledged);
    const wrote = await text('backup', file);
    await load.stop();
    assert.match(wrote, /^Wrote [\d,]+ rows of \d+ tables to /);
    assert.equal((await stat(file)).mode & 0o777, 0o600);

    const other = await freshDatabase();
    const restored = await operatorOf(other.url, { DATABASE_OWNER_URL: other.ownerUrl }).text('restore', file);
    assert.match(restored, /^Restored [\d,]+ rows of .* nothing differed\.\n$/);
    const log = await theLog(other.database.pool);
    assert.deepEqual(log, (await theLog(service.database.pool)).slice(0, log.length).map(withRepeatsOf(log)));
    const kept = new Set(log.map(({ kind, identifier, asSent }) => `${kind} ${identifier} ${asSent}`));
    assert.deepEqual(
      [...before].filter((event) => !kept.has(event)),
      [],
    );
    await assertFolded(other.database.pool);
    const guards = `select (select count(*) from pg_class where relforcerowsecurity) as forced,
      (select count(*) from pg_trigger where not tgisinternal and tgenabled = 'O') as triggers`;
    const [inForce, expected] = await Promise.all([other, service].map(({ database }) => database.pool.query(guards)));
    assert.deepEqual(inForce?.rows, expected?.rows, 'row level security and triggers are in force again');

    const again = await runServer({ DATABASE_URL: other.url });
    for (const path of ['/v1/shifts?driverId=ana', '/v1/events?driverId=ana', '/v1/endpoints', '/v1/deliveries']) {
      const headers = { Authorization: key };
      const [was, is] = await Promise.all([service.url, again.url].map((url) => ask(url, { path, headers })));
      assert.equal(is?.status, 200);
      assert.equal(is.body, was?.body, `${path} is answered alike`);
    }
    const covered = ['cover', 'ANA1', '--at', `${DAY}T10:00:00Z`] as const;
    assert.equal((await operatorOf(other.url).json(...covered)).covered, true);
    const login = { driverId: 'new', timestamp: `${DAY}T09:00:00Z` };
    const stored = await ask(again.url, {
      method: 'POST',
      path: '/v1/shift/login',
      headers: { Authorization: key },
      body: JSON.stringify(login),
    });
    assert.equal(stored.status, 202, 'ids go on after those that were restored');
    assert.match((await operatorOf(other.url).refused('restore', file))[1], /set DATABASE_OWNER_URL/);
    const owner = operatorOf(other.url, { DATABASE_OWNER_URL: other.ownerUrl });
    assert.match((await owner.refused('restore', file))[1], /server is running/);
    await again.stop();
  });

  test('a backup goes into an empty database, all of it or nothing', async () => {
    const { url, ownerUrl, database } = await freshDatabase();
    const { refused } = operatorOf(url, { DATABASE_OWNER_URL: ownerUrl });
    const whole = await readFile(file);
    const plain = zstdDecompressSync(whole).toString('latin1');
    const changed = (was: RegExp, is: string) => zstdCompressSync(Buffer.from(plain.replace(was, is), 'latin1'));
    const flipped = Buffer.from(whole);
    flipped[Math.floor(whole.length / 2)] = (whole[Math.floor(whole.length / 2)] as number) ^ 0xff;
    const other = join(folder, 'other.zst');
    const restored = async (bytes: Uint8Array) => {
      await writeFile(other, bytes);
      return await restoreBackup({ connectionString: ownerUrl, mode: 'live' }, other);
    };
    for (let cut = 1; cut <= 40; cut++) {
      const length = Math.floor((whole.length * cut) / 41);
      assert.equal((await restored(whole.subarray(0, length))).tag, 'damaged', `cut after ${length} bytes`);
    }
    for (const [bytes, why] of [
      [whole.subarray(0, whole.length - 40), /damaged/],
      [flipped, /damaged/],
      [Buffer.from('something else\n'), /damaged/],
      [zstdCompressSync('{"format":"another"}\n'), /damaged.*it is not a backup/],
      [changed(/"public.event":\d+/, '"public.event":1'), /damaged.*public.event should have 1 rows and has \d+/],
      [changed(/"mode":"live"/, '"mode":"test"'), /other_mode.*test/],
      [changed(/"0001_common.sql":"\w{4}/, '"0001_common.sql":"0000'), /other_version.*"last":"\d{4}_/],
    ] as const) {
      assert.match(JSON.stringify(await restored(bytes)), why);
    }
    assert.match((await refused('restore', other))[1], /was made by another version, with migrations up to \d{4}_/);
    assert.match((await refused('restore', join(folder, 'absent.zst')))[1], /cannot be read/);
    assert.equal((await database.pool.query('select from work_provider')).rowCount, 0);
    await database.pool.query("insert into work_provider (name) values ('Courier Ltd')");
    assert.match((await refused('restore', file))[1], /not empty: public.\w+ has rows/);
    assert.match((await refused('backup', file))[1], /exists already/);
    assert.match((await refused('backup', join(folder, 'no/such/folder')))[1], /cannot be written/);
  });

  test('a backup of an external PostgreSQL is restored into the embedded one', async () => {
    const env = { DATA_DIR: join(folder, 'data'), TEST_MODE: 'off' };
    const restored = await runCommand(env, ['restore', file, '--json']);
    assert.equal(restored.code, 0, restored.stderr);
    const { rows, differences }: Json = JSON.parse(restored.stdout);
    assert.equal(differences, 0);
    const again = join(folder, 'two.zst');
    const written = await runCommand(env, ['backup', again, '--json']);
    assert.equal(written.code, 0, written.stderr);
    const { rows: copied }: Json = JSON.parse(written.stdout);
    const same = ['event', 'subject', 'repeated_report', 'event_void', 'customer', 'link', 'api_key', 'held_version'];
    for (const name of same) assert.equal(copied[`public.${name}`], rows[`public.${name}`], name);
    assert.equal(copied['public.audit'], rows['public.audit'] + 1, 'the restore is in the audit log');
  });
});

/** The load goes on after the backup, and repeats older events. */
function withRepeatsOf(log: readonly { readonly repeats: number }[]) {
  return <T extends { readonly repeats: number }>(event: T, index: number): T => ({
    ...event,
    repeats: log[index]?.repeats ?? 0,
  });
}
