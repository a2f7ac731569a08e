import type { Subject } from '../../core/event.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { subjectColumns, toTimestamptz } from '../postgres/sqlTypes.ts';

/**
 * Something that settling has yet to process: events that one append wrote, a link that changed, or a stretch of a lane
 * whose limits changed.
 */
export type UnsettledItem =
  | { readonly tag: 'append'; readonly id: number; readonly first: number; readonly last: number }
  | { readonly tag: 'link'; readonly id: number; readonly linkId: number }
  | ({ readonly tag: 'stretch'; readonly id: number } & Stretch);

/** A lane by its subject, and the instants between which its limits changed, both included. */
export type Stretch = {
  readonly subjectId: number;
  readonly reference: string;
  readonly since: Instant;
  readonly until: Instant;
};

/** About how many events an item counts for. */
export function weightOf(item: UnsettledItem): number {
  return item.tag === 'append' ? item.last - item.first + 1 : 1;
}

/**
 * What waits, waits in queues that take turns, so that no work provider waits for all that another has sent: small appends
 * in queue 0, the parts of large ones in queues by work provider, links and stretches in one of their own.
 */
export const LINKS = -1;
export const SMALL_APPENDS = 0;

/** The queue whose turn it is, and whether others wait too. */
export type Turn = { readonly queue: number; readonly others: boolean };

const LOCK_STEP = { name: 'lock_step', text: `select pg_advisory_xact_lock_shared(hashtext('shiftcover links'))` };
const LOCK_LINKS = { name: 'lock_link_step', text: `select pg_advisory_xact_lock(hashtext('shiftcover links'))` };

/**
 * Waits until a step for this queue may begin. A step that settles links or stretches runs alone: other steps lock the
 * lanes of the links that they see, so one that saw a newer link would fold a lane that another is folding.
 */
export async function lockStep(db: Queryable, queue: number): Promise<void> {
  await rows(db, queue === LINKS ? LOCK_LINKS : LOCK_STEP);
}

const NEXT_TURN = {
  name: 'next_turn',
  text: `with recursive waiting as (
           (select queue from unsettled where set_aside_at is null order by queue limit 1)
           union all
           select (select queue from unsettled u where u.queue > w.queue and set_aside_at is null order by queue limit 1)
           from waiting w where w.queue is not null
         ), free as materialized (
           select w.queue from waiting w, lateral (
             select from unsettled u where u.queue = w.queue and set_aside_at is null order by id limit 1
             for update skip locked) u
         )
         select queue, (select count(*) from free) > 1 as others from free order by random() limit 1`,
};

/** A queue by lot, of those that have an item no other process has; undefined when there is none. */
export async function nextTurn(db: Queryable): Promise<Turn | undefined> {
  return await firstRow<Turn>(db, NEXT_TURN);
}

const TAKE = {
  name: 'take_unsettled',
  text: `with ahead as (
           select id, coalesce(last_event_id - first_event_id + 1, 1) as weight
           from unsettled where queue = $2 and set_aside_at is null order by id limit 500
         ), enough as (
           select count(*) as pieces from (select sum(weight) over (order by id) as total from ahead) a where total <= $1
         ), free as materialized (
           select id, coalesce(last_event_id - first_event_id + 1, 1) as weight
           from unsettled where queue = $2 and set_aside_at is null order by id
           limit (select greatest(pieces, 4) from enough) for update skip locked
         ), taken as (
           select id from (select id, weight, sum(weight) over (order by id) as total from free) f
           where total <= $1 or total = weight
         )
         delete from unsettled u using taken t where u.id = t.id
         returning u.id, u.first_event_id as first, u.last_event_id as last, u.link_id as "linkId",
           u.subject_id as "subjectId", u.reference, u.since, u.until`,
};

/**
 * Takes the oldest items of a queue that no other process has, of about `weight` events, and locks little more than those.
 * They are gone when the transaction commits, and there again when it does not.
 */
export async function takeUnsettled(db: Queryable, weight: number, queue: number): Promise<UnsettledItem[]> {
  return (await rows<ItemRow>(db, TAKE, [weight, queue])).map(fromRow);
}

type ItemRow = { id: number; first: number | null; last: number | null; linkId: number | null } & (
  | { subjectId: null }
  | Stretch
);

function fromRow({ id, first, last, linkId, ...stretch }: ItemRow): UnsettledItem {
  if (stretch.subjectId !== null) return { tag: 'stretch', id, ...stretch };
  if (linkId !== null) return { tag: 'link', id, linkId };
  return { tag: 'append', id, first: first as number, last: last as number };
}

const LOCK_SUBJECTS = {
  name: 'lock_subjects',
  text: `select pg_advisory_xact_lock(hashtext('shiftcover lane'), slot) from (
           select distinct s.id % 1024 as slot
           from unnest($1::int[], $2::identifier_kind[], $3::text[]) as asked (work_provider_id, identifier_kind, identifier)
           join subject s using (work_provider_id, identifier_kind, identifier) order by slot) slots`,
};

/** Waits until no other transaction settles lanes of any of the subjects. They stay locked until this one ends. */
export async function lockSubjects(db: Queryable, subjects: readonly Subject[]): Promise<void> {
  if (subjects.length > 0) await rows(db, LOCK_SUBJECTS, subjectColumns(subjects));
}

const DIVIDE = {
  name: 'divide_unsettled',
  text: `with whole as (delete from unsettled where id = $1 and last_event_id > first_event_id returning *)
         insert into unsettled (work_provider_id, first_event_id, last_event_id)
         select work_provider_id, half.* from whole, lateral (select (first_event_id + last_event_id) / 2 as middle) m,
           lateral (values (first_event_id, middle), (middle + 1, last_event_id)) half`,
};
const BLAME = {
  name: 'blame_unsettled',
  text: `update unsettled set tries = tries + 1, last_error = $2,
           set_aside_at = case when tries + 1 >= $3 then clock_timestamp() end
         where id = $1 returning set_aside_at is not null as "setAside",
           (select work_provider_id from event where id = first_event_id) as "workProvider"`,
};
const TRIES = 3;

/**
 * What becomes of work that settling could not do. An append of several events is halved, so that the one that fails
 * is found and the others go on; a single one is tried again, and set aside after three tries. `workProvider`: whose
 * event was set aside; null when it was no event.
 */
export async function splitOrCountFailure(
  db: Queryable,
  item: UnsettledItem,
  error: string,
): Promise<{ readonly tag: 'goes_on' } | { readonly tag: 'set_aside'; readonly workProvider: number | null }> {
  if (item.tag === 'append' && item.last > item.first) {
    await rows(db, DIVIDE, [item.id]);
    return { tag: 'goes_on' };
  }
  const blamed = await firstRow<{ setAside: boolean; workProvider: number | null }>(db, BLAME, [item.id, error, TRIES]);
  return blamed?.setAside ? { tag: 'set_aside', workProvider: blamed.workProvider } : { tag: 'goes_on' };
}

const RETRY = {
  name: 'retry_set_aside',
  text: `with retried as (
           update unsettled set set_aside_at = null, tries = 0 where set_aside_at is not null returning id)
         select count(*) as count from retried`,
};

/** Has everything that was set aside settled again, and returns how many pieces of work that is. */
export async function retrySetAside(db: Queryable): Promise<number> {
  return (await firstRow<{ count: number }>(db, RETRY))?.count ?? 0;
}

const LAST = {
  name: 'last_unsettled',
  text: `select coalesce(max(id), 0) as id, coalesce(max(last_event_id), 0) as "eventId" from unsettled`,
};
const WAITING_UP_TO = {
  name: 'waiting_up_to',
  text: 'select count(*) as waiting from unsettled where (id <= $1 or last_event_id <= $2) and set_aside_at is null',
};

/** How far the work reaches that there is at some moment. */
export type QueueEnd = { readonly id: number; readonly eventId: number };

/** The newest work and the newest event in it, 0 when there is none. */
export async function lastUnsettled(db: Queryable): Promise<QueueEnd> {
  return (await firstRow<QueueEnd>(db, LAST)) as QueueEnd;
}

/** How much work up to the mark waits; what it was divided into and what another process is just settling still count. */
export async function waitingUpTo(db: Queryable, { id, eventId }: QueueEnd): Promise<number> {
  return (await firstRow<{ waiting: number }>(db, WAITING_UP_TO, [id, eventId]))?.waiting ?? 0;
}

const QUEUE_STRETCHES = {
  name: 'queue_stretches',
  text: `insert into unsettled (subject_id, reference, since, until)
         select subject_id, reference, $4::timestamptz, $5::timestamptz from shift
         where work_provider_id = $1 and started_at <= $3 and limit_at >= $2 group by subject_id, reference`,
};

/**
 * Has the lanes of a work provider that have shifts within `around` settled again between `since` and `until`. Waits until
 * what is being settled has ended, so that the limits that the transaction of the caller writes are used by whatever is
 * settled later.
 */
export async function queueStretches(
  db: Queryable,
  workProvider: number,
  { around, since, until }: { readonly around: Period; readonly since: Instant; readonly until: Instant },
): Promise<void> {
  await lockStep(db, LINKS);
  const bounds = [around.from, around.to, since, until].map(toTimestamptz);
  await rows(db, QUEUE_STRETCHES, [workProvider, ...bounds]);
}
