import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { type Instant, instantOf, toRfc3339 } from '../../core/time/instant.ts';
import { inTransaction, type Queryable } from '../../store/postgres/database.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import {
  type Attempt,
  attemptsOf,
  type Delivery,
  deliveriesOf,
  deliveryOf,
  noticeOf,
  replayDelivery,
  replaySince,
  writeTest,
} from '../../store/webhook/deliveries.ts';
import { endpointOf } from '../../store/webhook/endpoints.ts';
import { TESTED } from '../../store/webhook/notices.ts';
import { bodyOf } from '../../webhooks/body.ts';
import { sendRefusal } from '../http/answers.ts';
import { callerOf } from '../http/authenticate.ts';
import { DeliveriesQuery, DeliveryPage, DeliveryPath, QueuedShape, WholeDeliveryShape } from '../wire/delivery.ts';
import { EndpointPath, ReplayedShape, ReplayInput } from '../wire/endpoint.ts';
import { refusals } from '../wire/refusal.ts';
import { audit, endpointIdIn, momentOrNull, NO_SUCH_ENDPOINT, type WebHookParts } from './endpoints.ts';

const TAGS = ['Web hooks'];
const NO_SUCH_DELIVERY = refuse('NOT_FOUND', 'you have no delivery with this id');
const PAUSED = refuse('INVALID_DATA', 'the endpoint is paused or removed; resume it first');

/** What became of everything that was sent, and sending it once more. */
export function deliveries(app: FastifyInstance, { requests, pool, ids }: WebHookParts): void {
  app.get(
    '/v1/deliveries',
    {
      schema: {
        operationId: 'listDeliveries',
        tags: TAGS,
        summary: 'List deliveries',
        description: 'The newest first. They are kept for 30 days.',
        querystring: DeliveriesQuery,
        response: { 200: DeliveryPage, ...refusals('INVALID_DATA') },
      },
    },
    async (request, reply) => {
      const { workProvider } = callerOf(request);
      const query = request.query as DeliveriesQuery;
      const choice = choiceIn(query, workProvider, ids);
      if ('tag' in choice) return sendRefusal(reply, choice);
      const found = await inTenancy(requests, workProvider, (db) =>
        deliveriesOf(db, workProvider, { ...choice, limit: query.limit + 1 }),
      );
      const items = found.slice(0, query.limit);
      const last = found.length > query.limit ? items.at(-1) : undefined;
      const next = last ? ids.write('cursor', workProvider, last.id) : null;
      return reply.send({ items: items.map((each) => asJson(each, workProvider, ids)), next });
    },
  );

  app.get(
    '/v1/deliveries/:id',
    {
      schema: {
        operationId: 'getDelivery',
        tags: TAGS,
        summary: 'Look at a delivery',
        description: 'What it brings, and every attempt at it.',
        params: DeliveryPath,
        response: { 200: WholeDeliveryShape, ...refusals('NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { workProvider } = callerOf(request);
      const id = ids.read('delivery', workProvider, (request.params as DeliveryPath).id);
      const found = id && (await inTenancy(requests, workProvider, (db) => readWhole(db, workProvider, id)));
      if (!found) return sendRefusal(reply, NO_SUCH_DELIVERY);
      const notice = JSON.parse(bodyOf(found.notice, ids.write)) as object;
      const attempts = found.attempts.map(attemptAsJson);
      return reply.send({ ...asJson(found.delivery, workProvider, ids), notice, attempts });
    },
  );

  app.post(
    '/v1/deliveries/:id/replay',
    {
      schema: {
        operationId: 'replayDelivery',
        tags: TAGS,
        summary: 'Send a delivery once more',
        description: 'With the same webhook-id and body, from its first attempt on.',
        params: DeliveryPath,
        response: { 202: QueuedShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { workProvider } = callerOf(request);
      const text = (request.params as DeliveryPath).id;
      const id = ids.read('delivery', workProvider, text);
      if (!id || !(await deliveryOf(requests, workProvider, id))) return sendRefusal(reply, NO_SUCH_DELIVERY);
      if (!(await replayDelivery(pool, workProvider, id))) return sendRefusal(reply, PAUSED);
      return reply.code(202).send({ deliveryId: text });
    },
  );

  app.post(
    '/v1/endpoints/:id/replay',
    {
      schema: {
        operationId: 'replayEndpoint',
        tags: TAGS,
        summary: 'Send everything since a moment once more',
        description: 'Every notice since then of a type that the endpoint takes, whether it was delivered or not.',
        params: EndpointPath,
        body: ReplayInput,
        response: { 202: ReplayedShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { workProvider } = callerOf(request);
      const since = instantIn((request.body as ReplayInput).since);
      if (since === undefined)
        return sendRefusal(reply, refuse('INVALID_DATA', 'since is no date and time that there is'));
      const id = endpointIdIn(request, ids);
      const endpoint = id && (await endpointOf(requests, workProvider, id));
      if (!endpoint) return sendRefusal(reply, NO_SUCH_ENDPOINT);
      if (endpoint.pausedAt !== null) return sendRefusal(reply, PAUSED);
      const replayed = await inTransaction(pool, async (db) => {
        await audit(db, request, `replayed everything since ${toRfc3339(since)}`, id);
        return await replaySince(db, workProvider, id, since);
      });
      return reply.code(202).send({ replayed });
    },
  );

  app.post(
    '/v1/endpoints/:id/test',
    {
      schema: {
        operationId: 'testEndpoint',
        tags: TAGS,
        summary: 'Send an endpoint a test',
        description: 'A notice of the type endpoint.tested, signed and delivered like any other.',
        params: EndpointPath,
        response: { 202: QueuedShape, ...refusals('INVALID_DATA', 'NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { workProvider } = callerOf(request);
      const id = endpointIdIn(request, ids);
      const endpoint = id && (await endpointOf(requests, workProvider, id));
      if (!endpoint) return sendRefusal(reply, NO_SUCH_ENDPOINT);
      if (endpoint.pausedAt !== null) return sendRefusal(reply, PAUSED);
      return await sendQueued(reply, workProvider, await writeTest(pool, workProvider, id, TESTED));
    },
  );

  async function sendQueued(reply: FastifyReply, workProvider: number, id: number): Promise<FastifyReply> {
    return reply.code(202).send({ deliveryId: ids.write('delivery', workProvider, id) });
  }
}

type DeliveryPath = { readonly id: string };

/** An endpoint or a cursor that is not the caller's own is refused the same way as one that never was. */
function choiceIn({ endpoint, cursor, state, type }: DeliveriesQuery, workProvider: number, ids: PublicIds) {
  const endpointId = endpoint === undefined ? undefined : ids.read('endpoint', workProvider, endpoint);
  const before = cursor === undefined ? undefined : ids.read('cursor', workProvider, cursor);
  if (endpoint !== undefined && endpointId === undefined) return wrong('endpoint is no id of an endpoint of yours');
  if (cursor !== undefined && before === undefined) return wrong('cursor is no `next` of a page of yours');
  return { endpointId, before, state, type };
}

function wrong(why: string): Refusal {
  return refuse('INVALID_DATA', why);
}

async function readWhole(db: Queryable, workProvider: number, id: number) {
  const delivery = await deliveryOf(db, workProvider, id);
  const notice = delivery && (await noticeOf(db, workProvider, delivery.noticeId));
  return notice && { delivery, notice, attempts: await attemptsOf(db, workProvider, id) };
}

function instantIn(text: string): Instant | undefined {
  try {
    return Math.max(0, instantOf(text));
  } catch {
    return undefined;
  }
}

function asJson(delivery: Delivery, workProvider: number, ids: PublicIds) {
  const { id, noticeId, endpointId, type, state, tries, nextAttemptAt, recordedAt } = delivery;
  return {
    id: ids.write('delivery', workProvider, id),
    noticeId: ids.write('notice', workProvider, noticeId),
    endpointId: ids.write('endpoint', workProvider, endpointId),
    type,
    state,
    attemptsMade: tries,
    nextAttemptAt: momentOrNull(nextAttemptAt),
    recordedAt: toRfc3339(recordedAt),
  };
}

function attemptAsJson({ at, ...rest }: Attempt) {
  return { at: toRfc3339(at), ...rest };
}
