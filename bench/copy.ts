import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS_PER_COPY = 10_000;
const DRIVERS = 20_000;
let count = 0;

/** What batches are compared with: rows a second that COPY stores in a table with the columns and indexes of `event`. */
export async function copyPerSecond(pool: pg.Pool, seconds: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('create table if not exists copied_event (like event including all)');
    const begun = performance.now();
    let copied = 0;
    for (; performance.now() - begun < seconds * 1000; copied += ROWS_PER_COPY) {
      const copying = client.query(
        copyFrom(
          `copy copied_event (id, occurred_at, received_at, receipt, subject_id, work_provider_id, reading, is_login, reference, zone, as_sent) from stdin`,
        ),
      );
      await pipeline(Readable.from([lines()]), copying);
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
  const subject = 1 + ((count * 7919) % DRIVERS);
  return `${count}\t${at}\t${at}\t${receipt}\t${subject}\t1\toffset\ttrue\t\t\t\n`;
}
