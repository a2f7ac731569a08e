import type { FastifyInstance } from 'fastify';
import type { Log } from '../../log.ts';

/** One line for each answer, with the mode where it is not the live one, and its request's id on the answer. Never a body, a key, or a query: it may hold an email. */
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
