import type { FastifyInstance } from 'fastify';

const READABLE = 'Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset';
const ALLOWED = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Max-Age': '7200',
};

/** Lets pages of any site read the answers of a scope: only for keys of test mode, which a page may hold. */
export function readableFromAnySite(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': READABLE });
    done();
  });
}

/**
 * Answers the question of a browser before a request from another site. It has no key yet, so the answer is yes for all;
 * the answers to live keys stay unreadable to the page.
 */
export function answerPreflights(app: FastifyInstance): void {
  for (const path of ['/v1/*', '/v2/*'])
    app.options(
      path,
      { schema: { hide: true } },
      async (_request, reply) => await reply.code(204).headers(ALLOWED).send(),
    );
}
