import type { FastifyInstance, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { isEmail } from '../../core/identifiers.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { type Instant, toRfc3339 } from '../../core/time/instant.ts';
import { recordAudit } from '../../store/audit.ts';
import { inTransaction, type Queryable } from '../../store/postgres/database.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import {
  addEndpoint,
  changeEndpoint,
  type Endpoint,
  endpointOf,
  endpointsOf,
  lockEndpoints,
  pauseEndpoint,
  removeEndpoint,
  resumeEndpoint,
  rotateSecret,
} from '../../store/webhook/endpoints.ts';
import type { GuardedPost } from '../../webhooks/http/guardedPost.ts';
import { makeSecret } from '../../webhooks/sign.ts';
import { sendRefusal } from '../http/answers.ts';
import { actorOf, callerOf } from '../http/authenticate.ts';
import {
  EndpointChange,
  EndpointInput,
  EndpointList,
  EndpointPath,
  EndpointShape,
  NewEndpointShape,
  RotatedShape,
} from '../wire/endpoint.ts';
import { refusals } from '../wire/refusal.ts';

/** What the routes about web hooks stand on. `requests` for reads that someone waits for, `pool` for changes. */
export type WebHookParts = {
  readonly requests: pg.Pool;
  readonly pool: pg.Pool;
  readonly ids: PublicIds;
  readonly post: Pick<GuardedPost, 'refusalOf'>;
};

const MOST_ENDPOINTS = 10;
const TAGS = ['Web hooks'];
export const NO_SUCH_ENDPOINT = refuse('NOT_FOUND', 'you have no endpoint with this id');

/** A work provider's own hand on where it is told of things. */
export function endpoints(app: FastifyInstance, parts: WebHookParts): void {
  const { requests, pool, ids, post } = parts;

  app.post(
    '/v1/endpoints',
    {
      schema: {
        operationId: 'addEndpoint',
        tags: TAGS,
        summary: 'Have notices sent somewhere',
        description:
          'Makes an endpoint. Its secret, with which deliveries are signed, is shown in this answer and never again.',
        body: EndpointInput,
        response: { 201: NewEndpointShape, ...refusals('INVALID_DATA') },
      },
    },
    async (request, reply) => {
      const { url, description = '', email = null, types = [] } = request.body as EndpointInput;
      const wrong = refusalOf(url, email);
      if (wrong) return sendRefusal(reply, wrong);
      const secret = makeSecret();
      const { workProvider } = callerOf(request);
      const added = await inTransaction(pool, async (db) => {
        await lockEndpoints(db, workProvider);
        if ((await endpointsOf(db, workProvider)).length >= MOST_ENDPOINTS) return undefined;
        const input = { url: new URL(url).href, description, email, types: [...new Set(types)] };
        const made = await addEndpoint(db, workProvider, input, secret);
        await audit(db, request, 'added an endpoint', made.id);
        return made;
      });
      if (added) return reply.code(201).send({ ...asJson(added, ids), secret });
      return sendRefusal(
        reply,
        refuse('INVALID_DATA', `there may be at most ${MOST_ENDPOINTS} endpoints; remove one first`),
      );
    },
  );

  app.get(
    '/v1/endpoints',
    {
      schema: {
        operationId: 'listEndpoints',
        tags: TAGS,
        summary: 'List your endpoints',
        description: 'All of them, the oldest first.',
        response: { 200: EndpointList, ...refusals() },
      },
    },
    async (request, reply) => {
      const { workProvider } = callerOf(request);
      const found = await inTenancy(requests, workProvider, (db) => endpointsOf(db, workProvider));
      return reply.send({ items: found.map((each) => asJson(each, ids)) });
    },
  );

  app.get(
    '/v1/endpoints/:id',
    {
      schema: {
        operationId: 'getEndpoint',
        tags: TAGS,
        summary: 'Look at an endpoint',
        description: 'Whether it works, and if not, since when and why.',
        params: EndpointPath,
        response: { 200: EndpointShape, ...refusals('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { workProvider } = callerOf(request);
      const id = endpointIdIn(request, ids);
      const found = id && (await inTenancy(requests, workProvider, (db) => endpointOf(db, workProvider, id)));
      return found ? reply.send(asJson(found, ids)) : sendRefusal(reply, NO_SUCH_ENDPOINT);
    },
  );

  app.patch(
    '/v1/endpoints/:id',
    {
      schema: {
        operationId: 'changeEndpoint',
        tags: TAGS,
        summary: 'Change, pause or resume an endpoint',
        description: 'What is not given stays as it is. Resuming sends what was held while it was paused.',
        params: EndpointPath,
        body: EndpointChange,
        response: { 200: EndpointShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const change = request.body as EndpointChange;
      const wrong = refusalOf(change.url, change.email ?? null);
      if (wrong) return sendRefusal(reply, wrong);
      const id = endpointIdIn(request, ids);
      const changed = id && (await inTransaction(pool, (db) => changeOne(db, request, id, change)));
      return changed ? reply.send(asJson(changed, ids)) : sendRefusal(reply, NO_SUCH_ENDPOINT);
    },
  );

  app.delete(
    '/v1/endpoints/:id',
    {
      schema: {
        operationId: 'removeEndpoint',
        tags: TAGS,
        summary: 'Remove an endpoint',
        description: 'Nothing is sent to it any more, and what waits for it is given up.',
        params: EndpointPath,
        response: { 204: { type: 'null', description: 'It is gone.' }, ...refusals('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const id = endpointIdIn(request, ids);
      const removed = id && (await inTransaction(pool, (db) => removeOne(db, request, id)));
      return removed ? reply.code(204).send() : sendRefusal(reply, NO_SUCH_ENDPOINT);
    },
  );

  app.post(
    '/v1/endpoints/:id/rotate-secret',
    {
      schema: {
        operationId: 'rotateSecret',
        tags: TAGS,
        summary: 'Change the secret of an endpoint',
        description:
          'Deliveries are signed with the new and with the former secret for 24 hours, so that nothing is missed in between.',
        params: EndpointPath,
        response: { 200: RotatedShape, ...refusals('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const id = endpointIdIn(request, ids);
      const secret = makeSecret();
      const until = id && (await inTransaction(pool, (db) => rotateOne(db, request, id, secret)));
      if (!until) return sendRefusal(reply, NO_SUCH_ENDPOINT);
      return reply.send({ secret, formerSecretUntil: toRfc3339(until) });
    },
  );

  function refusalOf(url: string | undefined, email: string | null): Refusal | undefined {
    const parsed = url === undefined ? undefined : URL.parse(url);
    const why = url === undefined ? undefined : post.refusalOf(parsed?.href ?? url);
    if (why !== undefined) return refuse('INVALID_DATA', why);
    if (email !== null && !isEmail(email))
      return refuse('INVALID_DATA', 'email must be an address such as oncall@example.com');
    return undefined;
  }
}

/** The number of the endpoint that a request names; undefined when it is nobody's or somebody else's. */
export function endpointIdIn(request: FastifyRequest, ids: PublicIds): number | undefined {
  return ids.read('endpoint', callerOf(request).workProvider, (request.params as { id: string }).id);
}

/** Keeps in the audit log which key changed what. */
export async function audit(db: Queryable, request: FastifyRequest, did: string, endpointId: number): Promise<void> {
  await recordAudit(db, actorOf(request), { action: did, about: `endpoint ${endpointId}` });
}

async function changeOne(
  db: Queryable,
  request: FastifyRequest,
  id: number,
  { paused, url, ...rest }: EndpointChange,
): Promise<Endpoint | undefined> {
  const { workProvider } = callerOf(request);
  const found = await endpointOf(db, workProvider, id);
  if (!found) return undefined;
  const input = { ...found, ...rest, url: url === undefined ? found.url : new URL(url).href };
  await changeEndpoint(db, workProvider, id, { ...input, types: [...new Set(input.types)] });
  if (paused === true && (await pauseEndpoint(db, workProvider, id, 'by_hand')))
    await audit(db, request, 'paused an endpoint', id);
  if (paused === false && (await resumeEndpoint(db, workProvider, id)) !== undefined) {
    await audit(db, request, 'resumed an endpoint', id);
  }
  await audit(db, request, 'changed an endpoint', id);
  return await endpointOf(db, workProvider, id);
}

async function removeOne(db: Queryable, request: FastifyRequest, id: number): Promise<boolean> {
  const removed = await removeEndpoint(db, callerOf(request).workProvider, id);
  if (removed) await audit(db, request, 'removed an endpoint', id);
  return removed;
}

async function rotateOne(
  db: Queryable,
  request: FastifyRequest,
  id: number,
  secret: string,
): Promise<Instant | undefined> {
  const until = await rotateSecret(db, callerOf(request).workProvider, id, secret);
  if (until !== undefined) await audit(db, request, 'changed the secret of an endpoint', id);
  return until;
}

function asJson(endpoint: Endpoint, ids: PublicIds) {
  const { id, workProvider, url, description, email, types, recordedAt, failingSince, pausedAt, pausedBecause } =
    endpoint;
  return {
    id: ids.write('endpoint', workProvider, id),
    url,
    description,
    email,
    types,
    recordedAt: toRfc3339(recordedAt),
    failingSince: momentOrNull(failingSince),
    pausedAt: momentOrNull(pausedAt),
    pausedBecause,
  };
}

export function momentOrNull(at: Instant | null): string | null {
  return at === null ? null : toRfc3339(at);
}
