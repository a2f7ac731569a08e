import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { authenticate, callerOf } from '../api/http/authenticate.ts';
import { refuseEncodings } from '../api/http/body.ts';
import { deliveries } from '../api/routes/deliveries.ts';
import { driverStatus } from '../api/routes/driverStatus.ts';
import { endpoints } from '../api/routes/endpoints.ts';
import { events } from '../api/routes/events.ts';
import { healthReport } from '../api/routes/healthReport.ts';
import { previews } from '../api/routes/preview.ts';
import { reconcile } from '../api/routes/reconcile.ts';
import { shiftEvents } from '../api/routes/shiftEvents.ts';
import { shifts } from '../api/routes/shifts.ts';
import { shiftV2 } from '../api/routes/shiftV2.ts';
import { onlyWithTestKeys, testProviders } from '../api/routes/testMode.ts';
import { validate } from '../api/routes/validate.ts';
import type { Intake } from '../intake/intake.ts';
import { errorFields, type Log } from '../log.ts';
import type { Database } from '../store/postgres/database.ts';
import { publicIds } from '../store/publicIds.ts';
import { secretNamed } from '../store/secrets.ts';
import { openGuardedPost } from '../webhooks/http/guardedPost.ts';

/** What the endpoints stand on. */
type Parts = Store & {
  /** Requests a minute for each key. */
  readonly limits: {
    readonly eventRequestsPerMinute: number;
    readonly readsPerMinute: number;
    readonly validationsPerMinute: number;
  };
};

type Store = {
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
    authenticate(requests, (fault) => log.error(errorFields(fault), 'a key could not be checked')),
  );
  app.addHook('onRequest', refuseEncodings);
  const ids = publicIds(await secretNamed(requests, 'ids'));
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
export async function testRoutes(app: FastifyInstance, parts: Store): Promise<void> {
  await app.register(async (keyed) => {
    onlyWithTestKeys(keyed);
    await keyedRoutes(keyed, { ...parts, limits: TEST_LIMITS });
  });
  await app.register(async (open) => {
    await open.register(rateLimit, { max: NEWCOMERS_PER_HOUR, timeWindow: '1 hour', enableDraftSpec: true });
    testProviders(open, parts.database.requests);
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
