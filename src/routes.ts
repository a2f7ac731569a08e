import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { authenticate, callerOf } from './api/authenticate.ts';
import { refuseEncodings } from './api/body.ts';
import { deliveries } from './api/deliveries.ts';
import { driverStatus } from './api/driverStatus.ts';
import { endpoints } from './api/endpoints.ts';
import { events } from './api/events.ts';
import { healthReport } from './api/healthReport.ts';
import { previews } from './api/preview.ts';
import { reconcile } from './api/reconcile.ts';
import { shiftEvents } from './api/shiftEvents.ts';
import { shifts } from './api/shifts.ts';
import { shiftV2 } from './api/shiftV2.ts';
import { newcomers, onlyWithTestKeys } from './api/testMode.ts';
import { validate } from './api/validate.ts';
import type { Intake } from './intake/intake.ts';
import { faultFields, type Log } from './log.ts';
import { opaqueIds } from './opaqueIds.ts';
import type { Database } from './store/database.ts';
import { secretNamed } from './store/secrets.ts';
import { openGuardedPost } from './webhooks/guardedPost.ts';

/** What the endpoints stand on. */
type Parts = Ground & {
  /** Requests a minute for each key. */
  readonly limits: {
    readonly eventRequestsPerMinute: number;
    readonly readsPerMinute: number;
    readonly validationsPerMinute: number;
  };
};

type Ground = {
  readonly database: Database;
  readonly intake: Intake;
  readonly log: Log;
  readonly webhookAllowPrivate: readonly string[];
};

/** Every endpoint that takes a key, by how often it may be asked. Reports count by request: a batch never fares worse. */
export async function keyedRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  const { database, intake, log, limits } = parts;
  const { requests, reads, pool } = database;
  app.addHook(
    'onRequest',
    authenticate(requests, (fault) => log.error(faultFields(fault), 'a key could not be checked')),
  );
  app.addHook('onRequest', refuseEncodings);
  const ids = opaqueIds(await secretNamed(requests, 'ids'));
  const webHooks = { requests: reads, pool, ids, post: openGuardedPost(parts.webhookAllowPrivate) };

  await limited(app, limits.eventRequestsPerMinute, (reports) => {
    shiftEvents(reports, intake);
    shiftV2(reports, requests, intake, ids);
  });
  await limited(app, limits.readsPerMinute, (questions) => {
    events(questions, reads, ids);
    shifts(questions, reads, ids);
    previews(questions, reads);
    reconcile(questions, reads, ids);
    healthReport(questions, reads, ids);
    endpoints(questions, webHooks);
    deliveries(questions, webHooks);
  });
  await limited(app, limits.validationsPerMinute, (guesses) => {
    validate(guesses, requests);
    driverStatus(guesses, requests);
  });
}

/** Enough to try everything, and too little to stand in the way of what counts. */
const TEST_LIMITS = { eventRequestsPerMinute: 600, readsPerMinute: 600, validationsPerMinute: 60 };
const NEWCOMERS_PER_HOUR = 20;

/** The same endpoints once more, for keys of test mode and on its data, and one more where anyone gets such a key. */
export async function testRoutes(app: FastifyInstance, parts: Ground): Promise<void> {
  await app.register(async (keyed) => {
    onlyWithTestKeys(keyed);
    await keyedRoutes(keyed, { ...parts, limits: TEST_LIMITS });
  });
  await app.register(async (open) => {
    await open.register(rateLimit, { max: NEWCOMERS_PER_HOUR, timeWindow: '1 hour', enableDraftSpec: true });
    newcomers(open, parts.database.requests);
  });
}

/** Each answer tells how much of the limit is left. */
async function limited(app: FastifyInstance, max: number, open: (scope: FastifyInstance) => void): Promise<void> {
  await app.register(async (scope) => {
    const keyGenerator = (request: Parameters<typeof callerOf>[0]) => callerOf(request).keyId;
    await scope.register(rateLimit, { max, timeWindow: '1 minute', keyGenerator, enableDraftSpec: true });
    open(scope);
  });
}
