import { type Instant, MINUTE } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { toTimestamptz } from '../postgres/sqlTypes.ts';

/** A request with a key in force that was refused. `bodySha256`: null without a body. */
export type RefusedRequest = {
  readonly id: string;
  readonly workProvider: number;
  readonly keyId: number;
  readonly receivedAt: Instant;
  /** Its method and route, such as `POST /v1/batch/login`. */
  readonly endpoint: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly param: string | null;
  readonly bodySha256: string | null;
};

/** For how long refused requests are stored. */
const STORED_FOR_DAYS = 30;

const ADD = {
  name: 'add_refused_requests',
  text: `insert into refused_request
           (id, work_provider_id, key_id, received_at, endpoint, status, code, detail, param, body_sha256)
         select * from unnest($1::uuid[], $2::integer[], $3::integer[], $4::timestamptz[], $5::text[], $6::smallint[],
           $7::text[], $8::text[], $9::text[], $10::text[])
         on conflict do nothing`,
};
const ONE = {
  name: 'refused_request',
  text: `select id, work_provider_id as "workProvider", key_id as "keyId", received_at as "receivedAt", endpoint, status,
           code, detail, param, body_sha256 as "bodySha256"
         from refused_request where id = $1`,
};
const TIDY = {
  name: 'tidy_refused_requests',
  text: `with gone as (
           delete from refused_request where id in (select id from refused_request where id < $1 order by id limit 5000)
           returning id)
         select count(*) as count from gone`,
};

/** Stores refused requests. PostgreSQL takes no NUL in a text: it is stored as U+FFFD. */
export async function addRefusedRequests(db: Queryable, refused: readonly RefusedRequest[]): Promise<void> {
  const column = <K extends keyof RefusedRequest>(name: K) => refused.map((each) => each[name]);
  const texts = (name: 'detail' | 'param') => refused.map((each) => each[name]?.replaceAll('\0', '\uFFFD') ?? null);
  await rows(db, ADD, [
    column('id'),
    column('workProvider'),
    column('keyId'),
    refused.map(({ receivedAt }) => toTimestamptz(receivedAt)),
    column('endpoint'),
    column('status'),
    column('code'),
    texts('detail'),
    texts('param'),
    column('bodySha256'),
  ]);
}

/** The refused request with this id, of any work provider; inside a tenancy only of its own. */
export async function refusedRequest(db: Queryable, id: string): Promise<RefusedRequest | undefined> {
  return await firstRow<RefusedRequest>(db, ONE, [id]);
}

const MOST_STEPS = 40;

/** Deletes what is older than 30 days. An id begins with the moment of its request, so that ids are in order of time. */
export async function tidyRefusedRequests(db: Queryable, now: Instant): Promise<void> {
  const oldest = Math.floor((now - STORED_FOR_DAYS * 24 * 60 * MINUTE) / 1000);
  const hex = oldest.toString(16).padStart(12, '0');
  const bound = `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (!(await firstRow<{ count: number }>(db, TIDY, [bound]))?.count) return;
  }
}
