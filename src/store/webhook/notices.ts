import type { NoticeType } from '../../core/cover/notice.ts';
import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { plainArray } from '../postgres/sqlTypes.ts';

/** A notice for a work provider. `facts` are in our own terms; `once` names a notice that is written only once. */
export type Notice = {
  readonly workProvider: number;
  readonly type: NoticeType | typeof TESTED;
  readonly facts: object;
  readonly once?: string;
};

/** Sent when someone asks for it, to see whether an endpoint is reached. */
export const TESTED = 'endpoint.tested';

/** The work providers of those asked about that have an endpoint, each with its present moment by PostgreSQL's clock. */
export type Listening = ReadonlyMap<number, Instant>;

const LISTENING = {
  name: 'listening',
  text: `select p.id, now_of(p.id) as now from unnest($1::int[]) as p (id)
         where exists (select from endpoint e where e.work_provider_id = p.id and e.removed_at is null)`,
};

/** The few work providers that have an endpoint. One statement, as every step of settling pays for it. */
export async function listeningAmong(db: Queryable, providers: Iterable<number>): Promise<Listening> {
  const asked = plainArray([...new Set(providers)]);
  const found = await rows<{ id: number; now: Instant }>(db, LISTENING, [asked]);
  return new Map(found.map(({ id, now }) => [id, now]));
}

const WRITE = { name: 'write_notices', text: 'select write_notices($1, $2, $3::jsonb[], $4)' };

/** Stores the notices and queues their deliveries, in the transaction of the change that they are about. */
export async function writeNotices(db: Queryable, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  await rows(db, WRITE, [
    plainArray(notices.map(({ workProvider }) => workProvider)),
    notices.map(({ type }) => type),
    notices.map(({ facts }) => JSON.stringify(facts)),
    notices.map(({ once }) => once ?? null),
  ]);
}

const TIDY = {
  name: 'tidy_notices',
  text: `with gone as (
           delete from notice where id in (
             select id from notice n where n.work_provider_id = $1 and n.recorded_at < clock_timestamp() - interval '30 days'
             order by n.recorded_at limit 5000)
           returning id)
         select count(*) as count from gone`,
};
const MOST_STEPS = 40;
const TIDY_TOLD = {
  name: 'tidy_notified',
  text: `delete from notified_shift where recorded_at < clock_timestamp() - interval '60 days'`,
};
const PROVIDERS = { name: 'providers_with_endpoints', text: 'select distinct work_provider_id as id from endpoint' };

/** Forgets notices after 30 days, and with them their deliveries and attempts. */
export async function tidyNotices(db: Queryable): Promise<void> {
  for (const { id } of await rows<{ id: number }>(db, PROVIDERS)) {
    for (let step = 0; step < MOST_STEPS && (await dropOld(db, id)); step++);
  }
  await rows(db, TIDY_TOLD);
}

/** Whether there were any. */
async function dropOld(db: Queryable, provider: number): Promise<boolean> {
  return ((await firstRow<{ count: number }>(db, TIDY, [provider]))?.count ?? 0) > 0;
}
