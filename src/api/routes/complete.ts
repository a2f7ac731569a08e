import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../core/refusal.ts';
import { sayFeedComplete } from '../../operations/providers.ts';
import { sendPending, sendRefusal } from '../http/answers.ts';
import { actorOf, callerOf, nowOf } from '../http/authenticate.ts';
import { readByFor, readEventTime } from '../parse/eventTime.ts';
import { COMPLETE, type CompleteJson } from '../wire/complete.ts';
import type { RouteParts } from './parts.ts';

/** Registers the endpoint by which a work provider says up to when its feed is complete. */
export function complete(app: FastifyInstance, { requests }: RouteParts): void {
  app.post('/v1/complete', { schema: COMPLETE }, say);

  async function say(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callerOf(request);
    const now = nowOf(caller);
    const body = request.body as CompleteJson;
    const read = readEventTime(body, 'upTo', 'login', readByFor(caller, now));
    if (read.tag === 'refused') return sendRefusal(reply, refuse('INVALID_DATA', read.problem, read.at));
    if (read.time.occurredAt > now) {
      const at = { param: 'upTo', value: body.upTo };
      return sendRefusal(reply, refuse('INVALID_DATA', 'upTo lies ahead of now', at));
    }
    const said = { workProvider: caller.workProvider, upTo: read.time.occurredAt, takesBack: body.takeBack ?? false };
    await sayFeedComplete(requests, actorOf(request), said);
    return sendPending(reply);
  }
}
