import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { openCluster } from '../../src/embedded/open.ts';
import { makeTemporaryDataDir, openTemporaryCluster, removeDataDir } from '../../src/embedded/temporaryCluster.ts';
import { atEnd } from '../support/atEnd.ts';
import { asOwner, openHere, query } from '../support/otherProcess.ts';

let dataDir: string;
before(async () => {
  dataDir = await makeTemporaryDataDir();
});
atEnd(() => removeDataDir(dataDir));

test('the first start creates a UTF-8 database and two roles that are no superusers, with all settings that keep data safe on', async () => {
  const cluster = await openHere(dataDir, 'server');
  const [facts] = await query(
    cluster,
    `select current_user as role, rolsuper, rolcreatedb, pg_get_userbyid(datdba) as owner,
            pg_encoding_to_char(encoding) as encoding, concat_ws(' ', datlocprovider, datlocale) as locale, lower('ÀÉ') as lower,
            (select string_agg(setting, ' ' order by name) from pg_settings
              where name in ('data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit')) as safety,
            (select setting from pg_settings where name = 'listen_addresses') as tcp
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
  );
  assert.deepEqual(facts, {
    role: 'shiftcover',
    rolsuper: false,
    rolcreatedb: false,
    owner: 'shiftcover_owner',
    encoding: 'UTF8',
    locale: 'b C.UTF-8',
    lower: 'àé',
    safety: 'on on on on',
    tcp: '',
  });
  const superuser = cluster.connectionString.replace('shiftcover@', 'postgres@');
  await assert.rejects(query({ connectionString: superuser }, 'select'), /no pg_hba.conf entry for .* "postgres"/);
  const owner = asOwner(cluster);
  await query(owner, 'create extension btree_gist');
  await query(owner, 'create table kept as select 42 as answer; grant select on kept to public');
  await cluster.close();
  await cluster.close();
});

test('a cluster opened again has its data, and its folder holds no leftovers', async () => {
  const cluster = await openHere(dataDir, 'command');
  assert.equal(cluster.started, true);
  assert.deepEqual(await query(cluster, 'select answer from kept'), [{ answer: 42 }]);
  await cluster.close();
  const names = (await readdir(join(dataDir, 'postgres'))).map((name) => name.replace(/^bin-.*/, 'bin'));
  assert.deepEqual(names.toSorted(), ['bin', 'data', 'log', 'run']);
});

test('a failed start is reported with the last error of PostgreSQL', async () => {
  const configuration = join(dataDir, 'postgres/data/postgresql.conf');
  const sound = await readFile(configuration, 'utf8');
  await writeFile(configuration, `${sound}\nport = elephant\n`);
  const early = await openCluster({ dataDir, role: 'server' });
  assert.match(
    JSON.stringify(early),
    /"cannot_open".*PostgreSQL does not start.*FATAL: .*postgresql.conf\\" contains errors/,
  );
  await writeFile(configuration, sound);

  // This error comes after PostgreSQL has begun to write to its own log.
  await rm(join(dataDir, 'postgres/data/pg_wal'), { recursive: true });
  const late = await openCluster({ dataDir, role: 'command' });
  assert.match(JSON.stringify(late), /"cannot_open".*FATAL: {2}required WAL directory \\"pg_wal\\" does not exist/);
});

test('a cluster of another major version is refused with a hint what to do', async () => {
  await writeFile(join(dataDir, 'postgres/data/PG_VERSION'), '17\n');
  const cluster = await openCluster({ dataDir, role: 'server' });
  assert.match(
    JSON.stringify(cluster),
    /made by PostgreSQL 17 and this Shiftcover brings 18: run the Shiftcover it was/,
  );
});

test('a data folder that cannot be made is refused in one sentence', async () => {
  const cluster = await openCluster({ dataDir: join(dataDir, 'postgres/data/PG_VERSION/x'), role: 'server' });
  assert.match(JSON.stringify(cluster), /"cannot_open","why":"PostgreSQL cannot be opened: ENOTDIR/);
});

test('a data folder works whose path is too long for a socket and has special characters', async () => {
  const long = join(dataDir, `a folder, with 'much' in its näme & 100%`.repeat(4));
  await mkdir(long);
  const cluster = await openHere(long, 'server');
  assert.deepEqual(await query(cluster, 'select 1 as one'), [{ one: 1 }]);
  const guest = await openHere(long, 'command');
  assert.equal(guest.started, false);
  assert.deepEqual(await query(guest, 'select 1 as one'), [{ one: 1 }]);
  await guest.close();
  await cluster.close();
  await rm(socketFolderOf(cluster), { recursive: true });
});

test('a temporary cluster works, and is removed when it is closed', async () => {
  const cluster = await openTemporaryCluster();
  assert.equal(cluster.tag, 'open');
  if (cluster.tag !== 'open') return;
  const folder = socketFolderOf(cluster);
  assert.ok((await readdir(folder)).includes('.s.PGSQL.5432'));
  await cluster.close();
  await assert.rejects(readdir(join(folder, '../..')), { code: 'ENOENT' });
});

function socketFolderOf(cluster: { connectionString: string }): string {
  return new URL(cluster.connectionString).searchParams.get('host') ?? '';
}
