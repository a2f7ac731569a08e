import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { Type } from 'typebox';
import { once, prepare, sendPrepared } from '../../http/prepared.ts';
import { refusalShapes, WITH_A_BODY } from '../wire/refusal.ts';
import { WEB_HOOKS } from '../wire/webHook.ts';
import { addExamples } from './examples.ts';
import { nameSchemas } from './namedSchemas.ts';

const INFO = {
  title: 'Shiftcover: work and cover of couriers',
  version: '1',
  description:
    'Report the logins and logouts of your drivers, and see what became of every one. Errors say what went wrong and where; every answer carries a `Request-Id`, which is the receipt of what it stored.',
  contact: { name: 'The insurer who runs this server' },
  license: { name: 'MIT', identifier: 'MIT' },
};

const TAGS = [
  { name: 'Reporting', description: 'Logins and logouts, singly and in batches. Stored for good before the 202.' },
  { name: 'Preview', description: 'What the same request would come to, without storing anything.' },
  { name: 'Events', description: 'What became of each event.' },
  { name: 'Shifts', description: 'The shifts that your events make.' },
  { name: 'Repair', description: 'What is missing, too much or different.' },
  { name: 'Drivers', description: 'Customer numbers, and whether work for you gives a driver cover.' },
  { name: 'Web hooks', description: 'Notices to you, instead of questions from you.' },
  { name: 'Test mode', description: 'The same endpoints for keys that begin with `test_`, on data of their own.' },
  { name: 'Health', description: 'Whether the service is up.' },
];

const options: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: '/', description: 'This server.' }],
    tags: TAGS,
    components: {
      securitySchemes: {
        key: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'Your key, as it is or after `Bearer`.',
        },
      },
    },
    security: [{ key: [] }],
    webhooks: WEB_HOOKS,
  },
  hideUntagged: true,
  transform: ({ schema, url, route }) => withNamedParameter(withBodyRefusals(schema, route.method), url),
  transformObject: (document) =>
    'openapiObject' in document ? nameSchemas(addExamples(document.openapiObject)) : document.swaggerObject,
};

/** Registers /openapi.json, which needs no key: the document of all routes that are registered after this call. */
export async function openapi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, options);
  const document = once(async () => await prepare('application/json', JSON.stringify(app.swagger())));
  app.get('/openapi.json', { schema: { hide: true } }, async (request, reply) => {
    return await sendPrepared(request, reply, await document());
  });
}

/** Adds the refusals of bodies to every endpoint that takes a body, and that of a large one to those that ignore it. */
function withBodyRefusals(schema: FastifySchema, method: string | readonly string[]): FastifySchema {
  if (!schema?.response || method === 'GET') return schema;
  const codes = schema.body ? WITH_A_BODY : (['PAYLOAD_TOO_LARGE'] as const);
  return { ...schema, response: { ...refusalShapes(codes), ...schema.response } };
}

/**
 * Names the wildcard of the router. The contract's customer number is one, because any text, a slash too, gets an
 * answer.
 */
function withNamedParameter(schema: FastifySchema, url: string): { schema: FastifySchema; url: string } {
  if (!url.endsWith('/*')) return { schema, url };
  return { schema: { ...schema, params: WILDCARD }, url: url.replace('*', ':policyId') };
}

const WILDCARD = Type.Object({ policyId: Type.String({ description: 'The customer number.', examples: ['ABC12'] }) });
