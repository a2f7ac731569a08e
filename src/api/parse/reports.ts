import type { EventKind, Report } from '../../core/event.ts';
import { MOST_REFUSED_ITEMS, type Refusal, type RequestPart, refuse } from '../../core/refusal.ts';
import { MOST_ITEMS } from '../wire/report.ts';
import { type BadItem, refuseItems } from './badItems.ts';
import { membersOf, type Problem, readDriver, readReference } from './driver.ts';
import { type ReadBy, readEventTime } from './eventTime.ts';

/** The reports of a request, or the first reason to refuse all of it. */
export type Parsed = { readonly tag: 'parsed'; readonly reports: readonly Report[] } | Refusal;

/** Parses a body of JSON that reports events of one kind. */
export type Parse = (body: unknown, kind: EventKind, by: ReadBy) => Parsed;

/** The body of shift/login and shift/logout: one JSON object. */
export function parseOne(body: unknown, kind: EventKind, by: ReadBy): Parsed {
  if (Array.isArray(body)) return invalid('the body must be one JSON object; lists go to batch/login and batch/logout');
  if (!membersOf(body)) return invalid('the body must be one JSON object');
  const read = readReport(body, kind, by);
  return read.tag === 'refused' ? invalid(read.problem, read.at) : { tag: 'parsed', reports: [read.report] };
}

/**
 * The body of batch/login and batch/logout: a JSON list, all or nothing. The detail of the refusal names the first bad
 * item, counted from 1; `items` names all.
 */
export function parseBatch(body: unknown, kind: EventKind, by: ReadBy): Parsed {
  if (!Array.isArray(body))
    return invalid('the body must be a JSON list; single events go to shift/login and shift/logout');
  if (body.length === 0) return invalid('the list is empty');
  if (body.length > MOST_ITEMS) {
    return refuse('PAYLOAD_TOO_LARGE', `the list has ${body.length} items; send at most ${MOST_ITEMS} at a time`);
  }
  const reports: Report[] = [];
  const bad: BadItem[] = [];
  for (const [index, item] of body.entries()) {
    const read = readReport(item, kind, by);
    if (read.tag === 'report') reports.push(read.report);
    else bad.push({ index, problem: read });
    if (bad.length === MOST_REFUSED_ITEMS) break;
  }
  return refuseItems(bad, { each: 'item', list: '' }) ?? { tag: 'parsed', reports };
}

function readReport(item: unknown, kind: EventKind, by: ReadBy): { tag: 'report'; report: Report } | Problem {
  const members = membersOf(item);
  if (!members) return { tag: 'refused', problem: 'must be a JSON object', at: { param: '', value: item } };
  const driver = readDriver(members);
  if (driver.tag === 'refused') return driver;
  const read = readEventTime(members, 'timestamp', kind, by);
  if (read.tag === 'refused') return read;
  const named = readReference(members);
  if (named.tag === 'refused') return named;
  return { tag: 'report', report: { ...driver.driver, kind, reference: named.reference, ...read.time } };
}

function invalid(detail: string, at?: RequestPart): Refusal {
  return refuse('INVALID_DATA', detail, at);
}
