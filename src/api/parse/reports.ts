import type { EventKind, Report } from '../../core/event.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Locale } from '../../core/time/localTime.ts';
import { readTimestamp } from '../../core/time/timestamp.ts';
import { isReport, MOST_ITEMS, type ReportBody } from './driver.ts';
import { reportError } from './reportError.ts';

/** The reports of a request, or the first reason to refuse all of it. */
export type Parsed = { readonly tag: 'parsed'; readonly reports: readonly Report[] } | Refusal;

/** What a body is read by: what its endpoint reports, and the zone and moment for local times. */
export type Reader = { readonly kind: EventKind; readonly timeZone: string; readonly now: Instant };

/** shift/login and shift/logout: one JSON object. */
export function parseOne(body: unknown, reader: Reader): Parsed {
  if (Array.isArray(body)) return invalid('the body must be one JSON object; lists go to batch/login and batch/logout');
  if (!isObject(body)) return invalid('the body must be one JSON object');
  const report = parseReport(body, reader);
  return report.tag === 'refused' ? report : { tag: 'parsed', reports: [report.report] };
}

/** batch/login and batch/logout: a JSON list, all or nothing. The refusal names the first bad item, counted from 1. */
export function parseBatch(body: unknown, reader: Reader): Parsed {
  if (!Array.isArray(body))
    return invalid('the body must be a JSON list; single events go to shift/login and shift/logout');
  if (body.length === 0) return invalid('the list is empty');
  if (body.length > MOST_ITEMS) {
    return refuse('PAYLOAD_TOO_LARGE', `the list has ${body.length} items; send at most ${MOST_ITEMS} at a time`);
  }
  const reports: Report[] = [];
  for (const [index, item] of body.entries()) {
    const report = parseReport(item, reader);
    if (report.tag === 'refused') return invalid(`item ${index + 1}: ${report.detail}`);
    reports.push(report.report);
  }
  return { tag: 'parsed', reports };
}

function parseReport(item: unknown, reader: Reader): { tag: 'report'; report: Report } | Refusal {
  if (!isReport(item)) return invalid(reportError(item));
  const read = readTimestamp(item.timestamp, localeOf(reader));
  if (read.tag === 'refused') return invalid(`timestamp ${read.problem}`);
  const { instant: occurredAt, reading } = read;
  const { kind } = reader;
  return { tag: 'report', report: { ...driverIn(item), kind, occurredAt, reading, asSent: item.timestamp } };
}

/** Whom a report names. */
export function driverIn(item: ReportBody): Pick<Report, 'identifierKind' | 'identifier'> {
  const driverId = item.driverId ?? item.workProviderUserId;
  if (driverId !== undefined) return { identifierKind: 'driverId', identifier: driverId };
  return { identifierKind: 'policyId', identifier: (item.policyId ?? item.customerNumber) as string };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A login in doubt is taken early and a logout late, so that doubt never costs a driver cover. */
function localeOf({ kind, timeZone, now }: Reader): Locale {
  return { timeZone, now, whenInDoubt: kind === 'login' ? 'earlier' : 'later' };
}

function invalid(detail: string): Refusal {
  return refuse('INVALID_DATA', detail);
}
