import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import type { KeptNotice } from './deliveries.ts';

/** A delivery whose turn has come, with all that is needed to make it. */
export type DueDelivery = {
  readonly id: number;
  readonly workProvider: number;
  readonly endpointId: number;
  readonly url: string;
  /** The newest first; each of them signs. */
  readonly secrets: readonly string[];
  readonly tries: number;
  readonly notice: KeptNotice;
};

const DUE = {
  name: 'due_delivery',
  text: `select d.id, d.work_provider_id as "workProvider", d.endpoint_id as "endpointId", e.url, d.tries,
           case when e.former_until > clock_timestamp() then array[e.secret, e.former_secret] else array[e.secret] end as secrets,
           n.id as "noticeId", n.type, n.facts, n.recorded_at as "recordedAt"
         from delivery d join endpoint e on e.id = d.endpoint_id join notice n on n.id = d.notice_id
         where d.id = $1 and d.state = 'waiting' and e.removed_at is null and e.paused_at is null`,
};

type DueRow = Omit<DueDelivery, 'notice'> & Omit<KeptNotice, 'id'> & { readonly noticeId: number };

/** Undefined when it waits no longer. */
export async function dueDelivery(db: Queryable, id: number): Promise<DueDelivery | undefined> {
  const row = await firstRow<DueRow>(db, DUE, [id]);
  if (!row) return undefined;
  const { noticeId, type, facts, recordedAt, ...due } = row;
  return { ...due, notice: { id: noticeId, workProvider: due.workProvider, type, facts, recordedAt } };
}

/** The result of one attempt to deliver. `error`: null when it was delivered. */
export type AttemptResult = {
  readonly durationMs: number;
  readonly status: number | null;
  readonly answer: string | null;
  readonly error: string | null;
};

const KEEP = {
  name: 'keep_attempt',
  text: `insert into delivery_attempt (delivery_id, work_provider_id, at, duration_ms, status, answer, error)
         values ($1, $2, clock_timestamp() - $3 * interval '1 millisecond', $3, $4, $5, $6)`,
};
const DELIVERED = {
  name: 'mark_delivered',
  text: `update delivery set state = 'delivered', tries = tries + 1, next_attempt_at = null where id = $1`,
};
const WELL = {
  name: 'mark_endpoint_well',
  text: 'update endpoint set failing_since = null where id = $1 and failing_since is not null',
};
const FAILING = {
  name: 'mark_endpoint_failing',
  text: `update endpoint set failing_since = clock_timestamp() where id = $1 and failing_since is null`,
};
const FAILING_SECONDS = {
  name: 'failing_seconds',
  text: `select coalesce(extract(epoch from clock_timestamp() - failing_since), 0)::float8 as seconds from endpoint where id = $1`,
};

export async function keepAttempt(db: Queryable, due: DueDelivery, result: AttemptResult): Promise<void> {
  const { durationMs, status, answer, error } = result;
  await rows(db, KEEP, [due.id, due.workProvider, durationMs, status, answer, error]);
}

export async function markDelivered(db: Queryable, due: DueDelivery): Promise<void> {
  await rows(db, DELIVERED, [due.id]);
  await rows(db, WELL, [due.endpointId]);
}

/** For how many seconds nothing was delivered to the endpoint. */
export async function markEndpointFailing(db: Queryable, endpointId: number): Promise<number> {
  await rows(db, FAILING, [endpointId]);
  return (await firstRow<{ seconds: number }>(db, FAILING_SECONDS, [endpointId]))?.seconds ?? 0;
}

const PUT_OFF = {
  name: 'put_delivery_off',
  text: `with later as (
           update delivery set tries = tries + 1, next_attempt_at = clock_timestamp() + $2 * interval '1 millisecond'
           where id = $1 returning id, endpoint_id, next_attempt_at
         )
         select next_attempt_at as at, queue_delivery(id, endpoint_id, next_attempt_at) from later`,
};
const GIVE_UP = {
  name: 'give_delivery_up',
  text: `update delivery set state = 'failed', tries = tries + 1, next_attempt_at = null where id = $1`,
};

/** Has it tried again after a while. */
export async function putOff(db: Queryable, due: DueDelivery, delayMs: number): Promise<void> {
  await rows(db, PUT_OFF, [due.id, Math.round(delayMs)]);
}

/** There will be no other attempt unless somebody asks for one. */
export async function giveUp(db: Queryable, due: DueDelivery): Promise<void> {
  await rows(db, GIVE_UP, [due.id]);
}
