import type { FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';

/** One line for each answer, and its request's id on the answer. Never a body, a key, or a query: it may hold an email. */
export function logAnswers(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('Request-Id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log.info({ requestId: id, method, route: routeOptions.url ?? 'none', status: reply.statusCode, ms }, 'answered');
    done();
  });
}
