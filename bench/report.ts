import { cpus, totalmem } from 'node:os';
import process from 'node:process';
import type { Load } from './loadRun.ts';

export type Measured = {
  readonly bare: Load;
  readonly plain: Load;
  readonly single: Load;
  readonly batch: Load;
  /** Rows a second. */
  readonly copyPerSecond: number;
  /** Seconds from the end of a load of single posts until everything was settled. */
  readonly settledAfter: number;
};

export type Figures = {
  /** On an empty database. */
  readonly empty: Measured;
  /** After `history` stored events. */
  readonly filled: Measured;
  readonly history: number;
  readonly peakMemoryMiB: number;
  readonly rounds: number;
  readonly seconds: number;
};

/** The run whose figure is the median. */
export function median<T>(runs: readonly T[], figure: (run: T) => number): T {
  const sorted = runs.toSorted((a, b) => figure(a) - figure(b));
  return sorted[Math.floor((sorted.length - 1) / 2)] as T;
}

/** The page docs/benchmarks.md. */
export function report({ empty, filled, history, peakMemoryMiB, rounds, seconds }: Figures): string {
  const share = (part: number, whole: number) => (part / whole).toFixed(2);
  return `# Benchmarks

\`npm run bench -- --write\` measures all of this in one run, side by side, and writes this page. Single posts come from
64 connections, batches of 1,000 from 8; the load generator, the servers and PostgreSQL (fsync on) share the machine.
Medians of ${rounds} rounds of ${seconds} s. ${machine()}.

| single posts | events/s | p50 ms | p99 ms |
|---|---:|---:|---:|
${row('(a) parses the JSON, stores nothing', empty.bare)}
${row('(b) one INSERT per request', empty.plain)}
${row('(c) Shiftcover, everything on', empty.single)}
${row(`(c) after ${thousands(history)} stored events`, filled.single)}

| batches of 1,000 | events/s | p50 ms | p99 ms |
|---|---:|---:|---:|
${row('Shiftcover', empty.batch)}
${row(`Shiftcover after ${thousands(history)} stored events`, filled.batch)}
| COPY, same table and indexes | ${thousands(empty.copyPerSecond)} | | |

| figure | aim | seen |
|---|---|---:|
| single posts c/a | ≥ 0.7 | ${share(empty.single.perSecond, empty.bare.perSecond)} |
| single posts c/b | ≥ 3 | ${share(empty.single.perSecond, empty.plain.perSecond)} |
| p99 of c against b, ms | no worse | ${empty.single.p99} against ${empty.plain.p99} |
| batches against COPY | ≥ 0.6 | ${share(empty.batch.perSecond, empty.copyPerSecond)} |
| everything settled after the load of single posts, s | keeps up | ${empty.settledAfter.toFixed(1)} |
| single posts after ${thousands(history)} events | within 10 % | ${share(filled.single.perSecond, empty.single.perSecond)} |
| batches after ${thousands(history)} events | within 10 % | ${share(filled.batch.perSecond, empty.batch.perSecond)} |
| peak memory of the server, MiB | < 250 | ${Math.round(peakMemoryMiB)} |

Why some aims are not reached, and what was tried: [where the time goes](decisions/0006-where-the-time-goes.md).
`;
}

function row(name: string, { perSecond, p50, p99, failed }: Load): string {
  return `| ${name}${failed > 0 ? ` (${failed} failed)` : ''} | ${thousands(perSecond)} | ${p50} | ${p99} |`;
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString('en-GB');
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Machine: ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
}
