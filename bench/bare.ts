import process from 'node:process';
import { fastify } from 'fastify';

/** (a) Parses the JSON and answers the same 202; stores nothing. */
const app = fastify({ bodyLimit: 8 * 1024 * 1024 });
const pending = { status: 'PENDING' };
app.post('/v1/shift/login', (_request, reply) => reply.code(202).send(pending));
app.post('/v1/shift/logout', (_request, reply) => reply.code(202).send(pending));
process.stdout.write(`listens on ${await app.listen({ port: 0 })}\n`);
