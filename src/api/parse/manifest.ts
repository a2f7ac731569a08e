import type { ReportedEvent } from '../../core/feed/reconciliation.ts';
import { MOST_REFUSED_ITEMS, type Refusal, refuse } from '../../core/refusal.ts';
import type { Steps } from '../../core/steps.ts';
import { HOUR } from '../../core/time/instant.ts';
import { contains, type Period } from '../../core/time/period.ts';
import type { ManifestJson } from '../wire/reconcile.ts';
import { type BadItem, refuseItems } from './badItems.ts';
import { type Problem, readDriver } from './driver.ts';
import { type ReadBy, readEventTime, readTimeAt } from './eventTime.ts';

/** A login or logout that a manifest lists, with its timestamp as it was sent. */
export type Listed = ReportedEvent & { readonly asSent: string };
export type Manifest = { readonly tag: 'manifest'; readonly period: Period; readonly listed: readonly Listed[] };

const MOST_LISTED = 10_000;
const LONGEST = 31 * 24 * HOUR;

const TIMES_A_STEP = 128;
const TOO_MANY_LISTED = refuse(
  'PAYLOAD_TOO_LARGE',
  `the manifest lists over ${MOST_LISTED} times or drivers; split its period`,
);

/**
 * Reads a manifest of the shape that its endpoint has checked; times are read as those of events. Refuses the first
 * thing that is wrong with the period, or else all drivers with which something is wrong.
 */
export function* parseManifest(manifest: ManifestJson, by: ReadBy): Steps<Manifest | Refusal> {
  const { from, to, drivers } = manifest;
  if (countTimes(drivers) > MOST_LISTED) return TOO_MANY_LISTED;
  const begin = readEventTime(manifest, 'from', 'login', by);
  if (begin.tag === 'refused') return refuse('INVALID_DATA', begin.problem, begin.at);
  const end = readEventTime(manifest, 'to', 'login', by);
  if (end.tag === 'refused') return refuse('INVALID_DATA', end.problem, end.at);
  const period = { from: begin.time.occurredAt, to: end.time.occurredAt };
  if (period.to <= period.from) return refuse('INVALID_DATA', 'to must come after from', { param: 'to', value: to });
  if (period.to - period.from > LONGEST)
    return refuse('INVALID_DATA', 'the period may last at most 31 days', { param: 'from', value: from });
  const listed: Listed[] = [];
  const bad: BadItem[] = [];
  for (const [index, driver] of drivers.entries()) {
    const problem = yield* addListed(listed, driver, period, by);
    if (problem) bad.push({ index, problem });
    if (bad.length === MOST_REFUSED_ITEMS) break;
  }
  return refuseItems(bad, { each: 'driver', list: 'drivers' }) ?? { tag: 'manifest', period, listed };
}

/** Every driver counts as one at least. */
function countTimes(drivers: ManifestJson['drivers']): number {
  return drivers.reduce((sum, { logins = [], logouts = [] }) => sum + Math.max(1, logins.length + logouts.length), 0);
}

/** Adds the logins and logouts of one driver. Returns what is wrong with it, or undefined. */
function* addListed(
  listed: Listed[],
  driver: ManifestJson['drivers'][number],
  period: Period,
  by: ReadBy,
): Steps<Problem | undefined> {
  yield;
  const named = readDriver(driver);
  if (named.tag === 'refused') return named;
  const { reference = '' } = driver;
  for (const kind of ['login', 'logout'] as const) {
    for (const [index, sent] of (driver[`${kind}s`] ?? []).entries()) {
      if (index % TIMES_A_STEP === 0) yield;
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
