import type { Event, Report, Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';

/** A report on its way into the log: who sent it, and the receipt of the request that did. */
export type Entry = { readonly workProvider: number; readonly receipt: string; readonly report: Report };

const APPEND = { name: 'append_events', text: 'select append_events($1, $2, $3, $4, $5, $6, $7, $8)' };

/**
 * Stores the entries, all or none. An event that the log has already is left as it is, and the receipt is kept beside
 * it. Outside a transaction of the caller's, the events are committed when this returns.
 */
export async function appendEvents(db: Queryable, entries: readonly Entry[]): Promise<void> {
  await rows(db, APPEND, [
    plainArray(entries.map((entry) => entry.workProvider)),
    plainArray(entries.map((entry) => entry.report.identifierKind)),
    entries.map((entry) => entry.report.identifier),
    plainArray(entries.map((entry) => entry.report.kind)),
    plainArray(entries.map((entry) => toTimestamptz(entry.report.occurredAt))),
    plainArray(entries.map((entry) => entry.report.reading)),
    entries.map((entry) => entry.report.asSent),
    plainArray(entries.map((entry) => entry.receipt)),
  ]);
}

const EVENT = `e.id, e.work_provider_id as "workProvider", e.identifier_kind as "identifierKind", e.identifier,
  e.kind, e.occurred_at as "occurredAt", e.received_at as "receivedAt"`;

const IN_RANGES = {
  name: 'events_in_ranges',
  text: `select e.work_provider_id as "workProvider", e.identifier_kind as "identifierKind", e.identifier, e.occurred_at as "occurredAt"
         from unnest($1::bigint[], $2::bigint[]) as range (first, last) join event e on e.id between range.first and range.last`,
};

/** Of whom an event speaks, and of when. */
export type Touch = Pick<Event, 'workProvider' | 'identifierKind' | 'identifier' | 'occurredAt'>;

/** What the events with ids in any of the ranges touch, both ends included. Voided ones too. */
export async function touchesInRanges(
  db: Queryable,
  ranges: readonly { first: number; last: number }[],
): Promise<Touch[]> {
  return await rows<Touch>(db, IN_RANGES, [
    plainArray(ranges.map((range) => range.first)),
    plainArray(ranges.map((range) => range.last)),
  ]);
}

const WHOLE_IN_RANGES = {
  name: 'whole_events_in_ranges',
  text: `select ${EVENT} from unnest($1::bigint[], $2::bigint[]) as range (first, last)
         join event e on e.id between range.first and range.last
         where e.work_provider_id = any($3::int[]) and not exists (select from event_void v where v.event_id = e.id)
         order by e.id`,
};

/** Those of some work providers with ids in any of the ranges, both ends included; voided ones are left out. */
export async function eventsInRanges(
  db: Queryable,
  ranges: readonly { first: number; last: number }[],
  workProviders: readonly number[],
): Promise<Event[]> {
  if (ranges.length === 0) return [];
  return await rows<Event>(db, WHOLE_IN_RANGES, [
    plainArray(ranges.map((range) => range.first)),
    plainArray(ranges.map((range) => range.last)),
    plainArray(workProviders),
  ]);
}

/** Where to read on in one subject's events. */
export type ReadFrom = Subject & { readonly from: Instant };

const known = (parameter: string) => `e.received_at <= ${parameter}
  and not exists (select from event_void v where v.event_id = e.id and v.recorded_at <= ${parameter})`;
const SUBJECTS = `unnest($1::int[], $2::identifier_kind[], $3::text[], $4::timestamptz[])
  as subject (work_provider_id, identifier_kind, identifier, at)`;
const OF_SUBJECT = `(e.work_provider_id, e.identifier_kind, e.identifier)
  = (subject.work_provider_id, subject.identifier_kind, subject.identifier)`;

const ONWARD = {
  name: 'events_onward',
  text: `select found.* from ${SUBJECTS} cross join lateral (
           select ${EVENT} from event e where ${OF_SUBJECT} and e.occurred_at >= subject.at and ${known('$6')}
           order by e.occurred_at, e.kind limit $5) found`,
};
const BACKWARD = {
  name: 'events_backward',
  text: `select found.* from ${SUBJECTS} cross join lateral (
           select ${EVENT} from event e where ${OF_SUBJECT} and e.occurred_at <= subject.at and ${known('$6')}
           order by e.occurred_at desc, e.kind desc limit $5) found`,
};

/** For each subject its first `limit` events at or after `from`, as known at `knownAt`; voided ones are left out. */
export async function eventsOnward(
  db: Queryable,
  subjects: readonly ReadFrom[],
  limit: number,
  knownAt: Instant = Infinity,
): Promise<Event[]> {
  return await rows<Event>(db, ONWARD, [...columns(subjects), limit, toTimestamptz(knownAt)]);
}

/** For each subject its last `limit` events at or before `from`, as known at `knownAt`; voided ones are left out. */
export async function eventsBackward(
  db: Queryable,
  subjects: readonly ReadFrom[],
  limit: number,
  knownAt: Instant = Infinity,
): Promise<Event[]> {
  return await rows<Event>(db, BACKWARD, [...columns(subjects), limit, toTimestamptz(knownAt)]);
}

function columns(subjects: readonly ReadFrom[]): unknown[] {
  return [...subjectColumns(subjects), plainArray(subjects.map((subject) => toTimestamptz(subject.from)))];
}

const NAMED_BY = {
  name: 'providers_naming_customer',
  text: `select p.id from work_provider p where exists (
           select from event e where (e.work_provider_id, e.identifier_kind, e.identifier) = (p.id, 'policyId', $1))`,
};

/** The work providers that have ever reported on a customer by customer number. */
export async function providersNaming(db: Queryable, customerNumber: string): Promise<number[]> {
  return (await rows<{ id: number }>(db, NAMED_BY, [customerNumber])).map((row) => row.id);
}

const ID_OF = {
  name: 'id_of_report',
  text: `select id from event where (work_provider_id, identifier_kind, identifier, occurred_at, kind)
           = ($1, $2::identifier_kind, $3, $4::timestamptz, $5::event_kind)`,
};

/** The id of the event that a report is, once it is stored. */
export async function idOfReport(db: Queryable, workProvider: number, report: Report): Promise<number | undefined> {
  const { identifierKind, identifier, occurredAt, kind } = report;
  const identity = [workProvider, identifierKind, identifier, toTimestamptz(occurredAt), kind];
  return (await firstRow<{ id: number }>(db, ID_OF, identity))?.id;
}
