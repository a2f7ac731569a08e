import type { Mode } from '../core/mode.ts';

/*
 * The file of a backup, uncompressed: lines of JSON, and after the line of each table its rows as COPY writes them, ended
 * by a line `\.` (which no row can be). Bytes pass in the pieces in which they come, so that memory stays flat.
 */

/** The first line. A backup is restored by the version that has the same migrations and the same job tables. */
export type Header = {
  readonly format: typeof FORMAT;
  readonly takenAt: string;
  readonly mode: Mode;
  /** The SHA-256 of each by its name. */
  readonly migrations: Readonly<Record<string, string>>;
  /** The version of the job library's schema; null where no server has started yet. */
  readonly jobsVersion: number | null;
};

/** The line before the rows of a table. `table`: its name with its schema, quoted. */
export type TableLine = { readonly table: string };

/** The last line: it shows that the file is whole. `rows`: how many each table has. `sequences`: their last values. */
export type Footer = {
  readonly rows: Readonly<Record<string, number>>;
  readonly sequences: Readonly<Record<string, number>>;
};

export const FORMAT = 'shiftcover backup 1';

/** Ends the rows of a table. */
export const END_OF_ROWS = Buffer.from('\\.\n');
const END_AFTER_ROWS = Buffer.from('\n\\.\n');
const NEWLINE = 10;

/** The file ends or goes on where it must not. */
export class DamagedBackup extends Error {}

/** Reads a backup from its beginning to its end. */
export type BackupReader = {
  /** The next line of JSON. */
  line(): Promise<unknown>;
  /** The rows up to the end of those of this table, in pieces of whole rows. */
  rows(): AsyncGenerator<Buffer>;
};

/** Opens the reader of an uncompressed backup. Its functions throw DamagedBackup when the file breaks off. */
export function readBackup(source: AsyncIterable<Buffer>): BackupReader {
  const pieces = source[Symbol.asyncIterator]();
  /** What is read and not yet used. It begins where a line begins. */
  let held: Buffer = Buffer.alloc(0);

  return {
    async line() {
      let end = held.indexOf(NEWLINE);
      while (end === -1) {
        await readOn();
        end = held.indexOf(NEWLINE);
      }
      return parsed(take(end + 1).toString('utf8'));
    },
    async *rows() {
      while (!startsWithEnd()) {
        const end = held.indexOf(END_AFTER_ROWS);
        const whole = end === -1 ? held.lastIndexOf(NEWLINE) : end;
        if (whole >= 0) yield take(whole + 1);
        if (end === -1) await readOn();
      }
      take(END_OF_ROWS.length);
    },
  };

  function startsWithEnd(): boolean {
    return held.subarray(0, END_OF_ROWS.length).equals(END_OF_ROWS);
  }

  async function readOn(): Promise<void> {
    const next = await pieces.next();
    if (next.done) throw new DamagedBackup('it ends too early');
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
  }

  function take(length: number): Buffer {
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    return taken;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DamagedBackup('a line of it is not JSON');
  }
}
