import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { unseal } from '../seal.ts';
import { SECRET_OF } from '../sealedSecrets.ts';
import type { Attempt, StoredNotice } from './deliveries.ts';

/** A delivery that is due, with everything that an attempt needs. */
export type DueDelivery = {
  readonly id: number;
  readonly workProvider: number;
  readonly endpointId: number;
  readonly url: string;
  /** Whether the URL has echoed a challenge. */
  readonly isProven: boolean;
  /** The newest first. Each of them signs. */
  readonly secrets: readonly string[];
  readonly attemptsMade: number;
  readonly notice: StoredNotice;
};

const DUE = {
  name: 'due_delivery',
  text: `select d.id, d.work_provider_id as "workProvider", d.endpoint_id as "endpointId", e.url,
           e.proven_at is not null as "isProven",
           d.tries as "attemptsMade",
           case when e.former_until > clock_timestamp() then array[e.secret, e.former_secret]
             else array[e.secret] end as secrets,
           n.id as "noticeId", n.type, n.facts, n.recorded_at as "recordedAt"
         from delivery d join endpoint e on e.id = d.endpoint_id join notice n on n.id = d.notice_id
         where d.id = $1 and d.state = 'waiting' and e.removed_at is null and e.paused_at is null`,
};

type DueRow = Omit<DueDelivery, 'notice'> & Omit<StoredNotice, 'id'> & { readonly noticeId: number };

/** The delivery, when it is due. Undefined when it is not waiting any more, or its endpoint is paused or removed. */
export async function dueDelivery(db: Queryable, id: number): Promise<DueDelivery | undefined> {
  const row = await firstRow<DueRow>(db, DUE, [id]);
  if (!row) return undefined;
  const { noticeId, type, facts, recordedAt, ...due } = row;
  const of = SECRET_OF.endpoint(due.workProvider);
  const secrets = due.secrets.map((sealed) => unseal(sealed, of).toString());
  return { ...due, secrets, notice: { id: noticeId, workProvider: due.workProvider, type, facts, recordedAt } };
}

/** The result of an attempt. It was delivered when `error` is null. */
export type AttemptResult = Omit<Attempt, 'at'>;

const RECORD = {
  name: 'record_attempt',
  text: `insert into delivery_attempt (delivery_id, work_provider_id, at, duration_ms, status, answer, error)
         values ($1, $2, clock_timestamp() - $3 * interval '1 millisecond', $3, $4, $5, $6)`,
};
const DELIVERED = {
  name: 'mark_delivered',
  text: `update delivery set state = 'delivered', tries = tries + 1, next_attempt_at = null where id = $1`,
};
const NOT_FAILING = {
  name: 'mark_endpoint_not_failing',
  text: 'update endpoint set failing_since = null where id = $1 and failing_since is not null',
};
const FAILING = {
  name: 'mark_endpoint_failing',
  text: `update endpoint set failing_since = clock_timestamp() where id = $1 and failing_since is null`,
};
const FAILING_SECONDS = {
  name: 'failing_seconds',
  text: `select coalesce(extract(epoch from clock_timestamp() - failing_since), 0)::float8 as seconds
         from endpoint where id = $1`,
};

/** Records an attempt that ended just now. */
export async function recordAttempt(db: Queryable, due: DueDelivery, result: AttemptResult): Promise<void> {
  const { durationMs, status, answer, error } = result;
  await rows(db, RECORD, [due.id, due.workProvider, durationMs, status, answer, error]);
}

/** Marks the delivery as delivered, and its endpoint as not failing. */
export async function markDelivered(db: Queryable, due: DueDelivery): Promise<void> {
  await rows(db, DELIVERED, [due.id]);
  await rows(db, NOT_FAILING, [due.endpointId]);
}

/** Marks the endpoint as failing, and returns for how many seconds nothing was delivered to it. */
export async function markEndpointFailing(db: Queryable, endpointId: number): Promise<number> {
  await rows(db, FAILING, [endpointId]);
  return (await firstRow<{ seconds: number }>(db, FAILING_SECONDS, [endpointId]))?.seconds ?? 0;
}

const RETRY = {
  name: 'retry_delivery',
  text: `with retried as (
           update delivery set tries = tries + 1, next_attempt_at = clock_timestamp() + $2 * interval '1 millisecond'
           where id = $1 and state = 'waiting' returning id, endpoint_id, next_attempt_at
         )
         select next_attempt_at as at, queue_delivery(id, endpoint_id, next_attempt_at) from retried`,
};
const FAILED = {
  name: 'mark_delivery_failed',
  text: `update delivery set state = 'failed', tries = tries + 1, next_attempt_at = null
         where id = $1 and state = 'waiting'`,
};

/** Queues the next attempt after `delayMs`, unless another process has delivered meanwhile. */
export async function retryDelivery(db: Queryable, due: DueDelivery, delayMs: number): Promise<void> {
  await rows(db, RETRY, [due.id, Math.round(delayMs)]);
}

/** Marks the delivery as failed, unless another process has delivered meanwhile. No attempt follows unless it is replayed. */
export async function markDeliveryFailed(db: Queryable, due: DueDelivery): Promise<void> {
  await rows(db, FAILED, [due.id]);
}
