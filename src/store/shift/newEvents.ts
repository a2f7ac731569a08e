import type { KeptShift } from '../../core/shift/amendment.ts';
import type { Lane } from '../../core/shift/lane.ts';
import type { Instant } from '../../core/time/instant.ts';
import { type Queryable, rows } from '../postgres/database.ts';
import { plainArray } from '../postgres/sqlTypes.ts';
import { type ShiftRow, shiftOfRow } from './shifts.ts';

/** Ids of events, both ends included. */
export type IdRange = { readonly first: number; readonly last: number };

const RANGES = `unnest($1::bigint[], $2::bigint[]) as range (first, last)
  join event e on e.id between range.first and range.last`;
/** Not `exists`: PostgreSQL may answer that by reading the subjects of everyone into a hash. */
const REPORTS_BY = (kind: string, provider: string) => `(select true from subject x
  where x.work_provider_id = ${provider} and x.identifier_kind = '${kind}' limit 1) is not null`;
/** Work providers that report by both kinds of identifier: there a logout may end a shift of the other one. */
const MIXED = (provider: string) => `(${REPORTS_BY('driverId', provider)} and ${REPORTS_BY('policyId', provider)})`;

const LOCK = {
  name: 'lock_new_events',
  text: `with own as materialized (
           select e.subject_id as id, e.work_provider_id from ${RANGES}
           union select s.id, s.work_provider_id from subject s where s.id = any($3::int[])
         ), mixed as materialized (
           select p.id from (select distinct work_provider_id as id from own) p where ${MIXED('p.id')}
         ), own_mixed as (
           select s.* from mixed join own on own.work_provider_id = mixed.id join subject s on s.id = own.id
         ), other as (
           select x.id from own_mixed own cross join lateral (
             select * from link where (work_provider_id, driver_id) = (own.work_provider_id, own.identifier) offset 0) l
           join subject x on (x.work_provider_id, x.identifier_kind, x.identifier)
             = (l.work_provider_id, 'policyId', l.customer_number)
           where own.identifier_kind = 'driverId'
           union
           select x.id from own_mixed own cross join lateral (
             select * from link where customer_number = own.identifier and work_provider_id + 0 = own.work_provider_id offset 0) l
           join subject x on (x.work_provider_id, x.identifier_kind, x.identifier)
             = (l.work_provider_id, 'driverId', l.driver_id)
           where own.identifier_kind = 'policyId'
         )
         select pg_advisory_xact_lock(hashtext('shiftcover lane'), slot) from (
           select id % 1024 as slot from own union select id % 1024 from other order by slot) slots`,
};

/**
 * Waits until no other transaction settles a lane of the subjects, or one that the events may touch; those of linked
 * identifiers included.
 */
export async function lockNewEvents(
  db: Queryable,
  ranges: readonly IdRange[],
  subjectIds: readonly number[] = [],
): Promise<void> {
  await rows(db, LOCK, [...columns(ranges), subjectIds]);
}

/** The new events of one lane, and what is stored around them. */
export type NewEvents = {
  readonly subject: number;
  readonly lane: Lane;
  /** In order of time. */
  readonly events: readonly NewEvent[];
  /** The last shift of the lane. */
  readonly last: KeptShift | undefined;
  /**
   * Whether these events go on from the last shift: none is void, and nothing that is settled or folded lies at or after
   * the first of them. Events that wait may lie there, since they go on from what these become.
   */
  readonly inOrder: boolean;
  /** Whether the work provider reports by both kinds of identifier. */
  readonly mixed: boolean;
};

/** What folding needs of an event. */
type NewEvent = { readonly id: number; readonly kind: 'login' | 'logout'; readonly occurredAt: Instant };

/** Whether an event waits to be settled; false also where items overlap. */
const IS_UNSETTLED = (event: string) => `coalesce((
  select u.last_event_id >= ${event} from unsettled u where u.first_event_id <= ${event}
  order by u.first_event_id desc limit 1), false)`;
/** How many events that wait are looked at in a lane without a shift; one with more is folded again. */
const MOST_WAITING = 64;

const READ = {
  name: 'read_new_events',
  text: `with own as materialized (select e.* from ${RANGES}),
         mixed as materialized (
           select p.id, ${MIXED('p.id')} as is_mixed from (select distinct work_provider_id as id from own) p
         ), lane as materialized (
           select subject_id, reference, min(work_provider_id) as work_provider_id, min(occurred_at) as since, count(*) as count,
             array_agg(id order by occurred_at, is_login) as ids, array_agg(is_login order by occurred_at, is_login) as logins,
             array_agg(occurred_at order by occurred_at, is_login) as instants, bool_or(exists (select from event_void v where v.event_id = own.id)) as was_voided
           from own group by subject_id, reference
         )
         select lane.work_provider_id as "workProvider", s.identifier_kind as "identifierKind", s.identifier, lane.reference,
           lane.ids, lane.logins, lane.instants, mixed.is_mixed as mixed, not lane.was_voided and case
             when last.id is not null then greatest(last."foldedUntil", last."startedAt", last."endedAt") < lane.since
             else (
               select count(*) < lane.count + ${MOST_WAITING} and bool_and(later.id = any(lane.ids) or ${IS_UNSETTLED('later.id')})
               from (select e.id from event e where e.subject_id = lane.subject_id and e.occurred_at >= lane.since
                   and e.reference = lane.reference order by e.subject_id, e.occurred_at, e.is_login
                 limit lane.count + ${MOST_WAITING}) later)
           end as "inOrder", lane.subject_id as subject,
           last.*
         from lane join subject s on s.id = lane.subject_id join mixed on mixed.id = lane.work_provider_id
         left join lateral (
           select sh.id, sh.started_at as "startedAt", sh.opened_by as "openedBy", sh.limit_at as "limitAt",
             sh.ended_at as "endedAt", sh.ended_by as "endedBy", sh.folded_until as "foldedUntil"
           from shift sh where sh.subject_id = lane.subject_id and sh.reference = lane.reference
           order by sh.subject_id desc, sh.reference desc, sh.started_at desc limit 1) last on true`,
};

type NewEventsRow = Lane & {
  subject: number;
  ids: number[];
  logins: boolean[];
  instants: Instant[];
  mixed: boolean;
  inOrder: boolean;
} & ({ id: null } | Omit<ShiftRow, keyof Lane>);

/** The events with ids in the ranges, by lane. Every lane comes once. */
export async function readNewEvents(db: Queryable, ranges: readonly IdRange[]): Promise<NewEvents[]> {
  return (await rows<NewEventsRow>(db, READ, columns(ranges))).map((row) => {
    const { subject, workProvider, identifierKind, identifier, reference, ids, logins, instants, mixed, inOrder } = row;
    const events = ids.map((id, index): NewEvent => {
      return { id, kind: logins[index] ? 'login' : 'logout', occurredAt: instants[index] as Instant };
    });
    const last = row.id === null ? undefined : shiftOfRow(row);
    return { subject, lane: { workProvider, identifierKind, identifier, reference }, events, last, inOrder, mixed };
  });
}

function columns(ranges: readonly IdRange[]): unknown[] {
  return [plainArray(ranges.map(({ first }) => first)), plainArray(ranges.map(({ last }) => last))];
}
