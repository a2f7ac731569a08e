import { type ManyClaims, manyClaims } from '../../store/customer/claims.ts';
import { countContests } from '../../store/customer/contestedDriverIds.ts';
import { countOpenDisputes } from '../../store/customer/disputes.ts';
import {
  type Backlog,
  backlog,
  deliveriesUnderWay,
  type Feed,
  type Installation,
  listFeeds,
  listSetAside,
  readInstallation,
  type SetAside,
  type UnderWay,
  unmatchedOfNewest,
} from '../../store/installation.ts';
import { failedJobs } from '../../store/jobs.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { type Endpoint, listEndpoints } from '../../store/webhook/endpoints.ts';

/** The state of an installation, read from its database. */
export type State = Installation & {
  readonly backlog: Backlog;
  readonly setAside: readonly SetAside[];
  readonly feeds: readonly Feed[];
  /** Of the newest 1,000 events, those of nobody who is known. */
  readonly unmatched: number;
  readonly deliveries: UnderWay;
  readonly endpoints: readonly Endpoint[];
  /** Driver IDs that one says are theirs and someone else holds. */
  readonly contested: number;
  readonly openDisputes: number;
  /** Customers and addresses that claimed many driver IDs without proof within a day. */
  readonly manyClaims: readonly ManyClaims[];
  /** Jobs that failed for good in the last seven days. */
  readonly failedJobs: number;
};

/** Reads how an installation does. */
export async function readState(db: Queryable): Promise<State> {
  return {
    ...(await readInstallation(db)),
    backlog: await backlog(db),
    setAside: await listSetAside(db),
    feeds: await listFeeds(db),
    unmatched: await unmatchedOfNewest(db),
    deliveries: await deliveriesUnderWay(db),
    endpoints: await listEndpoints(db),
    contested: await countContests(db),
    openDisputes: await countOpenDisputes(db),
    manyClaims: await manyClaims(db),
    failedJobs: await failedJobs(db),
  };
}
