import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { plainArray, toTimestamptz } from '../postgres/sqlTypes.ts';

/** The states of a delivery. `held`: its endpoint is paused. `failed`: every attempt has failed, and none follows. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'held'] as const;
/** One of the states of a delivery. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One notice on its way to one endpoint. */
export type Delivery = {
  readonly id: number;
  readonly noticeId: number;
  readonly endpointId: number;
  readonly type: string;
  readonly state: DeliveryState;
  /** Attempts since the delivery was made, last replayed or last released. */
  readonly attemptsMade: number;
  readonly nextAttemptAt: Instant | null;
  readonly recordedAt: Instant;
};

/** One attempt at a delivery. `status` and `answer` are null when no answer came. */
export type Attempt = {
  readonly at: Instant;
  readonly durationMs: number;
  readonly status: number | null;
  readonly answer: string | null;
  /** Why the attempt failed, in a sentence; null when it succeeded. */
  readonly error: string | null;
};

/** The deliveries that are wanted. Undefined members do not narrow the choice. */
export type DeliveryChoice = {
  readonly endpointId?: number | undefined;
  readonly state?: DeliveryState | undefined;
  readonly type?: string | undefined;
  /** Only deliveries with a lower id. */
  readonly before?: number | undefined;
  readonly limit: number;
};

const DELIVERY = `d.id, d.notice_id as "noticeId", d.endpoint_id as "endpointId", d.type, d.state,
  d.tries as "attemptsMade", d.next_attempt_at as "nextAttemptAt", d.recorded_at as "recordedAt"`;
const CHOSEN = {
  name: 'deliveries_of_provider',
  text: `select ${DELIVERY} from delivery d
         where d.work_provider_id = $1 and ($2::bigint is null or d.endpoint_id = $2)
           and ($3::text is null or d.state = $3) and ($4::text is null or d.type = $4)
           and ($5::bigint is null or d.id < $5)
         order by d.id desc limit $6`,
};
const BY_ID = {
  name: 'delivery_by_id',
  text: `select ${DELIVERY} from delivery d where d.work_provider_id = $1 and d.id = $2`,
};
const ATTEMPTS = {
  name: 'attempts_of_delivery',
  text: `select at, duration_ms as "durationMs", status, answer, error from delivery_attempt
         where work_provider_id = $1 and delivery_id = $2 order by id`,
};

/** The work provider's deliveries that are wanted, the newest first. */
export async function deliveriesOf(db: Queryable, workProvider: number, choice: DeliveryChoice): Promise<Delivery[]> {
  const { endpointId, state, type, before, limit } = choice;
  const values = [workProvider, endpointId ?? null, state ?? null, type ?? null, before ?? null, limit];
  return await rows<Delivery>(db, CHOSEN, values);
}

/** The delivery; undefined when the work provider has none with this id. */
export async function deliveryOf(db: Queryable, workProvider: number, id: number): Promise<Delivery | undefined> {
  return await firstRow<Delivery>(db, BY_ID, [workProvider, id]);
}

/** The attempts at the work provider's delivery, the oldest first. */
export async function attemptsOf(db: Queryable, workProvider: number, deliveryId: number): Promise<Attempt[]> {
  return await rows<Attempt>(db, ATTEMPTS, [workProvider, deliveryId]);
}

const LAST_ATTEMPTS = {
  name: 'last_attempts',
  text: `select asked.id as "deliveryId", a.at, a.duration_ms as "durationMs", a.status, a.answer, a.error
         from unnest($1::bigint[]) as asked (id) cross join lateral (
           select * from delivery_attempt where delivery_id = asked.id order by id desc limit 1) a`,
};

/** The newest attempt at each of the deliveries that have one. */
export async function lastAttemptsOf(db: Queryable, deliveryIds: readonly number[]): Promise<Map<number, Attempt>> {
  const found = await rows<Attempt & { deliveryId: number }>(db, LAST_ATTEMPTS, [plainArray(deliveryIds)]);
  return new Map(found.map(({ deliveryId, ...attempt }) => [deliveryId, attempt]));
}

/** A notice as it is stored. `facts`: in our own terms, by type (see src/webhooks/body.ts). */
export type StoredNotice = {
  readonly id: number;
  readonly workProvider: number;
  readonly type: string;
  readonly facts: unknown;
  readonly recordedAt: Instant;
};

const NOTICE = {
  name: 'notice_by_id',
  text: `select id, work_provider_id as "workProvider", type, facts, recorded_at as "recordedAt" from notice
         where work_provider_id = $1 and id = $2`,
};

/** The notice; undefined when the work provider has none with this id. */
export async function noticeOf(db: Queryable, workProvider: number, id: number): Promise<StoredNotice | undefined> {
  return await firstRow<StoredNotice>(db, NOTICE, [workProvider, id]);
}

const ADD_TEST = {
  name: 'add_test_delivery',
  text: `with added as (
           insert into notice (work_provider_id, type, facts)
           values ($1, $3, jsonb_build_object('endpointId', $2::bigint)) returning id, work_provider_id, type
         ), due as (
           insert into delivery (notice_id, endpoint_id, work_provider_id, type, state, next_attempt_at)
           select id, $2, work_provider_id, type, 'waiting', clock_timestamp() from added returning id, endpoint_id
         )
         select id, queue_delivery(id, endpoint_id, null) from due`,
};

/**
 * Adds a notice that holds nothing but the id of the endpoint, queues its delivery, and returns the id of the delivery.
 */
export async function addTestDelivery(
  db: Queryable,
  workProvider: number,
  endpointId: number,
  type: string,
): Promise<number> {
  return (await firstRow<{ id: number }>(db, ADD_TEST, [workProvider, endpointId, type]))?.id as number;
}

const REPLAY = {
  name: 'replay_delivery',
  text: `with replayed as (
           update delivery d set state = 'waiting', tries = 0, next_attempt_at = clock_timestamp()
           from endpoint e where d.work_provider_id = $1 and d.id = $2 and e.id = d.endpoint_id
             and e.removed_at is null and e.paused_at is null
           returning d.id, d.endpoint_id
         )
         select count(queue_delivery(id, endpoint_id, null)) as count from replayed`,
};
const REPLAY_SINCE = {
  name: 'replay_since',
  text: `with replayed as (
           insert into delivery (notice_id, endpoint_id, work_provider_id, type, state, next_attempt_at)
           select n.id, e.id, n.work_provider_id, n.type, 'waiting', clock_timestamp()
           from endpoint e join notice n on n.work_provider_id = e.work_provider_id
           where e.work_provider_id = $1 and e.id = $2 and e.removed_at is null and e.paused_at is null
             and n.recorded_at >= $3 and (e.types = '{}' or n.type = any (e.types)) and n.type <> 'endpoint.tested'
           order by n.id
           on conflict (notice_id, endpoint_id) do update
             set state = 'waiting', tries = 0, next_attempt_at = excluded.next_attempt_at
           returning id, endpoint_id
         )
         select count(queue_delivery(id, endpoint_id, null)) as count from replayed`,
};

/**
 * Queues the delivery again, from its first attempt on. False when there is none, or its endpoint is paused or removed.
 */
export async function replayDelivery(db: Queryable, workProvider: number, id: number): Promise<boolean> {
  return ((await firstRow<{ count: number }>(db, REPLAY, [workProvider, id]))?.count ?? 0) > 0;
}

/** Queues again all notices since the instant that the endpoint asks for, and returns how many these are. */
export async function replaySince(
  db: Queryable,
  workProvider: number,
  endpointId: number,
  since: Instant,
): Promise<number> {
  const found = await firstRow<{ count: number }>(db, REPLAY_SINCE, [workProvider, endpointId, toTimestamptz(since)]);
  return found?.count ?? 0;
}
