import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { Type } from 'typebox';
import { refusalShapes, WITH_A_BODY } from '../wire/refusal.ts';
import { WEB_HOOKS } from '../wire/webHook.ts';
import { addExamples } from './examples.ts';
import { nameSchemas } from './namedSchemas.ts';

const INFO = {
  title: 'Shiftcover: work and cover of couriers',
  version: '1',
  description:
    'Report the logins and logouts of your drivers, and see what became of every one. Errors say what went wrong and where; every answer carries a `Request-Id`, which is the receipt of what it stored.',
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
  transform: ({ schema, url }) => withNamedParameter(withBodyRefusals(schema), url),
  transformObject: (document) =>
    'openapiObject' in document ? nameSchemas(addExamples(document.openapiObject)) : document.swaggerObject,
};

/** Registers /openapi.json, which needs no key: the document of all routes that are registered after this call. */
export async function openapi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, options);
  let document: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return await reply.header('Content-Type', 'application/json; charset=utf-8').send(document);
  });
}

/** Adds the refusals of bodies to every endpoint that takes a body. */
function withBodyRefusals(schema: FastifySchema): FastifySchema {
  if (!schema?.body) return schema;
  return { ...schema, response: { ...refusalShapes(WITH_A_BODY), ...(schema.response as object) } };
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
