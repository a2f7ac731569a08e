import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

/**
 * One run of load: events that were answered 202, in all and a second, milliseconds to the answer, other answers, and
 * microseconds of processor time of the load generator for each event.
 */
export type Load = {
  readonly acknowledged: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  readonly generatorMicros: number;
};

const run = promisify(execFile);
let first = 0;

/** One run of bench/load.ts. No two runs report the same event. */
export async function load(options: { url: string; key: string; batch: number; seconds: number }): Promise<Load> {
  first += 50_000_000;
  const { stdout } = await run(process.execPath, [
    'bench/load.ts',
    `--url=${options.url}`,
    `--key=${options.key}`,
    `--batch=${options.batch}`,
    `--seconds=${options.seconds}`,
    `--connections=${options.batch === 1 ? 64 : 8}`,
    `--first=${first}`,
  ]);
  return JSON.parse(stdout) as Load;
}
