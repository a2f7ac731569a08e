import type { Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';
import { FROM_LOG, LOGGED, type LoggedEvent } from './eventLog.ts';

/** Which of a work provider's events: those after (oldest first) or before (newest first) the event with an id. */
export type Run = { readonly workProvider: number; readonly after: number; readonly limit: number };

const FORWARDS = {
  name: 'provider_events_forwards',
  text: `select ${LOGGED} from ${FROM_LOG} where e.work_provider_id = $1 and e.id > $2
         order by e.work_provider_id, e.id limit $3`,
};
const BACKWARDS = {
  name: 'provider_events_backwards',
  text: `select ${LOGGED} from ${FROM_LOG} where e.work_provider_id = $1 and e.id < $2
         order by e.work_provider_id desc, e.id desc limit $3`,
};

/** In the order of ids, which is the order of commit over all processes: a reader misses nothing that comes in meanwhile. */
export async function eventsForwards(db: Queryable, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, FORWARDS, parameters(run));
}

/** The same, the newest first. */
export async function eventsBackwards(db: Queryable, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, BACKWARDS, parameters(run));
}

function parameters({ workProvider, after, limit }: Run): unknown[] {
  return [workProvider, after, limit];
}

/** `own` is materialized: by the order asked for, PostgreSQL would walk through everyone's events to find one driver's. */
const ofSubject = (comparison: '<' | '>', direction: '' | 'desc') => `
  with own as materialized (
    select e.id from subject s join event e on e.subject_id = s.id
    where (s.work_provider_id, s.identifier_kind, s.identifier) = ($1, $4, $5) and e.id ${comparison} $2
    order by e.id ${direction} limit $3)
  select ${LOGGED} from own join ${FROM_LOG} on e.id = own.id order by own.id ${direction}`;
const OF_SUBJECT_FORWARDS = { name: 'subject_events_forwards', text: ofSubject('>', '') };
const OF_SUBJECT_BACKWARDS = { name: 'subject_events_backwards', text: ofSubject('<', 'desc') };

/** The same for what the work provider reported of one driver. */
export async function subjectEventsForwards(db: Queryable, subject: Subject, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, OF_SUBJECT_FORWARDS, [...parameters(run), ...named(subject)]);
}

/** The same, the newest first. */
export async function subjectEventsBackwards(db: Queryable, subject: Subject, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, OF_SUBJECT_BACKWARDS, [...parameters(run), ...named(subject)]);
}

function named({ identifierKind, identifier }: Subject): unknown[] {
  return [identifierKind, identifier];
}

const FIRST_SINCE = { name: 'first_event_since', text: 'select first_event_since($1) as id' };

/** The id of the first event received at or after an instant, or the next id when there is none yet. */
export async function firstEventSince(db: Queryable, since: Instant): Promise<number> {
  return (await firstRow<{ id: number }>(db, FIRST_SINCE, [toTimestamptz(since)]))?.id as number;
}

const OF_RECEIPT = {
  name: 'events_of_receipt',
  text: `with own as materialized (
           select id from event where work_provider_id = $1 and receipt = $2
             and id >= first_event_since($3) and id < first_event_since($4)
           union
           select event_id from repeated_report r where r.receipt = $2)
         select ${LOGGED} from own join ${FROM_LOG} on e.id = own.id where e.work_provider_id = $1 order by e.id`,
};

/** What one request brought: the events it stored, received within the period, and those it repeated. */
export async function eventsOfReceipt(
  db: Queryable,
  receipt: { readonly workProvider: number; readonly receipt: string; readonly from: Instant; readonly to: Instant },
): Promise<LoggedEvent[]> {
  const period = [toTimestamptz(receipt.from), toTimestamptz(receipt.to)];
  return await rows<LoggedEvent>(db, OF_RECEIPT, [receipt.workProvider, receipt.receipt, ...period]);
}

const ONE = {
  name: 'provider_event',
  text: `select ${LOGGED} from ${FROM_LOG} where e.id = $2 and e.work_provider_id = $1`,
};

export async function providerEvent(db: Queryable, workProvider: number, id: number): Promise<LoggedEvent | undefined> {
  return await firstRow<LoggedEvent>(db, ONE, [workProvider, id]);
}

/** Another request that brought the same event. */
export type RepeatedReport = { readonly receipt: string; readonly receivedAt: Instant };
export type Void = { readonly reason: string; readonly recordedAt: Instant };

const REPEATS = {
  name: 'repeats_of_event',
  text: `select receipt, received_at as "receivedAt" from repeated_report where event_id = $1 order by received_at limit 100`,
};
const VOID = {
  name: 'void_of_event',
  text: `select reason, recorded_at as "recordedAt" from event_void where event_id = $1 and voids and is_void($1)
         order by id desc limit 1`,
};

/** The first hundred of them. */
export async function repeatsOf(db: Queryable, eventId: number): Promise<RepeatedReport[]> {
  return await rows<RepeatedReport>(db, REPEATS, [eventId]);
}

export async function voidOf(db: Queryable, eventId: number): Promise<Void | undefined> {
  return await firstRow<Void>(db, VOID, [eventId]);
}

const REPEATED_AMONG = {
  name: 'repeated_among',
  text: `select e.id from unnest($1::bigint[]) as e (id) where exists (select from repeated_report r where r.event_id = e.id)`,
};

/** Those of the events that came more than once. */
export async function repeatedAmong(db: Queryable, eventIds: readonly number[]): Promise<number[]> {
  return (await rows<{ id: number }>(db, REPEATED_AMONG, [eventIds])).map(({ id }) => id);
}
