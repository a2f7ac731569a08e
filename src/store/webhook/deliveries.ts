import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { plainArray, toTimestamptz } from '../postgres/sqlTypes.ts';

/** `held`: its endpoint is paused. `failed`: every attempt has failed, and there will be no other. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'held'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One notice on its way to one endpoint. */
export type Delivery = {
  readonly id: number;
  readonly noticeId: number;
  readonly endpointId: number;
  readonly type: string;
  readonly state: DeliveryState;
  /** Since it was last begun: a replay begins anew. */
  readonly tries: number;
  readonly nextAttemptAt: Instant | null;
  readonly recordedAt: Instant;
};

/** One try, and what came of it. Without an answer `status` and `answer` are null. */
export type Attempt = {
  readonly at: Instant;
  readonly durationMs: number;
  readonly status: number | null;
  readonly answer: string | null;
  /** Why it failed, in words; null when it did not. */
  readonly error: string | null;
};

/** Undefined members do not narrow the choice. */
export type DeliveryChoice = {
  readonly endpointId?: number | undefined;
  readonly state?: DeliveryState | undefined;
  readonly type?: string | undefined;
  /** Only older ones than this. */
  readonly before?: number | undefined;
  readonly limit: number;
};

const DELIVERY = `d.id, d.notice_id as "noticeId", d.endpoint_id as "endpointId", d.type, d.state, d.tries,
  d.next_attempt_at as "nextAttemptAt", d.recorded_at as "recordedAt"`;
const CHOSEN = {
  name: 'deliveries_of_provider',
  text: `select ${DELIVERY} from delivery d
         where d.work_provider_id = $1 and ($2::bigint is null or d.endpoint_id = $2) and ($3::text is null or d.state = $3)
           and ($4::text is null or d.type = $4) and ($5::bigint is null or d.id < $5)
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

/** The newest first. */
export async function deliveriesOf(db: Queryable, workProvider: number, choice: DeliveryChoice): Promise<Delivery[]> {
  const { endpointId, state, type, before, limit } = choice;
  const values = [workProvider, endpointId ?? null, state ?? null, type ?? null, before ?? null, limit];
  return await rows<Delivery>(db, CHOSEN, values);
}

export async function deliveryOf(db: Queryable, workProvider: number, id: number): Promise<Delivery | undefined> {
  return await firstRow<Delivery>(db, BY_ID, [workProvider, id]);
}

/** In the order in which they were made. */
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

/** What is told, in our own terms. */
export type KeptNotice = {
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

export async function noticeOf(db: Queryable, workProvider: number, id: number): Promise<KeptNotice | undefined> {
  return await firstRow<KeptNotice>(db, NOTICE, [workProvider, id]);
}

const TEST = {
  name: 'write_test',
  text: `with said as (
           insert into notice (work_provider_id, type, facts) values ($1, $3, jsonb_build_object('endpointId', $2::bigint))
           returning id, work_provider_id, type
         ), due as (
           insert into delivery (notice_id, endpoint_id, work_provider_id, type, state, next_attempt_at)
           select id, $2, work_provider_id, type, 'waiting', clock_timestamp() from said returning id, endpoint_id
         )
         select id, queue_delivery(id, endpoint_id, null) from due`,
};

/** Queues a notice that says nothing but which endpoint it is for, and gives the id of its delivery. */
export async function writeTest(
  db: Queryable,
  workProvider: number,
  endpointId: number,
  type: string,
): Promise<number> {
  return (await firstRow<{ id: number }>(db, TEST, [workProvider, endpointId, type]))?.id as number;
}

const REPLAY = {
  name: 'replay_delivery',
  text: `with again as (
           update delivery d set state = 'waiting', tries = 0, next_attempt_at = clock_timestamp()
           from endpoint e where d.work_provider_id = $1 and d.id = $2 and e.id = d.endpoint_id
             and e.removed_at is null and e.paused_at is null
           returning d.id, d.endpoint_id
         )
         select count(queue_delivery(id, endpoint_id, null)) as replayed from again`,
};
const REPLAY_SINCE = {
  name: 'replay_since',
  text: `with again as (
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
         select count(queue_delivery(id, endpoint_id, null)) as replayed from again`,
};

/** Sends it once more, as if it were new. False when there is none, or its endpoint takes nothing just now. */
export async function replayDelivery(db: Queryable, workProvider: number, id: number): Promise<boolean> {
  return ((await firstRow<{ replayed: number }>(db, REPLAY, [workProvider, id]))?.replayed ?? 0) > 0;
}

/** Sends the endpoint once more everything that was to be told since a moment, and tells how much that is. */
export async function replaySince(
  db: Queryable,
  workProvider: number,
  endpointId: number,
  since: Instant,
): Promise<number> {
  const found = await firstRow<{ replayed: number }>(db, REPLAY_SINCE, [
    workProvider,
    endpointId,
    toTimestamptz(since),
  ]);
  return found?.replayed ?? 0;
}
