import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Mode } from '../core/mode.ts';
import { freeAbandonedJobs, jobsVersion } from '../store/jobs.ts';
import { isDataError, type Queryable, withConnection } from '../store/postgres/database.ts';
import { migrationsDone } from '../store/postgres/migrate.ts';
import {
  type BackupReader,
  DamagedBackup,
  FORMAT,
  type Footer,
  type Header,
  readBackup,
  type TableLine,
} from './format.ts';
import { type BackedUpTable, setSequences, tablesToBackUp } from './tables.ts';

/** What became of a restore. Unless it is `restored`, the database is as it was. */
export type Restored =
  | { readonly tag: 'restored'; readonly takenAt: string; readonly rows: Footer['rows'] }
  /** The file is not a backup, or does not hold what was written to it. */
  | { readonly tag: 'damaged'; readonly why: string }
  | { readonly tag: 'other_mode'; readonly mode: Mode }
  /** It was made by a version with other tables. */
  | { readonly tag: 'other_version'; readonly last: string | undefined }
  | { readonly tag: 'not_empty'; readonly table: string };

/**
 * Puts a backup into a database that has the same schema and no rows, in one transaction, and compares the number of
 * rows in each table. `connectionString`: as the role that owns the tables. Throws the errors of the file system and of PostgreSQL.
 */
export async function restoreBackup(
  { connectionString, mode }: { readonly connectionString: string; readonly mode: Mode },
  file: string,
): Promise<Restored> {
  const source = createReadStream(file);
  // An error may come while nothing reads; the next read throws it.
  const plain = createZstdDecompress().on('error', () => {});
  const feeding = pipeline(source, plain).catch((error: unknown) => void plain.destroy(error as Error));
  try {
    return await withConnection(connectionString, async (client) => {
      await client.query('begin');
      const restored = await restore(client, mode, readBackup(plain));
      await client.query(restored.tag === 'restored' ? 'commit' : 'rollback');
      return restored;
    });
  } catch (error) {
    const why = damage(error);
    if (why === undefined) throw error;
    return { tag: 'damaged', why };
  } finally {
    source.destroy();
    plain.destroy();
    await feeding;
  }
}

/** The checksum comes last in the file, so rows that it would refuse may reach PostgreSQL first. */
function damage(error: unknown): string | undefined {
  if (error instanceof DamagedBackup) return error.message;
  if (isDataError(error)) return (error as Error).message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ZSTD|Z_)/.test(code) ? 'it cannot be decompressed' : undefined;
}

async function restore(client: pg.Client, mode: Mode, backup: BackupReader): Promise<Restored> {
  const header = (await backup.line()) as Header;
  if (header.format !== FORMAT) return { tag: 'damaged', why: 'it is not a backup of Shiftcover' };
  if (header.mode !== mode) return { tag: 'other_mode', mode: header.mode };
  if (!(await sameSchema(client, header))) return { tag: 'other_version', last: Object.keys(header.migrations).at(-1) };
  const tables = await tablesToBackUp(client);
  for (const table of tables) await openTable(client, table);
  const filled = await firstFilled(client, tables);
  if (filled !== undefined) return { tag: 'not_empty', table: filled };
  const { counts, footer } = await copyTables(client, backup, tables);
  const wrong = Object.entries(footer.rows).find(([name, count]) => counts[name] !== count);
  if (wrong)
    return { tag: 'damaged', why: `${wrong[0]} should have ${wrong[1]} rows and has ${counts[wrong[0]] ?? 0}` };
  await setSequences(client, footer.sequences);
  for (const table of tables) await closeTable(client, table);
  if (header.jobsVersion !== null) await freeAbandonedJobs(client, 0);
  return { tag: 'restored', takenAt: header.takenAt, rows: footer.rows };
}

async function sameSchema(client: pg.Client, header: Header): Promise<boolean> {
  const own = JSON.stringify(Object.fromEntries(await migrationsDone(client)));
  if (JSON.stringify(header.migrations) !== own) return false;
  return header.jobsVersion === null || header.jobsVersion === (await jobsVersion(client));
}

/**
 * Whether a server runs on the database: each has a connection for its jobs. A server remembers secrets, keys and
 * subjects of the data that it began with. `db`: as the role that serves.
 */
export async function serverRuns(db: Queryable): Promise<boolean> {
  const found = await db.query(
    "select from pg_stat_activity where datname = current_database() and application_name = 'shiftcover jobs' limit 1",
  );
  return found.rowCount === 1;
}

/**
 * Nobody else can read or write the table until the transaction ends. Triggers would write again what the backup holds
 * already: versions, notices and jobs.
 */
async function openTable(client: pg.Client, { name, forcesRowSecurity }: BackedUpTable): Promise<void> {
  await client.query(`lock table ${name} in access exclusive mode`);
  await client.query(`alter table ${name} disable trigger user`);
  if (forcesRowSecurity) await client.query(`alter table ${name} no force row level security`);
}

async function closeTable(client: pg.Client, { name, forcesRowSecurity }: BackedUpTable): Promise<void> {
  await client.query(`alter table ${name} enable trigger user`);
  if (forcesRowSecurity) await client.query(`alter table ${name} force row level security`);
}

async function firstFilled(client: pg.Client, tables: readonly BackedUpTable[]): Promise<string | undefined> {
  for (const { name, isSeeded } of tables) {
    if (!isSeeded && (await client.query(`select from ${name} limit 1`)).rowCount === 1) return name;
  }
  return undefined;
}

/** Copies the rows of each table, and returns how many there were, and the last line. */
async function copyTables(
  client: pg.Client,
  backup: BackupReader,
  tables: readonly BackedUpTable[],
): Promise<{ readonly counts: Readonly<Record<string, number>>; readonly footer: Footer }> {
  const known = new Map(tables.map((table) => [table.name, table]));
  const counts: Record<string, number> = {};
  for (;;) {
    const next = (await backup.line()) as TableLine | Footer;
    if (!('table' in next)) return { counts, footer: next };
    const table = known.get(next.table);
    if (!table) throw new DamagedBackup(`it has rows of ${next.table}, which is not a table`);
    if (table.isSeeded) await client.query(`delete from ${table.name}`);
    const copying = client.query(copyFrom(`copy ${table.name} (${table.columns}) from stdin`));
    await pipeline(Readable.from(backup.rows()), copying);
    counts[table.name] = copying.rowCount ?? 0;
  }
}
