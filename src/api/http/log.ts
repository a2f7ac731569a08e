import type { FastifyInstance } from 'fastify';
import type { Log } from '../../log.ts';

/**
 * Logs one line for each answer, and sets Request-Id on it. The line has the mode unless it is live. It never has a
 * body, a key, or a query, which may hold an email address.
 */
export function logAnswers(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('Request-Id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const { url: route = 'none', config } = routeOptions;
    log.info({ requestId: id, mode: config?.mode, method, route, status: reply.statusCode, ms }, 'answered');
    done();
  });
}
