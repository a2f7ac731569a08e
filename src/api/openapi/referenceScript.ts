import process from 'node:process';
import scalar from '@scalar/fastify-api-reference';
import { fastify } from 'fastify';

// A process that prints the script of the reference.
const library = fastify();
await library.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
const { rawPayload } = await library.inject('/docs/js/scalar.js');
process.stdout.write(rawPayload);
