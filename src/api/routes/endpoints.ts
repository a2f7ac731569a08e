import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { toRfc3339, toRfc3339OrNull } from '../../core/time/instant.ts';
import { addEndpoint, changeEndpoint, removeEndpoint, rotateEndpointSecret } from '../../operations/endpoints.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { type Endpoint, endpointOf, endpointsOf } from '../../store/webhook/endpoints.ts';
import { sendRefusal } from '../http/answers.ts';
import { actorOf, callerOf } from '../http/authenticate.ts';
import {
  ADD_ENDPOINT,
  CHANGE_ENDPOINT,
  type EndpointChange,
  type EndpointInput,
  type EndpointJson,
  GET_ENDPOINT,
  LIST_ENDPOINTS,
  REMOVE_ENDPOINT,
  ROTATE_SECRET,
} from '../wire/endpoint.ts';
import { wholeList } from '../wire/page.ts';
import { idInPath, type RouteParts } from './parts.ts';

/** The refusal of an id that names no endpoint of the caller. */
export const NO_SUCH_ENDPOINT = refuse('NOT_FOUND', 'you have no endpoint with this id');

/** Registers the endpoints by which a work provider decides where it gets notices. */
export function endpoints(app: FastifyInstance, { reads, pool, ids, post }: RouteParts): void {
  app.post('/v1/endpoints', { schema: ADD_ENDPOINT }, postEndpoint);
  app.get('/v1/endpoints', { schema: LIST_ENDPOINTS }, listEndpoints);
  app.get('/v1/endpoints/:id', { schema: GET_ENDPOINT }, getEndpoint);
  app.patch('/v1/endpoints/:id', { schema: CHANGE_ENDPOINT }, patchEndpoint);
  app.delete('/v1/endpoints/:id', { schema: REMOVE_ENDPOINT }, deleteEndpoint);
  app.post('/v1/endpoints/:id/rotate-secret', { schema: ROTATE_SECRET }, rotateSecret);

  async function postEndpoint(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { url, description = '', email = null, types = [] } = request.body as EndpointInput;
    const { workProvider } = callerOf(request);
    const input = { workProvider, url, description, email, types };
    const added = await addEndpoint(pool, actorOf(request), input, post.refusalOf);
    if (added.tag !== 'added') return sendRefusal(reply, refusalFor(added, input));
    return reply.code(201).send({ ...endpointJson(added.endpoint, ids), secret: added.secret });
  }

  async function listEndpoints(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const found = await inTenancy(reads, workProvider, (db) => endpointsOf(db, workProvider));
    return reply.send(wholeList(found.map((each) => endpointJson(each, ids))));
  }

  async function getEndpoint(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const id = idInPath(request, ids, 'endpoint');
    const found = id && (await inTenancy(reads, workProvider, (db) => endpointOf(db, workProvider, id)));
    return found ? reply.send(endpointJson(found, ids)) : sendRefusal(reply, NO_SUCH_ENDPOINT);
  }

  async function patchEndpoint(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    // Ids begin at 1: 0 names no endpoint, so that a wrong body is refused before an unknown id.
    const id = idInPath(request, ids, 'endpoint') ?? 0;
    const input = { ...(request.body as EndpointChange), workProvider, id };
    const changed = await changeEndpoint(pool, actorOf(request), input, post.refusalOf);
    if (changed.tag !== 'changed') return sendRefusal(reply, refusalFor(changed, input));
    return reply.send(endpointJson(changed.endpoint, ids));
  }

  async function deleteEndpoint(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const id = idInPath(request, ids, 'endpoint');
    const removed = id && (await removeEndpoint(pool, actorOf(request), { workProvider, id }));
    if (!removed || removed.tag === 'not_found') return sendRefusal(reply, NO_SUCH_ENDPOINT);
    return reply.code(204).send();
  }

  async function rotateSecret(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const id = idInPath(request, ids, 'endpoint');
    const rotated = id && (await rotateEndpointSecret(pool, actorOf(request), { workProvider, id }));
    if (!rotated || rotated.tag === 'not_found') return sendRefusal(reply, NO_SUCH_ENDPOINT);
    return reply.send({ secret: rotated.secret, formerSecretUntil: toRfc3339(rotated.formerUntil) });
  }
}

type NotDone = Exclude<
  Awaited<ReturnType<typeof addEndpoint>> | Awaited<ReturnType<typeof changeEndpoint>>,
  { tag: 'added' | 'changed' }
>;

function refusalFor(notDone: NotDone, { url, email }: EndpointChange): Refusal {
  switch (notDone.tag) {
    case 'bad_url':
      return refuse('INVALID_DATA', notDone.why, { param: 'url', value: url });
    case 'bad_email':
      return refuse('INVALID_DATA', 'email must be an address such as oncall@example.com', {
        param: 'email',
        value: email,
      });
    case 'too_many':
      return refuse('INVALID_DATA', `there may be at most ${notDone.most} endpoints; remove one first`);
    case 'not_found':
      return NO_SUCH_ENDPOINT;
    default:
      return notDone satisfies never;
  }
}

function endpointJson(endpoint: Endpoint, ids: PublicIds): EndpointJson {
  const {
    id,
    workProvider,
    url,
    description,
    email,
    types,
    recordedAt,
    provenAt,
    failingSince,
    pausedAt,
    pausedBecause,
  } = endpoint;
  return {
    id: ids.write('endpoint', workProvider, id),
    url,
    description,
    email,
    types: [...types],
    recordedAt: toRfc3339(recordedAt),
    provenAt: toRfc3339OrNull(provenAt),
    failingSince: toRfc3339OrNull(failingSince),
    pausedAt: toRfc3339OrNull(pausedAt),
    pausedBecause,
  };
}
