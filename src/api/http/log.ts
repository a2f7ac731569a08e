import type { FastifyInstance } from 'fastify';
import type { Answered } from '../../core/measures.ts';
import type { Log } from '../../log.ts';
import { refusalOf } from './answers.ts';
import { callerIfKnown } from './authenticate.ts';

/** An answer that took so long is logged as slow: a warning, unless it is an error. */
const SLOW_MS = 1_000;

/**
 * Logs one line for each answer, and sets Request-Id on it. The line has the mode unless it is live, and of what was
 * refused the code and the number of the work provider; from status 500 on it is an error. It never has a body, a key,
 * or a query, which may hold an email address.
 */
export function logAnswers(app: FastifyInstance, log: Log, onAnswer: (answer: Answered) => void = () => {}): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('Request-Id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, routeOptions } = request;
    const { statusCode: status } = reply;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const { url: route = 'none', config } = routeOptions;
    const { mode } = config ?? {};
    const refused = status >= 400 && {
      code: refusalOf(request)?.code,
      workProvider: callerIfKnown(request)?.workProvider,
    };
    const line = { requestId: id, mode, method, route, status, ms, ...refused };
    const isSlow = ms >= SLOW_MS;
    const message = isSlow ? 'answered slowly' : 'answered';
    if (status >= 500) log.error(line, message);
    else if (isSlow) log.warn(line, message);
    else log.info(line, message);
    onAnswer({ mode: mode ?? 'live', method, route, status, ms });
    done();
  });
}
