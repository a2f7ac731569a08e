import { cpus, totalmem } from 'node:os';
import process from 'node:process';
import type { Load } from './loadRun.ts';

/** A load, and for each event the processor time and write-ahead log that it took until it was settled. */
export type Settled = Load & {
  /** Seconds from the end of the load until everything was settled. */
  readonly settledAfter: number;
  readonly serverMicros: number;
  readonly postgresMicros: number;
  readonly walBytes: number;
};

/** How fast events that waited were settled, and microseconds of processor time for each. */
export type Backlog = { readonly perSecond: number; readonly serverMicros: number; readonly postgresMicros: number };

export type Measured = {
  readonly bare: Load;
  readonly plain: Settled;
  readonly single: Settled;
  readonly batch: Settled;
  /** Rows a second. */
  readonly copyPerSecond: number;
  readonly backlog: Backlog;
};

export type Figures = {
  /** On an empty database, which PostgreSQL has not analysed yet. */
  readonly empty: Measured;
  /** After `history` stored events. */
  readonly filled: Measured;
  readonly history: number;
  readonly peakMemoryMiB: number;
  /** On disk for each event. */
  readonly bytes: number;
  readonly rounds: number;
  readonly seconds: number;
};

/** The run whose figure is the median. */
export function median<T>(runs: readonly T[], figure: (run: T) => number): T {
  const sorted = runs.toSorted((a, b) => figure(a) - figure(b));
  return sorted[Math.floor((sorted.length - 1) / 2)] as T;
}

/** The page docs/benchmarks.md. */
export function report({ empty, filled, history, peakMemoryMiB, bytes, rounds, seconds }: Figures): string {
  const share = (part: number, whole: number) => (part / whole).toFixed(2);
  const whole = ({ serverMicros, postgresMicros }: Backlog) => Math.round(serverMicros + postgresMicros);
  return `# Benchmarks

\`npm run bench -- --write\` measures all of this in one run, side by side, and writes this page. Single posts come from
64 connections, batches of 1,000 from 8. 20,000 drivers log in and out in turn; of a hundred requests five are an hour
late, and five are sent twice. The load generator, the servers and PostgreSQL (fsync on) share the machine; the
generator takes ${Math.round(empty.single.generatorMicros)} µs of processor time for a request. Medians of ${rounds} rounds of ${seconds} s.
${machine()}.

| single posts | events/s | p50 ms | p99 ms | server µs | PostgreSQL µs |
|---|---:|---:|---:|---:|---:|
${row('(a) parses the JSON, stores nothing', empty.bare)} | |
${settledRow('(b) one INSERT per request', empty.plain)}
${settledRow('(c) Shiftcover, everything on, settled', empty.single)}
${settledRow(`(c) after ${thousands(history)} stored events`, filled.single)}

| batches of 1,000 | events/s | p50 ms | p99 ms | server µs | PostgreSQL µs |
|---|---:|---:|---:|---:|---:|
${settledRow('Shiftcover', empty.batch)}
${settledRow(`Shiftcover after ${thousands(history)} stored events`, filled.batch)}
| COPY, same table and indexes | ${thousands(empty.copyPerSecond)} | | | | |

| figure | aim | seen |
|---|---|---:|
| processor time for one single post, settled, µs | ≤ 80 | ${whole(empty.single)} |
| of which settling (a backlog), µs | ≤ 25 | ${whole(empty.backlog)} |
| single posts c/a | ≥ 0.35 | ${share(empty.single.perSecond, empty.bare.perSecond)} |
| single posts c/b | ≥ 2 | ${share(empty.single.perSecond, empty.plain.perSecond)} |
| p99 of c against b, ms | better | ${empty.single.p99} against ${empty.plain.p99} |
| batches against COPY | ≥ 0.7 | ${share(empty.batch.perSecond, empty.copyPerSecond)} |
| a backlog settles at, events/s | ≥ 30,000 | ${thousands(empty.backlog.perSecond)} |
| everything settled after the load of single posts, s | keeps up | ${empty.single.settledAfter.toFixed(1)} |
| bytes on disk for an event, indexes included | ≤ 200 | ${Math.round(bytes)} |
| write-ahead log for a single post, settled, bytes | | ${Math.round(empty.single.walBytes)} |
| single posts after ${thousands(history)} events | ≥ 0.95 | ${share(filled.single.perSecond, empty.single.perSecond)} |
| batches after ${thousands(history)} events | ≥ 0.95 | ${share(filled.batch.perSecond, empty.batch.perSecond)} |
| a backlog after ${thousands(history)} events | ≥ 0.95 | ${share(filled.backlog.perSecond, empty.backlog.perSecond)} |
| peak memory of the server, MiB | ≤ 200 | ${Math.round(peakMemoryMiB)} |

Why some aims are not reached, and what was tried: [where the time goes](decisions/0006-where-the-time-goes.md).
`;
}

function row(name: string, { perSecond, p50, p99, failed }: Load): string {
  return `| ${name}${failed > 0 ? ` (${failed} failed)` : ''} | ${thousands(perSecond)} | ${p50} | ${p99}`;
}

function settledRow(name: string, run: Settled): string {
  return `${row(name, run)} | ${Math.round(run.serverMicros)} | ${Math.round(run.postgresMicros)} |`;
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString('en-GB');
}

/** The machine, for a page of figures. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Machine: ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
}
