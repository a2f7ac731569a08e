import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { toRfc3339, toRfc3339OrNull } from '../../core/time/instant.ts';
import { replayDelivery, replayEndpoint, testEndpoint } from '../../operations/deliveries.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import {
  type Attempt,
  attemptsOf,
  type Delivery,
  type DeliveryChoice,
  deliveriesOf,
  deliveryOf,
  noticeOf,
} from '../../store/webhook/deliveries.ts';
import { bodyOf } from '../../webhooks/body.ts';
import { sendRefusal } from '../http/answers.ts';
import { actorOf, callerOf } from '../http/authenticate.ts';
import { instantIn } from '../parse/period.ts';
import {
  type DeliveriesQuery,
  type DeliveryJson,
  GET_DELIVERY,
  LIST_DELIVERIES,
  REPLAY_DELIVERY,
  REPLAY_ENDPOINT,
  type ReplayInput,
  TEST_ENDPOINT,
} from '../wire/delivery.ts';
import { type CursorScope, cursorScope, pageOf, readCursor, writeCursor } from '../wire/page.ts';
import { NO_SUCH_ENDPOINT } from './endpoints.ts';
import { idInPath, type RouteParts } from './parts.ts';

const NO_SUCH_DELIVERY = refuse('NOT_FOUND', 'you have no delivery with this id');
const PAUSED = refuse('INVALID_DATA', 'the endpoint is paused or removed; resume it first');
const NO_SUCH_INSTANT = refuse('INVALID_DATA', 'since is no date and time that there is');

/** Registers the endpoints that answer what became of each notice, and that send one once more. */
export function deliveries(app: FastifyInstance, { reads, pool, ids }: RouteParts): void {
  app.get('/v1/deliveries', { schema: LIST_DELIVERIES }, listDeliveries);
  app.get('/v1/deliveries/:id', { schema: GET_DELIVERY }, getDelivery);
  app.post('/v1/deliveries/:id/replay', { schema: REPLAY_DELIVERY }, replayOne);
  app.post('/v1/endpoints/:id/replay', { schema: REPLAY_ENDPOINT }, replaySince);
  app.post('/v1/endpoints/:id/test', { schema: TEST_ENDPOINT }, sendTest);

  async function listDeliveries(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const query = request.query as DeliveriesQuery;
    const scope = cursorScope(ids, workProvider, 'deliveries', query);
    const asked = choiceIn(query, scope);
    if (asked.tag === 'refused') return sendRefusal(reply, asked);
    const found = await inTenancy(reads, workProvider, (db) => deliveriesOf(db, workProvider, asked.choice));
    const page = pageOf(found, query.limit, {
      toJson: (each) => deliveryJson(each, workProvider, ids),
      cursorOf: ({ id }) => writeCursor(scope, [id]),
    });
    return reply.send(page);
  }

  async function getDelivery(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const id = idInPath(request, ids, 'delivery');
    const found = id && (await inTenancy(reads, workProvider, (db) => readWhole(db, workProvider, id)));
    if (!found) return sendRefusal(reply, NO_SUCH_DELIVERY);
    const notice = JSON.parse(bodyOf(found.notice, ids.write)) as object;
    const attempts = found.attempts.map(attemptJson);
    return reply.send({ ...deliveryJson(found.delivery, workProvider, ids), notice, attempts });
  }

  async function replayOne(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const id = idInPath(request, ids, 'delivery');
    const replayed = id && (await replayDelivery(pool, actorOf(request), { workProvider, id }));
    if (!replayed || replayed.tag === 'not_found') return sendRefusal(reply, NO_SUCH_DELIVERY);
    if (replayed.tag === 'paused') return sendRefusal(reply, PAUSED);
    return reply.code(202).send({ deliveryId: ids.write('delivery', workProvider, id) });
  }

  async function replaySince(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const since = instantIn((request.body as ReplayInput).since);
    if (since === undefined) return sendRefusal(reply, NO_SUCH_INSTANT);
    const id = idInPath(request, ids, 'endpoint');
    const sent = id && (await replayEndpoint(pool, actorOf(request), { workProvider, id, since }));
    if (!sent || sent.tag === 'not_found') return sendRefusal(reply, NO_SUCH_ENDPOINT);
    if (sent.tag === 'paused') return sendRefusal(reply, PAUSED);
    return reply.code(202).send({ replayed: sent.replayed });
  }

  async function sendTest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const id = idInPath(request, ids, 'endpoint');
    const sent = id && (await testEndpoint(pool, actorOf(request), { workProvider, id }));
    if (!sent || sent.tag === 'not_found') return sendRefusal(reply, NO_SUCH_ENDPOINT);
    if (sent.tag === 'paused') return sendRefusal(reply, PAUSED);
    return reply.code(202).send({ deliveryId: ids.write('delivery', workProvider, sent.deliveryId) });
  }
}

/**
 * The id of another work provider's endpoint is refused like one that does not exist. One row more than a page is read.
 */
function choiceIn(
  { endpoint, cursor, state, type, limit }: DeliveriesQuery,
  scope: CursorScope,
): { readonly tag: 'choice'; readonly choice: DeliveryChoice } | Refusal {
  const endpointId = endpoint === undefined ? undefined : scope.ids.read('endpoint', scope.workProvider, endpoint);
  if (endpoint !== undefined && endpointId === undefined)
    return refuse('INVALID_DATA', 'endpoint is no id of an endpoint of yours', { param: 'endpoint', value: endpoint });
  const after = readCursor(scope, cursor, 1);
  if (after.tag === 'refused') return after;
  return { tag: 'choice', choice: { endpointId, before: after.position?.[0], state, type, limit: limit + 1 } };
}

async function readWhole(db: Queryable, workProvider: number, id: number) {
  const delivery = await deliveryOf(db, workProvider, id);
  const notice = delivery && (await noticeOf(db, workProvider, delivery.noticeId));
  return notice && { delivery, notice, attempts: await attemptsOf(db, workProvider, id) };
}

function deliveryJson(delivery: Delivery, workProvider: number, ids: PublicIds): DeliveryJson {
  const { id, noticeId, endpointId, type, state, attemptsMade, nextAttemptAt, recordedAt } = delivery;
  return {
    id: ids.write('delivery', workProvider, id),
    noticeId: ids.write('notice', workProvider, noticeId),
    endpointId: ids.write('endpoint', workProvider, endpointId),
    type,
    state,
    attemptsMade,
    nextAttemptAt: toRfc3339OrNull(nextAttemptAt),
    recordedAt: toRfc3339(recordedAt),
  };
}

function attemptJson({ at, ...rest }: Attempt) {
  return { at: toRfc3339(at), ...rest };
}
