import type { FastifyInstance } from 'fastify';
import type { Answered, Arrived } from '../../core/measures.ts';
import type { Log } from '../../log.ts';
import { refusalOf } from './answers.ts';
import { callerIfKnown } from './authenticate.ts';

type Watching = {
  /** An answer that took so long is logged as slow: a warning, unless it is an error. */
  readonly slowMs: number;
  readonly onArrival?: ((request: Arrived) => void) | undefined;
  readonly onAnswer?: ((answer: Answered) => void) | undefined;
};

/**
 * Logs one line for each answer, and sets Request-Id on it, and that it is neither stored nor guessed at: answers that
 * may be stored say so. The line has the mode unless it is live, the ids of the key and its work provider, and of what
 * was refused the code; from status 500 on it is an error. It never has a body, a key, or a query, which may hold an
 * email address.
 */
export function logAnswers(app: FastifyInstance, log: Log, { slowMs, onArrival, onAnswer }: Watching): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ 'Request-Id': request.id, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    const { traceparent } = request.headers;
    onArrival?.({ id: request.id, traceparent: typeof traceparent === 'string' ? traceparent : undefined });
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, routeOptions } = request;
    const { statusCode: status } = reply;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const { url: route = 'none', config } = routeOptions;
    const { mode } = config ?? {};
    const { keyId, workProvider } = callerIfKnown(request) ?? {};
    const code = status >= 400 ? refusalOf(request)?.code : undefined;
    const line = { requestId: id, mode, keyId, workProvider, method, route, status, ms, code };
    const isSlow = ms >= slowMs;
    const message = isSlow ? 'answered slowly' : 'answered';
    if (status >= 500) log.error(line, message);
    else if (isSlow) log.warn(line, message);
    else log.info(line, message);
    onAnswer?.({ id, mode: mode ?? 'live', method, route, status, ms });
    done();
  });
}
