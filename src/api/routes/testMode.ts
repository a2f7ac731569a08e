import type { FastifyInstance, RouteOptions } from 'fastify';
import type pg from 'pg';
import { type Mode, modeOf } from '../../core/mode.ts';
import { refuse } from '../../core/refusal.ts';
import { clock, toRfc3339 } from '../../core/time/instant.ts';
import { timeZoneNamed } from '../../core/time/timeZone.ts';
import { addTestProvider, type TestProvider } from '../../testMode/testProvider.ts';
import { keyIn } from '../http/authenticate.ts';
import { sendRefusal } from '../http/wire.ts';
import { refusalShapes } from '../wire/refusal.ts';
import { type TestProviderJson, TestProviderQuery, TestProviderShape } from '../wire/testProvider.ts';

/** Lets the router tell by the key which of two routes at the same path a request is for. */
export const BY_KEY = {
  mode: {
    name: 'mode',
    storage: stores,
    deriveConstraint: ({ headers }: { readonly headers: { readonly authorization?: string | undefined } }) =>
      modeOf(keyIn(headers.authorization)),
  },
};

function stores<Handler>() {
  const byMode = new Map<string, Handler>();
  return {
    get: (mode: string) => byMode.get(mode) ?? null,
    set: (mode: string, handler: Handler) => void byMode.set(mode, handler),
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly mode?: Mode;
  }
}

/** Keeps the routes of this scope for keys of test mode, and out of the document: it has them once already. */
export function onlyWithTestKeys(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    route.constraints = { ...route.constraints, mode: 'test' };
    route.schema = { ...route.schema, hide: true };
    route.config = { ...route.config, mode: 'test' };
  });
}

const ENTRY = {
  operationId: 'addTestWorkProvider',
  tags: ['Test mode'],
  summary: 'A work provider of your own to try things with',
  description:
    'Needs no key and makes one, for data apart from the live ones: send it to any endpoint, and it works as the live one does. Comes with a driver who is linked and one who is not.',
  security: [],
  querystring: TestProviderQuery,
  response: { 201: TestProviderShape, ...refusalShapes(['INVALID_DATA', 'RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE']) },
};

/** Where anyone becomes a work provider of test mode. */
export function testProviders(app: FastifyInstance, pool: pg.Pool): void {
  app.post('/v1/test/work-providers', { schema: ENTRY }, async (request, reply) => {
    const timeZone = timeZoneNamed((request.query as TestProviderQuery).timeZone);
    if (timeZone === undefined) {
      return sendRefusal(reply, refuse('INVALID_DATA', 'timeZone must be a time zone such as Europe/London'));
    }
    return await reply.code(201).send(asJson(await addTestProvider(pool, timeZone, clock())));
  });
}

function asJson({ name, key, timeZone, drivers }: TestProvider): TestProviderJson {
  return {
    workProvider: name,
    key,
    timeZone,
    drivers: drivers.map((driver) => ({
      ...driver,
      linkedFrom: driver.linkedFrom === null ? null : toRfc3339(driver.linkedFrom),
    })),
  };
}
