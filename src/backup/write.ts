import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Mode } from '../core/mode.ts';
import { clock, toRfc3339 } from '../core/time/instant.ts';
import { jobsVersion } from '../store/jobs.ts';
import { withConnection } from '../store/postgres/database.ts';
import { migrationsDone } from '../store/postgres/migrate.ts';
import { END_OF_ROWS, FORMAT, type Footer, type Header } from './format.ts';
import { sequenceValues, tablesToBackUp } from './tables.ts';

/** The checksum makes a damaged file known before a row of it is taken for true. */
const CHECKED = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/**
 * Writes everything in a database to a new file, as of one moment, while servers go on. The file gets its name once it
 * is whole and on disk; only its owner may read it, as it holds secrets.
 * `connectionString`: as the role that owns the tables, since no other can read where sequences are. Returns how many rows each table has.
 */
export async function writeBackup(
  { connectionString, mode }: { readonly connectionString: string; readonly mode: Mode },
  file: string,
): Promise<Footer['rows']> {
  const partial = `${file}.partial`;
  try {
    return await withConnection(connectionString, async (client) => {
      const written: { footer?: Footer } = {};
      const out = createWriteStream(partial, { mode: 0o600, flush: true });
      await pipeline(Readable.from(backup(client, mode, written)), createZstdCompress(CHECKED), out);
      if (!out.closed) await once(out, 'close');
      await rename(partial, file);
      await syncFolder(dirname(file));
      return (written.footer as Footer).rows;
    });
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * The file uncompressed, piece by piece. The last values of sequences are read after the snapshot was taken, so that
 * none lies below an id in it.
 */
async function* backup(client: pg.Client, mode: Mode, written: { footer?: Footer }): AsyncGenerator<Buffer> {
  await client.query('begin isolation level repeatable read read only');
  const header: Header = {
    format: FORMAT,
    takenAt: toRfc3339(clock()),
    mode,
    migrations: Object.fromEntries(await migrationsDone(client)),
    jobsVersion: await jobsVersion(client),
  };
  yield line(header);
  const counts: Record<string, number> = {};
  for (const { name, columns } of await tablesToBackUp(client)) {
    yield line({ table: name });
    const copying = client.query(copyTo(`copy (select ${columns} from ${name}) to stdout`));
    for await (const rows of copying) yield rows as Buffer;
    counts[name] = copying.rowCount;
    yield END_OF_ROWS;
  }
  written.footer = { rows: counts, sequences: await sequenceValues(client) };
  yield line(written.footer);
  await client.query('commit');
}

function line(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** A name is on disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
