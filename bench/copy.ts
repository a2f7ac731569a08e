import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS_PER_COPY = 10_000;
const DRIVERS = 20_000;
let count = 0;

/** The yardstick for batches: rows a second that COPY brings into a table like the log, with the same indexes. */
export async function copyPerSecond(pool: pg.Pool, seconds: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('create table if not exists copied_event (like event including all)');
    const begun = performance.now();
    let copied = 0;
    for (; performance.now() - begun < seconds * 1000; copied += ROWS_PER_COPY) {
      const into = client.query(
        copyFrom(
          `copy copied_event (id, work_provider_id, identifier_kind, identifier, kind, occurred_at, reading, as_sent, receipt, received_at) from stdin`,
        ),
      );
      await pipeline(Readable.from([lines()]), into);
    }
    return copied / ((performance.now() - begun) / 1000);
  } finally {
    client.release();
  }
}

function lines(): string {
  return Array.from({ length: ROWS_PER_COPY }, line).join('');
}

function line(): string {
  count += 1;
  const at = new Date(1_750_000_000_000 + count).toISOString();
  const receipt = `01900000-0000-7000-8000-${String(count).padStart(12, '0')}`;
  const driver = `driver-${(count * 7919) % DRIVERS}`;
  return `${count}\t1\tdriverId\t${driver}\tlogin\t${at}\toffset\t${at}\t${receipt}\t${at}\n`;
}
