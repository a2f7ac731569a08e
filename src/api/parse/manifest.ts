import type { ReportedEvent } from '../../core/feed/reconciliation.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { HOUR } from '../../core/time/instant.ts';
import { contains, type Period } from '../../core/time/period.ts';
import type { ManifestJson } from '../wire/reconcile.ts';
import { readDriver } from './driver.ts';
import { type ReadBy, readEventTime } from './eventTime.ts';

/** A login or logout that a manifest lists, with its timestamp as it was sent. */
export type Listed = ReportedEvent & { readonly asSent: string };
export type Manifest = { readonly tag: 'manifest'; readonly period: Period; readonly listed: readonly Listed[] };

const MOST_LISTED = 10_000;
const LONGEST = 31 * 24 * HOUR;

/**
 * Reads a manifest of the shape that its endpoint has checked; times are read as those of events. Refuses the first
 * thing that is wrong.
 */
export function parseManifest({ from, to, drivers }: ManifestJson, by: ReadBy): Manifest | Refusal {
  const begin = readEventTime(from, 'login', by);
  if (begin.tag === 'refused') return refuse('INVALID_DATA', `from ${begin.problem}`);
  const end = readEventTime(to, 'login', by);
  if (end.tag === 'refused') return refuse('INVALID_DATA', `to ${end.problem}`);
  const period = { from: begin.time.occurredAt, to: end.time.occurredAt };
  if (period.to <= period.from) return refuse('INVALID_DATA', 'to must come after from');
  if (period.to - period.from > LONGEST) return refuse('INVALID_DATA', 'the period may last at most 31 days');
  const listed: Listed[] = [];
  for (const [index, driver] of drivers.entries()) {
    const problem = addListed(listed, driver, period, by);
    if (problem !== undefined) return refuse('INVALID_DATA', `driver ${index + 1}: ${problem}`);
    if (listed.length > MOST_LISTED) {
      return refuse('PAYLOAD_TOO_LARGE', `the manifest lists over ${MOST_LISTED} times; split its period`);
    }
  }
  return { tag: 'manifest', period, listed };
}

/** Adds the logins and logouts of one driver. Returns what is wrong with it, or undefined. */
function addListed(
  listed: Listed[],
  driver: ManifestJson['drivers'][number],
  period: Period,
  by: ReadBy,
): string | undefined {
  const named = readDriver(driver);
  if (named.tag === 'refused') return named.problem;
  const { reference = '' } = driver;
  for (const kind of ['login', 'logout'] as const) {
    for (const sent of driver[`${kind}s`] ?? []) {
      const read = readEventTime(sent, kind, by);
      if (read.tag === 'refused') return `timestamp ${read.problem}`;
      const { occurredAt, asSent } = read.time;
      if (!contains(period, occurredAt)) return `the ${kind} ${asSent} does not lie between from and to`;
      listed.push({ ...named.driver, reference, kind, occurredAt, asSent });
    }
  }
  return undefined;
}
