import type { Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';
import { FROM_LOG, LOGGED, type LoggedEvent } from './eventLog.ts';

/** A place in the log between two events: after the one received then, with that id. */
export type Position = { readonly receivedAt: Instant; readonly id: number };

/** Which of a work provider's events come after the position, read forwards (oldest first) or backwards. */
export type Run = { readonly workProvider: number; readonly after: Position; readonly limit: number };

const FORWARDS = {
  name: 'provider_events_forwards',
  text: `select ${LOGGED} from ${FROM_LOG}
         where e.work_provider_id = $1 and (e.received_at, e.id) > ($2::timestamptz, $3::bigint)
         order by e.received_at, e.id limit $4`,
};
const BACKWARDS = {
  name: 'provider_events_backwards',
  text: `select ${LOGGED} from ${FROM_LOG}
         where e.work_provider_id = $1 and (e.received_at, e.id) < ($2::timestamptz, $3::bigint)
         order by e.received_at desc, e.id desc limit $4`,
};

/** Ids follow the order of commit, over all processes: whoever reads forwards misses nothing that comes in meanwhile. */
export async function eventsForwards(db: Queryable, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, FORWARDS, parameters(run));
}

export async function eventsBackwards(db: Queryable, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, BACKWARDS, parameters(run));
}

function parameters({ workProvider, after, limit }: Run): unknown[] {
  return [workProvider, toTimestamptz(after.receivedAt), after.id, limit];
}

/** `own` is materialized: by the order asked for, PostgreSQL would walk through everyone's events to find one driver's. */
const ofSubject = (comparison: '<' | '>', direction: '' | 'desc') => `
  with own as materialized (
    select id, received_at from event
    where (work_provider_id, identifier_kind, identifier) = ($1, $5, $6)
      and (received_at, id) ${comparison} ($2::timestamptz, $3::bigint)
    order by received_at ${direction}, id ${direction} limit $4)
  select ${LOGGED} from own join ${FROM_LOG} on e.id = own.id order by own.received_at ${direction}, own.id ${direction}`;
const OF_SUBJECT_FORWARDS = { name: 'subject_events_forwards', text: ofSubject('>', '') };
const OF_SUBJECT_BACKWARDS = { name: 'subject_events_backwards', text: ofSubject('<', 'desc') };

/** The same for what the work provider reported of one driver. */
export async function subjectEventsForwards(db: Queryable, subject: Subject, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, OF_SUBJECT_FORWARDS, [...parameters(run), ...named(subject)]);
}

export async function subjectEventsBackwards(db: Queryable, subject: Subject, run: Run): Promise<LoggedEvent[]> {
  return await rows<LoggedEvent>(db, OF_SUBJECT_BACKWARDS, [...parameters(run), ...named(subject)]);
}

function named({ identifierKind, identifier }: Subject): unknown[] {
  return [identifierKind, identifier];
}

const OF_RECEIPT = {
  name: 'events_of_receipt',
  text: `with own as materialized (
           select id from event where work_provider_id = $1 and receipt = $2 and received_at >= $3 and received_at < $4
           union
           select event_id from repeated_report r where r.receipt = $2)
         select ${LOGGED} from own join ${FROM_LOG} on e.id = own.id where e.work_provider_id = $1
         order by e.received_at, e.id`,
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
  text: 'select reason, recorded_at as "recordedAt" from event_void where event_id = $1',
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
