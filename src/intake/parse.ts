import { isCustomerNumber } from '../core/customer.ts';
import type { EventKind, IdentifierKind, Report } from '../core/event.ts';
import type { Instant } from '../core/instant.ts';
import type { Locale } from '../core/localTime.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { readTimestamp } from '../core/timestamp.ts';

export const MOST_ITEMS = 10_000;

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
  if (!isObject(item)) return invalid('must be a JSON object');
  const { driverId, policyId, timestamp } = item;
  if (driverId !== undefined && policyId !== undefined) return invalid('send driverId or policyId, not both');
  if (driverId === undefined && policyId === undefined) return invalid('driverId or policyId is missing');
  const identifierKind = driverId === undefined ? 'policyId' : 'driverId';
  const identifier = driverId ?? policyId;

  const fault = faultOfIdentifier(identifierKind, identifier);
  if (fault) return invalid(`${identifierKind} ${fault}`);
  if (timestamp === undefined) return invalid('timestamp is missing');
  if (typeof timestamp !== 'string') return invalid('timestamp must be a string');
  const read = readTimestamp(timestamp, localeOf(reader));
  if (read.tag === 'refused') return invalid(read.why);

  const { instant: occurredAt, reading } = read;
  const { kind } = reader;
  return {
    tag: 'report',
    report: { identifierKind, identifier: identifier as string, kind, occurredAt, reading, asSent: timestamp },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_IDENTIFIER = 255;
const CONTROL_CHARACTER = /\p{Cc}/u;

function faultOfIdentifier(kind: IdentifierKind, identifier: unknown): string | undefined {
  if (typeof identifier !== 'string') return 'must be a string';
  if (identifier.length === 0) return 'is empty';
  if (isLongerThan(LONGEST_IDENTIFIER, identifier)) return `is longer than ${LONGEST_IDENTIFIER} characters`;
  if (!identifier.isWellFormed()) return 'is not well-formed Unicode';
  if (CONTROL_CHARACTER.test(identifier)) return 'contains a control character';
  if (kind === 'policyId' && !isCustomerNumber(identifier)) return 'may contain only the letters A-Z and digits';
  return undefined;
}

/** Counted in characters, of which one may take two units of UTF-16. */
function isLongerThan(most: number, text: string): boolean {
  return text.length > 2 * most || [...text].length > most;
}

/** A login in doubt is taken early and a logout late, so that doubt never costs a driver cover. */
function localeOf({ kind, timeZone, now }: Reader): Locale {
  return { timeZone, now, whenInDoubt: kind === 'login' ? 'earlier' : 'later' };
}

function invalid(detail: string): Refusal {
  return refuse('INVALID_DATA', detail);
}
