import type { Event, Report, Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray, subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';
import { type KnownSubjects, subjectIds } from './subjects.ts';

/** A report that is to be stored: the work provider that sent it, and the receipt of its request. */
export type Entry = { readonly workProvider: number; readonly receipt: string; readonly report: Report };

const APPEND = { name: 'append_events', text: 'select append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)' };

/**
 * Stores the entries, all or none. An event that is stored already is left as it is, and the receipt is stored beside
 * it. Outside a transaction of the caller's, the events are committed when this returns.
 */
export async function appendEvents(
  db: Queryable,
  entries: readonly Entry[],
  known: KnownSubjects = new Map(),
): Promise<void> {
  const sent = sameTextSameInstant(entries);
  const subjects = await subjectIds(db, sent.map(subjectOf), known);
  await rows(db, APPEND, [
    plainArray(subjects),
    plainArray(sent.map((entry) => entry.workProvider)),
    plainArray(sent.map((entry) => String(entry.report.kind === 'login'))),
    plainArray(sent.map((entry) => toTimestamptz(entry.report.occurredAt))),
    plainArray(sent.map((entry) => entry.report.reading)),
    sent.map((entry) => entry.report.reference),
    sent.map((entry) => entry.report.zone ?? ''),
    sent.map(({ report }) => (report.asSent === usualText(report.occurredAt) ? '' : report.asSent)),
    plainArray(sent.map((entry) => entry.receipt)),
    plainArray(sent.map((entry) => String(entry.report.ambiguous))),
  ]);
}

function subjectOf({ workProvider, report: { identifierKind, identifier } }: Entry): Subject {
  return { workProvider, identifierKind, identifier };
}

/** The text that the column `as_sent` leaves out, because `sent_text` makes it from the instant. */
function usualText(occurredAt: Instant): string {
  const micros = occurredAt % 1000;
  const text = new Date((occurredAt - micros) / 1000).toISOString();
  return micros === 0 ? text.replace('.000Z', 'Z') : text.replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

/**
 * A text without an offset that comes twice in one write is one event, also when the two were read on either side of
 * the moment at which its reading changes.
 */
function sameTextSameInstant(entries: readonly Entry[]): readonly Entry[] {
  if (!entries.some(({ report }) => report.ambiguous)) return entries;
  const first = new Map<string, Report>();
  return entries.map((entry) => {
    const { report, workProvider } = entry;
    if (!report.ambiguous) return entry;
    const { identifierKind, identifier, kind, reference, asSent } = report;
    const key = JSON.stringify([workProvider, identifierKind, identifier, kind, reference, asSent]);
    const same = first.get(key);
    if (!same) first.set(key, report);
    return same ? { ...entry, report: same } : entry;
  });
}

/** The columns of an Event; `e` is the event and `s` its subject. */
export const EVENT = `e.id, e.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier, e.reference,
  case when e.is_login then 'login' else 'logout' end as kind, e.occurred_at as "occurredAt", e.received_at as "receivedAt",
  e.reading, nullif(e.zone, '') as zone`;
/** The event log with the identifiers of its events. */
export const EVENTS = 'event e join subject s on s.id = e.subject_id';

const IN_RANGES = {
  name: 'events_in_ranges',
  text: `select ${EVENT} from unnest($1::bigint[], $2::bigint[]) as range (first, last)
         join ${EVENTS} on e.id between range.first and range.last
         where e.work_provider_id = any($3::int[]) and not is_void(e.id)
         order by e.id`,
};

/** The events of some work providers with ids in any of the ranges, both ends included; voided ones are left out. */
export async function eventsInRanges(
  db: Queryable,
  ranges: readonly { first: number; last: number }[],
  workProviders: readonly number[],
): Promise<Event[]> {
  if (ranges.length === 0) return [];
  return await rows<Event>(db, IN_RANGES, [
    plainArray(ranges.map((range) => range.first)),
    plainArray(ranges.map((range) => range.last)),
    plainArray(workProviders),
  ]);
}

/** A subject, and the instant from which its events are read. */
export type ReadFrom = Subject & { readonly from: Instant };

const SUBJECTS = `unnest($1::int[], $2::identifier_kind[], $3::text[], $4::timestamptz[])
    as asked (work_provider_id, identifier_kind, identifier, at)
  join subject s using (work_provider_id, identifier_kind, identifier)`;

const ONWARD = {
  name: 'events_onward',
  text: `select found.* from ${SUBJECTS} cross join lateral (
           select ${EVENT} from event e where e.subject_id = s.id and e.occurred_at >= asked.at and not is_void(e.id)
           order by e.subject_id, e.occurred_at, e.is_login limit $5) found`,
};
const BACKWARD = {
  name: 'events_backward',
  text: `select found.* from ${SUBJECTS} cross join lateral (
           select ${EVENT} from event e where e.subject_id = s.id and e.occurred_at <= asked.at and not is_void(e.id)
           order by e.subject_id desc, e.occurred_at desc, e.is_login desc limit $5) found`,
};

/** For each subject its first `limit` events at or after `from`, in order of time; voided ones are left out. */
export async function eventsOnward(db: Queryable, subjects: readonly ReadFrom[], limit: number): Promise<Event[]> {
  return await rows<Event>(db, ONWARD, [...columns(subjects), limit]);
}

/** For each subject its last `limit` events at or before `from`, the latest first; voided ones are left out. */
export async function eventsBackward(db: Queryable, subjects: readonly ReadFrom[], limit: number): Promise<Event[]> {
  return await rows<Event>(db, BACKWARD, [...columns(subjects), limit]);
}

function columns(subjects: readonly ReadFrom[]): unknown[] {
  return [...subjectColumns(subjects), plainArray(subjects.map((subject) => toTimestamptz(subject.from)))];
}

const REPORTED = {
  name: 'reported_numbers',
  text: `select work_provider_id as "workProvider", identifier_kind as "identifierKind", identifier,
           recorded_at as "recordedAt" from subject
         where identifier_kind = 'policyId' and identifier = any(numbers_of($1, $2)) order by 1, 3`,
};

/**
 * The numbers of a customer at the work providers that have ever reported them, and since when. `ever`: also the numbers of merges that
 * were taken back.
 */
export async function reportedNumbers(
  db: Queryable,
  customerNumber: string,
  ever = false,
): Promise<(Subject & { readonly recordedAt: Instant })[]> {
  return await rows(db, REPORTED, [customerNumber, ever]);
}

const REPORTED_DRIVER_IDS = {
  name: 'reported_driver_ids',
  text: `select asked.work_provider_id as "workProvider", asked.driver_id as "driverId"
         from unnest($1::int[], $2::text[]) as asked (work_provider_id, driver_id)
         join subject s on (s.work_provider_id, s.identifier_kind, s.identifier)
           = (asked.work_provider_id, 'driverId'::identifier_kind, asked.driver_id)`,
};

/** The driver IDs, of these, that an event has named. */
export async function reportedDriverIds(
  db: Queryable,
  driverIds: readonly { readonly workProvider: number; readonly driverId: string }[],
): Promise<{ readonly workProvider: number; readonly driverId: string }[]> {
  const providers = plainArray(driverIds.map(({ workProvider }) => workProvider));
  return await rows(db, REPORTED_DRIVER_IDS, [providers, driverIds.map(({ driverId }) => driverId)]);
}

const STORED = {
  name: 'stored_events',
  text: `select sent.place, e.id, e.occurred_at as "occurredAt", is_void(e.id) as voided
         from unnest($2::identifier_kind[], $3::text[], $4::timestamptz[], $5::boolean[], $6::text[], $7::text[], $8::boolean[])
           with ordinality as sent (identifier_kind, identifier, occurred_at, is_login, reference, as_sent, ambiguous, place)
         join subject s on (s.work_provider_id, s.identifier_kind, s.identifier) = ($1, sent.identifier_kind, sent.identifier)
         cross join lateral stored_event(s.id, sent.occurred_at, sent.is_login, sent.reference, sent.as_sent, sent.ambiguous)
           found (id)
         join event e on e.id = found.id`,
};

/** The stored event that a report is. */
export type StoredEvent = { readonly id: number; readonly occurredAt: Instant; readonly voided: boolean };

/** For each report the event that it is, in their order; undefined when it is not stored. */
export async function storedEvents(
  db: Queryable,
  workProvider: number,
  reports: readonly Report[],
): Promise<(StoredEvent | undefined)[]> {
  const found = await rows<StoredEvent & { place: number }>(db, STORED, [
    workProvider,
    plainArray(reports.map((report) => report.identifierKind)),
    reports.map((report) => report.identifier),
    plainArray(reports.map((report) => toTimestamptz(report.occurredAt))),
    plainArray(reports.map((report) => String(report.kind === 'login'))),
    reports.map((report) => report.reference),
    reports.map((report) => report.asSent),
    plainArray(reports.map((report) => String(report.ambiguous))),
  ]);
  const byPlace = new Map(found.map(({ place, ...event }) => [place, event]));
  return reports.map((_, index) => byPlace.get(index + 1));
}
