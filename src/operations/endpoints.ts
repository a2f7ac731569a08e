import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import { isEmail } from '../core/identifiers.ts';
import type { Instant } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction, type Queryable } from '../store/postgres/database.ts';
import { writtenId } from '../store/publicIds.ts';
import { makeWebHookSecret } from '../store/secrets.ts';
import type { Endpoint, EndpointInput, PausedBecause } from '../store/webhook/endpoints.ts';
import * as endpoints from '../store/webhook/endpoints.ts';

/** Why nothing may be sent to a URL, in one sentence; undefined for a URL that may be used. */
export type UrlCheck = (url: string) => string | undefined;

type BadInput = { readonly tag: 'bad_url'; readonly why: string } | { readonly tag: 'bad_email' };
/** There is no such thing of this work provider. */
export type NotFound = { readonly tag: 'not_found' };

/** One endpoint of one work provider. */
export type OneEndpoint = { readonly workProvider: number; readonly id: number };

const MOST_ENDPOINTS = 10;

/** The URL in its normal form, or why it cannot be used. */
export function readUrl(
  text: string,
  checkUrl: UrlCheck,
): { readonly tag: 'url'; readonly url: string } | Extract<BadInput, { tag: 'bad_url' }> {
  const url = URL.parse(text)?.href ?? text;
  const why = checkUrl(url);
  return why === undefined ? { tag: 'url', url } : { tag: 'bad_url', why };
}

/** Adds an endpoint with a secret of its own. A work provider has at most ten, however many are added at once. */
export async function addEndpoint(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, ...input }: EndpointInput & Pick<OneEndpoint, 'workProvider'>,
  checkUrl: UrlCheck,
): Promise<
  | { readonly tag: 'added'; readonly endpoint: Endpoint; readonly secret: string }
  | { readonly tag: 'too_many'; readonly most: number }
  | BadInput
> {
  const read = readInput(input, checkUrl);
  if (read.tag !== 'input') return read;
  const secret = makeWebHookSecret();
  return await inTransaction(pool, async (db) => {
    await endpoints.lockEndpoints(db, workProvider);
    const existing = await endpoints.endpointsOf(db, workProvider);
    if (existing.length >= MOST_ENDPOINTS) return { tag: 'too_many', most: MOST_ENDPOINTS };
    const endpoint = await endpoints.addEndpoint(db, workProvider, read.input, secret);
    await auditEndpoint(db, actor, endpoint, 'added an endpoint', { after: read.input });
    return { tag: 'added', endpoint, secret };
  });
}

/** Changes the members of an endpoint that are given, and pauses or resumes it if `paused` says so. */
export async function changeEndpoint(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, id, paused, ...change }: OneEndpoint & Partial<EndpointInput> & { readonly paused?: boolean },
  checkUrl: UrlCheck,
): Promise<{ readonly tag: 'changed'; readonly endpoint: Endpoint } | NotFound | BadInput> {
  const read = readInput(change, checkUrl);
  if (read.tag !== 'input') return read;
  return await inTransaction(pool, async (db) => {
    const found = await endpoints.endpointOf(db, workProvider, id);
    if (!found) return { tag: 'not_found' };
    const before = inputOf(found);
    const after = { ...before, ...read.input };
    const changed = { ...found, ...after };
    await endpoints.changeEndpoint(db, workProvider, id, after);
    if (paused === true) await pauseEndpointIn(db, actor, { workProvider, id, because: 'by_hand' });
    if (paused === false) await resume(db, actor, changed);
    await auditEndpoint(db, actor, changed, 'changed an endpoint', { before, after });
    return { tag: 'changed', endpoint: (await endpoints.endpointOf(db, workProvider, id)) ?? changed };
  });
}

/** Each type once, and the URL in its normal form. Members that are not given stay so. */
function readInput<Input extends Partial<EndpointInput>>(
  input: Input,
  checkUrl: UrlCheck,
): { readonly tag: 'input'; readonly input: Input } | BadInput {
  const { url, email, types } = input;
  const read = url === undefined ? undefined : readUrl(url, checkUrl);
  if (read?.tag === 'bad_url') return read;
  if (typeof email === 'string' && !isEmail(email)) return { tag: 'bad_email' };
  return {
    tag: 'input',
    input: { ...input, ...(read && { url: read.url }), ...(types && { types: [...new Set(types)] }) },
  };
}

/** Pauses an endpoint: what is due for it is held from now on. */
export async function pauseEndpoint(
  pool: pg.Pool,
  actor: Actor,
  endpoint: OneEndpoint,
): Promise<{ readonly tag: 'paused' } | { readonly tag: 'paused_already' } | NotFound> {
  return await inTransaction(pool, async (db) => {
    if (!(await endpoints.endpointOf(db, endpoint.workProvider, endpoint.id))) return { tag: 'not_found' };
    const paused = await pauseEndpointIn(db, actor, { ...endpoint, because: 'by_hand' });
    return { tag: paused ? 'paused' : 'paused_already' };
  });
}

/**
 * The same in a transaction of the caller. `why` is added to what the audit log says. Undefined when the endpoint is
 * paused already, or there is none.
 */
export async function pauseEndpointIn(
  db: Queryable,
  actor: Actor,
  { workProvider, id, because, why }: OneEndpoint & { readonly because: PausedBecause; readonly why?: string },
): Promise<Endpoint | undefined> {
  const paused = await endpoints.pauseEndpoint(db, workProvider, id, because);
  if (paused) await auditEndpoint(db, actor, paused, 'paused an endpoint', { why });
  return paused;
}

/** Resumes an endpoint. `released`: how many deliveries that were held are sent now. */
export async function resumeEndpoint(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, id }: OneEndpoint,
): Promise<{ readonly tag: 'resumed'; readonly released: number } | { readonly tag: 'not_paused' } | NotFound> {
  return await inTransaction(pool, async (db) => {
    const found = await endpoints.endpointOf(db, workProvider, id);
    if (!found) return { tag: 'not_found' };
    const released = await resume(db, actor, found);
    return released === undefined ? { tag: 'not_paused' } : { tag: 'resumed', released };
  });
}

async function resume(db: Queryable, actor: Actor, endpoint: Endpoint): Promise<number | undefined> {
  const released = await endpoints.resumeEndpoint(db, endpoint.workProvider, endpoint.id);
  if (released !== undefined) await auditEndpoint(db, actor, endpoint, 'resumed an endpoint');
  return released;
}

/** Removes an endpoint. Nothing is sent to it from now on, and what was due for it has failed. */
export async function removeEndpoint(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, id }: OneEndpoint,
): Promise<{ readonly tag: 'removed' } | NotFound> {
  return await inTransaction(pool, async (db) => {
    const found = await endpoints.endpointOf(db, workProvider, id);
    if (!found || !(await endpoints.removeEndpoint(db, workProvider, id))) return { tag: 'not_found' };
    await auditEndpoint(db, actor, found, 'removed an endpoint');
    return { tag: 'removed' };
  });
}

/** Gives an endpoint a new secret. Deliveries are signed with the former one as well until `formerUntil`. */
export async function rotateEndpointSecret(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, id }: OneEndpoint,
): Promise<{ readonly tag: 'rotated'; readonly secret: string; readonly formerUntil: Instant } | NotFound> {
  const secret = makeWebHookSecret();
  return await inTransaction(pool, async (db) => {
    const found = await endpoints.endpointOf(db, workProvider, id);
    const formerUntil = found && (await endpoints.rotateSecret(db, workProvider, id, secret));
    if (!found || formerUntil === undefined) return { tag: 'not_found' };
    await auditEndpoint(db, actor, found, 'changed the secret of an endpoint');
    return { tag: 'rotated', secret, formerUntil };
  });
}

function inputOf({ url, description, email, types }: Endpoint): EndpointInput {
  return { url, description, email, types };
}

/** Records what was done to an endpoint. */
export async function auditEndpoint(
  db: Queryable,
  actor: Actor,
  { id, url, workProvider }: Endpoint,
  action: string,
  { why, ...change }: { readonly why?: string | undefined; readonly before?: object; readonly after?: object } = {},
): Promise<void> {
  const written = await writtenId(db, 'endpoint', workProvider, id);
  const about = `endpoint ${written}, ${url}${why === undefined ? '' : `: ${why}`}`;
  await recordAudit(db, actor, { action, about, workProvider, ...change });
}
