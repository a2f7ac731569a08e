import type { EventKind } from '../../core/event.ts';
import type { ReportedEvent } from '../../core/feed/reconciliation.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { HOUR, type Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { readTimestamp } from '../../core/time/timestamp.ts';
import { isReport } from './driver.ts';
import { reportError } from './reportError.ts';
import { driverIn } from './reports.ts';

/** A driver of a manifest, of the shape that the endpoint has checked. */
type DriverBody = { readonly logins?: readonly string[]; readonly logouts?: readonly string[] };
export type ManifestBody = { readonly from: string; readonly to: string; readonly drivers: readonly DriverBody[] };

/** A login or logout that a manifest lists, with its timestamp as it was sent. */
export type Listed = ReportedEvent & { readonly asSent: string };
export type Manifest = { readonly tag: 'manifest'; readonly period: Period; readonly listed: readonly Listed[] };

type Zone = { readonly timeZone: string; readonly now: Instant };

const MOST_LISTED = 10_000;
const LONGEST = 31 * 24 * HOUR;
const SOME_TIME = '2026-03-01T00:00:00Z';

/** Reads a manifest's times as events' are read. The refusal names the first thing that is wrong. */
export function parseManifest(body: ManifestBody, zone: Zone): Manifest | Refusal {
  const from = readTime(body.from, 'login', zone);
  const to = readTime(body.to, 'login', zone);
  if (typeof from === 'string') return refuse('INVALID_DATA', `from ${from}`);
  if (typeof to === 'string') return refuse('INVALID_DATA', `to ${to}`);
  const period = { from: from.at, to: to.at };
  if (period.to <= period.from) return refuse('INVALID_DATA', 'to must come after from');
  if (period.to - period.from > LONGEST) return refuse('INVALID_DATA', 'the period may last at most 31 days');
  const listed: Listed[] = [];
  for (const [index, driver] of body.drivers.entries()) {
    const fault = addListed(listed, driver, period, zone);
    if (fault) return refuse('INVALID_DATA', `driver ${index + 1}: ${fault}`);
    if (listed.length > MOST_LISTED) {
      return refuse('PAYLOAD_TOO_LARGE', `the manifest lists over ${MOST_LISTED} times; split its period`);
    }
  }
  return { tag: 'manifest', period, listed };
}

/** Undefined, or what is wrong with the driver. */
function addListed(listed: Listed[], driver: DriverBody, period: Period, zone: Zone): string | undefined {
  const named = { ...driver, timestamp: SOME_TIME };
  if (!isReport(named)) return reportError(named);
  for (const kind of ['login', 'logout'] as const) {
    for (const asSent of driver[`${kind}s`] ?? []) {
      const read = readTime(asSent, kind, zone);
      if (typeof read === 'string') return `timestamp ${read}`;
      if (read.at < period.from || read.at >= period.to)
        return `the ${kind} ${asSent} does not lie between from and to`;
      listed.push({ ...driverIn(named), kind, occurredAt: read.at, asSent });
    }
  }
  return undefined;
}

function readTime(text: string, kind: EventKind, { timeZone, now }: Zone): { readonly at: Instant } | string {
  const read = readTimestamp(text, { timeZone, now, whenInDoubt: kind === 'login' ? 'earlier' : 'later' });
  return read.tag === 'refused' ? read.problem : { at: read.instant };
}
