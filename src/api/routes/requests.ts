import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { arrivalOf, isReceipt } from '../../core/receipt.ts';
import { refuse } from '../../core/refusal.ts';
import { toRfc3339 } from '../../core/time/instant.ts';
import { STORED_WITHIN } from '../../store/log/eventLog.ts';
import { eventsOfReceipt } from '../../store/log/providerEvents.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { type RefusedRequest, refusedRequest } from '../../store/provider/refusedRequests.ts';
import { sendRefusal } from '../http/answers.ts';
import { callerOf } from '../http/authenticate.ts';
import { GET_REQUEST, type RequestJson } from '../wire/request.ts';
import type { RouteParts } from './parts.ts';

const NO_SUCH_REQUEST = refuse(
  'NOT_FOUND',
  'no request of yours with this id brought events or was refused in the last 30 days',
);

/** Registers the endpoint that answers what became of a request, by its Request-Id. */
export function requests(app: FastifyInstance, { reads }: RouteParts): void {
  app.get('/v1/requests/:id', { schema: GET_REQUEST }, getRequest);

  async function getRequest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const { id } = request.params as { readonly id: string };
    const asked = isReceipt(id) ? id.toLowerCase() : undefined;
    const found = asked && (await inTenancy(reads, workProvider, (db) => find(db, workProvider, asked)));
    return found ? reply.send(found) : sendRefusal(reply, NO_SUCH_REQUEST);
  }
}

async function find(db: Queryable, workProvider: number, id: string): Promise<RequestJson | undefined> {
  const refused = await refusedRequest(db, id);
  if (refused) return refusedJson(refused);
  const arrivedAt = arrivalOf(id);
  const period = { from: arrivedAt - STORED_WITHIN, to: arrivedAt + STORED_WITHIN };
  const { length: events } = await eventsOfReceipt(db, { workProvider, receipt: id, ...period });
  if (events === 0) return undefined;
  return { id, receivedAt: toRfc3339(arrivedAt), result: 'stored', events, refusal: null };
}

function refusedJson({ id, receivedAt, ...refused }: RefusedRequest): RequestJson {
  const { endpoint, status, code, detail, param, bodySha256 } = refused;
  const refusal = { endpoint, status, code, detail, param, bodySha256 };
  return { id, receivedAt: toRfc3339(receivedAt), result: 'refused', events: 0, refusal };
}
