import type { ReportedEvent } from '../../core/feed/reconciliation.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { HOUR } from '../../core/time/instant.ts';
import { contains, type Period } from '../../core/time/period.ts';
import type { ManifestJson } from '../wire/reconcile.ts';
import { type Problem, readDriver } from './driver.ts';
import { type ReadBy, readEventTime, readTimeAt } from './eventTime.ts';

/** A login or logout that a manifest lists, with its timestamp as it was sent. */
export type Listed = ReportedEvent & { readonly asSent: string };
export type Manifest = { readonly tag: 'manifest'; readonly period: Period; readonly listed: readonly Listed[] };

const MOST_LISTED = 10_000;
const LONGEST = 31 * 24 * HOUR;

/**
 * Reads a manifest of the shape that its endpoint has checked; times are read as those of events. Refuses the first
 * thing that is wrong.
 */
export function parseManifest(manifest: ManifestJson, by: ReadBy): Manifest | Refusal {
  const { from, to, drivers } = manifest;
  const begin = readEventTime(manifest, 'from', 'login', by);
  if (begin.tag === 'refused') return refuse('INVALID_DATA', begin.problem, begin.at);
  const end = readEventTime(manifest, 'to', 'login', by);
  if (end.tag === 'refused') return refuse('INVALID_DATA', end.problem, end.at);
  const period = { from: begin.time.occurredAt, to: end.time.occurredAt };
  if (period.to <= period.from) return refuse('INVALID_DATA', 'to must come after from', { param: 'to', value: to });
  if (period.to - period.from > LONGEST)
    return refuse('INVALID_DATA', 'the period may last at most 31 days', { param: 'from', value: from });
  const listed: Listed[] = [];
  for (const [index, driver] of drivers.entries()) {
    const wrong = addListed(listed, driver, period, by);
    if (wrong) {
      const { param, value } = wrong.at;
      return refuse('INVALID_DATA', `driver ${index + 1}: ${wrong.problem}`, {
        param: `drivers[${index}].${param}`,
        value,
      });
    }
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
): Problem | undefined {
  const named = readDriver(driver);
  if (named.tag === 'refused') return named;
  const { reference = '' } = driver;
  for (const kind of ['login', 'logout'] as const) {
    for (const [index, sent] of (driver[`${kind}s`] ?? []).entries()) {
      const param = `${kind}s[${index}]`;
      const read = readTimeAt(sent, { param, name: 'timestamp' }, kind, by);
      if (read.tag === 'refused') return read;
      const { occurredAt, asSent } = read.time;
      if (!contains(period, occurredAt)) {
        const problem = `the ${kind} ${asSent} does not lie between from and to`;
        return { tag: 'refused', problem, at: { param, value: sent } };
      }
      listed.push({ ...named.driver, reference, kind, occurredAt, asSent });
    }
  }
  return undefined;
}
