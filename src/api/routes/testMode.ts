import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { refuse } from '../../core/refusal.ts';
import { clock, toRfc3339, toRfc3339OrNull } from '../../core/time/instant.ts';
import { timeZoneNamed } from '../../core/time/timeZone.ts';
import { addTestProvider, type TestProvider } from '../../testMode/testProvider.ts';
import { sendRefusal } from '../http/answers.ts';
import { ADD_TEST_PROVIDER, type TestProviderJson, type TestProviderQuery } from '../wire/testProvider.ts';

/** Registers the endpoint that makes a work provider of test mode for anyone. */
export function testProviders(app: FastifyInstance, pool: pg.Pool): void {
  app.post('/v1/test/work-providers', { schema: ADD_TEST_PROVIDER }, addTestWorkProvider);

  async function addTestWorkProvider(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { timeZone: value } = request.query as TestProviderQuery;
    const timeZone = timeZoneNamed(value);
    if (timeZone === undefined) {
      const at = { param: 'timeZone', value };
      return sendRefusal(reply, refuse('INVALID_DATA', 'timeZone must be a time zone such as Europe/London', at));
    }
    return reply.code(201).send(testProviderJson(await addTestProvider(pool, timeZone, clock())));
  }
}

function testProviderJson({ name, key, keyEndsAt, timeZone, drivers }: TestProvider): TestProviderJson {
  return {
    workProvider: name,
    key,
    keyEndsAt: toRfc3339(keyEndsAt),
    timeZone,
    drivers: drivers.map((driver) => ({ ...driver, linkedFrom: toRfc3339OrNull(driver.linkedFrom) })),
  };
}
