import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { refuse } from '../../core/refusal.ts';
import { clock, HOUR, type Micros, readIsoDuration, toRfc3339, toRfc3339OrNull } from '../../core/time/instant.ts';
import { timeZoneNamed } from '../../core/time/timeZone.ts';
import { moveClock } from '../../testMode/testClock.ts';
import { addTestProvider, type TestProvider } from '../../testMode/testProvider.ts';
import { sendRefusal } from '../http/answers.ts';
import { actorOf, CACHED_FOR_MS } from '../http/authenticate.ts';
import { MOVE_TEST_CLOCK, type MoveJson } from '../wire/testClock.ts';
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

const LONGEST_MOVE: Micros = 31 * 24 * HOUR;

/** Registers the endpoint by which a work provider of test mode moves its own clock. */
export function testClock(app: FastifyInstance, pool: pg.Pool): void {
  app.post('/v1/test/clock', { schema: MOVE_TEST_CLOCK }, move);

  /** Answers when no process uses the time from before any more. */
  async function move(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { advanceBy: value } = request.body as MoveJson;
    const by = readIsoDuration(value);
    if (by === undefined || by < 0 || by > LONGEST_MOVE) {
      const detail = 'advanceBy must be a duration such as PT9H, from PT0S to P31D';
      return sendRefusal(reply, refuse('INVALID_DATA', detail, { param: 'advanceBy', value }));
    }
    const now = await moveClock(pool, actorOf(request), by);
    if (now === undefined) {
      const detail = 'your clock may be at most 366 days ahead: make another work provider of test mode';
      return sendRefusal(reply, refuse('INVALID_DATA', detail, { param: 'advanceBy', value }));
    }
    await sleep(CACHED_FOR_MS);
    return reply.send({ now: toRfc3339(now) });
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
