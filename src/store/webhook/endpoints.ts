import type { Instant } from '../../core/time/instant.ts';
import { addJobs } from '../jobs.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { seal } from '../seal.ts';
import { SECRET_OF } from '../sealedSecrets.ts';

/** A URL that notices for a work provider are posted to. */
export type Endpoint = {
  readonly id: number;
  readonly workProvider: number;
  readonly url: string;
  readonly description: string;
  /** The address that gets a mail when it is paused. */
  readonly email: string | null;
  /** The types of notices that it takes. Empty: all. */
  readonly types: readonly string[];
  readonly recordedAt: Instant;
  /** When its URL echoed a challenge; null: nothing but challenges is sent to it. */
  readonly provenAt: Instant | null;
  /** When the first attempt failed since the last delivery; null when the last attempt succeeded. */
  readonly failingSince: Instant | null;
  readonly pausedAt: Instant | null;
  readonly pausedBecause: PausedBecause | null;
};

/** `by_hand`: on request. `failing`: every attempt of a day failed. `gone`: it answered 410. */
export type PausedBecause = 'by_hand' | 'failing' | 'gone';

/** What its owner sets. */
export type EndpointInput = Pick<Endpoint, 'url' | 'description' | 'email' | 'types'>;

const ENDPOINT = `id, work_provider_id as "workProvider", url, description, email, types, recorded_at as "recordedAt",
  proven_at as "provenAt", failing_since as "failingSince", paused_at as "pausedAt", paused_because as "pausedBecause"`;
const OWN = 'work_provider_id = $1 and id = $2 and removed_at is null';

const ADD = {
  name: 'add_endpoint',
  text: `insert into endpoint (work_provider_id, url, description, email, types, secret)
         values ($1, $2, $3, $4, $5, $6) returning ${ENDPOINT}`,
};

const LOCK = { name: 'lock_endpoints', text: `select pg_advisory_xact_lock(hashtext('shiftcover endpoints'), $1)` };

/** Makes other transactions that add endpoints of the work provider wait until this one ends. */
export async function lockEndpoints(db: Queryable, workProvider: number): Promise<void> {
  await rows(db, LOCK, [workProvider]);
}

/** Adds an endpoint. A job records the shifts that are open now, so that their ends are notified too. */
export async function addEndpoint(
  db: Queryable,
  workProvider: number,
  { url, description, email, types }: EndpointInput,
  secret: string,
): Promise<Endpoint> {
  const added = await firstRow<Endpoint>(db, ADD, [
    workProvider,
    url,
    description,
    email,
    types,
    seal(secret, SECRET_OF.endpoint(workProvider)),
  ]);
  await addJobs(db, 'watch_open_shifts', [{ payload: { workProvider } }]);
  return added as Endpoint;
}

const OF_PROVIDER = {
  name: 'endpoints_of_provider',
  text: `select ${ENDPOINT} from endpoint where work_provider_id = $1 and removed_at is null order by id`,
};
const BY_ID = { name: 'endpoint_by_id', text: `select ${ENDPOINT} from endpoint where ${OWN}` };
const ALL = {
  name: 'all_endpoints',
  text: `select ${ENDPOINT} from endpoint where removed_at is null order by work_provider_id, id`,
};

/** The endpoints of a work provider, the oldest first. */
export async function endpointsOf(db: Queryable, workProvider: number): Promise<Endpoint[]> {
  return await rows<Endpoint>(db, OF_PROVIDER, [workProvider]);
}

/** An endpoint of a work provider; undefined when it has none with this id. */
export async function endpointOf(db: Queryable, workProvider: number, id: number): Promise<Endpoint | undefined> {
  return await firstRow<Endpoint>(db, BY_ID, [workProvider, id]);
}

const OF_ANY_PROVIDER = {
  name: 'endpoint_of_any_provider',
  text: `select ${ENDPOINT} from endpoint where id = $1 and removed_at is null`,
};

/** An endpoint of any work provider; undefined when there is none with this id. */
export async function endpointById(db: Queryable, id: number): Promise<Endpoint | undefined> {
  return await firstRow<Endpoint>(db, OF_ANY_PROVIDER, [id]);
}

/** The endpoints of all work providers. */
export async function listEndpoints(db: Queryable): Promise<Endpoint[]> {
  return await rows<Endpoint>(db, ALL);
}

const CHANGE = {
  name: 'change_endpoint',
  text: `update endpoint set url = $3, description = $4, email = $5, types = $6,
           proven_at = case when url = $3 then proven_at end, challenged_at = case when url = $3 then challenged_at end
         where ${OWN} returning ${ENDPOINT}`,
};
const ROTATE = {
  name: 'rotate_secret',
  text: `update endpoint set former_secret = secret, former_until = clock_timestamp() + interval '24 hours', secret = $3
         where ${OWN} returning former_until as "formerUntil"`,
};
const REMOVE = {
  name: 'remove_endpoint',
  text: `update endpoint set removed_at = clock_timestamp() where ${OWN} returning id`,
};
const DROP_UNSENT = {
  name: 'drop_unsent',
  text: `update delivery set state = 'failed', next_attempt_at = null
         where endpoint_id = $1 and state in ('waiting', 'held')`,
};

/** Sets what its owner sets; undefined when the work provider has no such endpoint. */
export async function changeEndpoint(
  db: Queryable,
  workProvider: number,
  id: number,
  { url, description, email, types }: EndpointInput,
): Promise<Endpoint | undefined> {
  return await firstRow<Endpoint>(db, CHANGE, [workProvider, id, url, description, email, types]);
}

/**
 * Sets a new secret, and returns until when the former one signs as well; undefined when the work provider has no such
 * endpoint.
 */
export async function rotateSecret(
  db: Queryable,
  workProvider: number,
  id: number,
  secret: string,
): Promise<Instant | undefined> {
  const sealed = seal(secret, SECRET_OF.endpoint(workProvider));
  return (await firstRow<{ formerUntil: Instant }>(db, ROTATE, [workProvider, id, sealed]))?.formerUntil;
}

/**
 * Removes an endpoint: its waiting and held deliveries have failed. False when the work provider has no such endpoint.
 */
export async function removeEndpoint(db: Queryable, workProvider: number, id: number): Promise<boolean> {
  const removed = await firstRow(db, REMOVE, [workProvider, id]);
  if (removed) await rows(db, DROP_UNSENT, [id]);
  return removed !== undefined;
}

const PAUSE = {
  name: 'pause_endpoint',
  text: `update endpoint set paused_at = clock_timestamp(), paused_because = $3
         where ${OWN} and paused_at is null returning ${ENDPOINT}`,
};
const HOLD = {
  name: 'hold_deliveries',
  text: `update delivery set state = 'held', next_attempt_at = null where endpoint_id = $1 and state = 'waiting'`,
};
const MAY_WRITE = {
  name: 'may_write_to_owner',
  text: `update endpoint set written_to_at = clock_timestamp()
         where id = $1 and email is not null and not exists (
           select from endpoint other
           where other.email = endpoint.email and other.written_to_at > clock_timestamp() - interval '1 day')
         returning id`,
};
const RESUME = {
  name: 'resume_endpoint',
  text: `update endpoint set paused_at = null, paused_because = null, failing_since = null
         where ${OWN} and paused_at is not null returning id`,
};
const RELEASE = {
  name: 'release_deliveries',
  text: `with released as (
           update delivery set state = 'waiting', tries = 0, next_attempt_at = clock_timestamp()
           where endpoint_id = $1 and state = 'held' returning id, endpoint_id
         )
         select count(queue_delivery(id, endpoint_id, null)) as released from released`,
};

/** Pauses an endpoint and holds its waiting deliveries. Undefined when it is paused already, or there is none. */
export async function pauseEndpoint(
  db: Queryable,
  workProvider: number,
  id: number,
  because: PausedBecause,
): Promise<Endpoint | undefined> {
  const paused = await firstRow<Endpoint>(db, PAUSE, [workProvider, id, because]);
  if (paused) await rows(db, HOLD, [id]);
  return paused;
}

/**
 * Claims the mail to the owner of an endpoint. False when the address had one within a day, for whichever endpoint, so
 * that nobody is flooded by endpoints that name their address.
 */
export async function mayWriteToOwner(db: Queryable, id: number): Promise<boolean> {
  return (await firstRow(db, MAY_WRITE, [id])) !== undefined;
}

/**
 * Resumes an endpoint, and returns how many held deliveries are sent now. Undefined when it is not paused, or there is
 * none.
 */
export async function resumeEndpoint(db: Queryable, workProvider: number, id: number): Promise<number | undefined> {
  if (!(await firstRow(db, RESUME, [workProvider, id]))) return undefined;
  return (await firstRow<{ released: number }>(db, RELEASE, [id]))?.released ?? 0;
}
