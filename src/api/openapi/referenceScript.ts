import { parentPort } from 'node:worker_threads';
import scalar from '@scalar/fastify-api-reference';
import { fastify } from 'fastify';

// A thread that sends the script of the reference to the one that started it.
const library = fastify();
await library.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
const { body } = await library.inject('/docs/js/scalar.js');
parentPort?.postMessage(body, []);
