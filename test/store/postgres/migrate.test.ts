import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { migrate, pendingMigrations } from '../../../src/store/postgres/migrate.ts';
import { freshDatabase, openAnother } from '../../support/freshDatabase.ts';
import { runServer } from '../../support/runServer.ts';
import { ask } from '../../support/wire.ts';

const { url, ownerUrl, owner: db } = await freshDatabase();
const env = { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl };
const files = (await readdir(new URL('../../../migrations/', import.meta.url)))
  .filter((name) => /^\d{4}_/.test(name))
  .toSorted();

const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The versions in git, the oldest first; none without git. */
function releases(): string[] {
  try {
    return git('tag', '--list', 'v*', '--sort=creatordate').trim().split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** The migrations of a version that are no longer what they were. */
function editedSince(version: string): string[] {
  const then = git('ls-tree', '-r', '--name-only', version, 'migrations/').trim().split('\n');
  const released = then.filter((file) => /\/\d{4}_\w+\.sql$/.test(file));
  return released.filter(
    (file) => !existsSync(file) || git('show', `${version}:${file}`) !== readFileSync(file, 'utf8'),
  );
}

test('a migration that was released is never edited, renamed or removed', () => {
  const edited = releases().flatMap((version) => editedSince(version).map((file) => `${file} since ${version}`));
  assert.deepEqual(edited, []);
});

const empty = () => db.query('drop schema public cascade; create schema public');
const schema = async () =>
  (
    await db.query(`select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
                   where table_schema = 'public' order by 1, 2`)
  ).rows;

test('an empty database gets every migration, in order of name; one that is up to date gets none', async () => {
  const asInstalled = await schema();
  await empty();
  assert.deepEqual(await pendingMigrations(db), files);
  assert.deepEqual(await migrate(db), files);
  assert.deepEqual(await schema(), asInstalled);
  assert.deepEqual(await pendingMigrations(db), []);
  assert.deepEqual(await migrate(db), []);
});

test('many that migrate one empty database at once each find it whole, and each file has run once', async () => {
  await empty();
  const others = Array.from({ length: 4 }, () => openAnother(ownerUrl));
  const ran = await Promise.all(others.map((other) => migrate(other.pool)));
  assert.deepEqual(ran.flat().toSorted(), files);
});

test('two servers that start on one empty database both come to serve', async () => {
  await empty();
  const servers = await Promise.all([runServer(env), runServer(env)]);
  for (const server of servers) {
    assert.equal((await ask(server.url, { path: '/readyz' })).status, 200);
    await server.stop();
  }
  const found = await db.query<{ name: string }>('select name from migration order by name');
  assert.deepEqual(
    found.rows.map((row) => row.name),
    files,
  );
});

test('a role that owns nothing serves once the owner has migrated, and is told what to set before that', {
  skip: url === ownerUrl && 'DATABASE_URL and DATABASE_OWNER_URL are one role',
}, async () => {
  await empty();
  await assert.rejects(
    runServer({ DATABASE_URL: url }),
    /cannot be used: its schema is not up to date, and this role may not change it: set DATABASE_OWNER_URL to the owner\./,
  );
  const server = await runServer(env);
  assert.doesNotMatch(server.printed(), /owns the tables/);
  await server.stop();
  await (await runServer({ DATABASE_URL: url })).stop();
  const asOne = await runServer({ DATABASE_URL: ownerUrl });
  assert.match(asOne.printed(), /^The role of DATABASE_URL owns the tables, .*: set DATABASE_OWNER_URL to the owner/m);
  await asOne.stop();
});

test('a migration that fails leaves nothing of itself, and can run once what was in its way is gone', async () => {
  await empty();
  await db.query('create table unsettled (in_the_way int)');
  await assert.rejects(migrate(db), /unsettled/);
  assert.deepEqual(await pendingMigrations(db), files.slice(files.indexOf('0005_log.sql')));
  assert.equal((await db.query("select to_regclass('shift') as found")).rows[0]?.found, null);
  await db.query('drop table unsettled');
  assert.deepEqual(await migrate(db), files.slice(files.indexOf('0005_log.sql')));
});

test('a migration file that is not the one that ran is refused, by a server too', async () => {
  await db.query(`update migration set sha256 = 'another' where name = $1`, [files[0]]);
  await assert.rejects(migrate(db), { message: `migration ${files[0]} was changed after it had run` });
  await assert.rejects(runServer(env), /PostgreSQL cannot be used: migration .* was changed after it had run/);
});
