import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { authenticate, callerOf } from '../api/http/authenticate.ts';
import { refuseEncodings } from '../api/http/body.ts';
import { answerPreflights, readableFromAnySite } from '../api/http/crossOrigin.ts';
import { onlyWithTestKeys, refuseWithoutRoom } from '../api/http/mode.ts';
import { storeRefusedRequests } from '../api/http/refusedRequests.ts';
import { limitFailedKeys, markAsKeyed } from '../api/limits/keyless.ts';
import { complete } from '../api/routes/complete.ts';
import { deliveries } from '../api/routes/deliveries.ts';
import { disputes } from '../api/routes/disputes.ts';
import { driverStatus } from '../api/routes/driverStatus.ts';
import { endpoints } from '../api/routes/endpoints.ts';
import { events } from '../api/routes/events.ts';
import { healthReport } from '../api/routes/healthReport.ts';
import type { RouteParts } from '../api/routes/parts.ts';
import { previews } from '../api/routes/preview.ts';
import { reconciliation } from '../api/routes/reconcile.ts';
import { requests as requestRoutes } from '../api/routes/requests.ts';
import { shiftEvents } from '../api/routes/shiftEvents.ts';
import { shifts } from '../api/routes/shifts.ts';
import { shiftV2 } from '../api/routes/shiftV2.ts';
import { testClock, testProviders } from '../api/routes/testMode.ts';
import { validate } from '../api/routes/validate.ts';
import { errorFields } from '../core/errorFields.ts';
import type { Intake } from '../intake/intake.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/postgres/database.ts';
import { publicIds } from '../store/publicIds.ts';
import { secretNamed } from '../store/secrets.ts';
import { openGuardedPost } from '../webhooks/http/guardedPost.ts';

type Parts = Served & {
  /** Requests per minute and key. */
  readonly limits: {
    readonly eventRequestsPerMinute: number;
    readonly readsPerMinute: number;
    readonly validationsPerMinute: number;
    /** Per address. */
    readonly keylessPerMinute: number;
  };
};

/** What the endpoints need. */
type Served = {
  readonly database: Database;
  readonly intake: Intake;
  readonly log: Log;
  readonly allowPrivate?: readonly string[];
  readonly hasRoom?: () => Promise<boolean>;
};

/** Every endpoint that needs a key, grouped by its rate limit. Limits count requests, however many events one holds. */
export async function keyedRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  const { database, intake, log, limits } = parts;
  const { requests, reads, pool } = database;
  markAsKeyed(app);
  const failedKeys = limitFailedKeys(app, limits.keylessPerMinute, (address, perMinute) =>
    log.warn({ address, perMinute }, 'too many requests without a key in force'),
  );
  app.addHook(
    'onRequest',
    authenticate(requests, failedKeys, (error) => log.error(errorFields(error), 'a key could not be checked')),
  );
  app.addHook('onRequest', refuseEncodings);
  storeRefusedRequests(app, requests, (error) => log.error(errorFields(error), 'refused requests could not be stored'));
  const ids = publicIds(await secretNamed(requests, 'ids'));
  const post = openGuardedPost(parts.allowPrivate ?? []);
  const routeParts: RouteParts = { requests, reads, pool, intake, ids, post };

  await limited(app, limits.eventRequestsPerMinute, (scope) => {
    shiftEvents(scope, routeParts);
    shiftV2(scope, routeParts);
    complete(scope, routeParts);
  });
  await limited(app, limits.readsPerMinute, (scope) => {
    events(scope, routeParts);
    shifts(scope, routeParts);
    disputes(scope, routeParts);
    requestRoutes(scope, routeParts);
    previews(scope, routeParts);
    reconciliation(scope, routeParts);
    healthReport(scope, routeParts);
    endpoints(scope, routeParts);
    deliveries(scope, routeParts);
  });
  await limited(app, limits.validationsPerMinute, (scope) => {
    validate(scope, routeParts);
    driverStatus(scope, routeParts);
  });
}

/** Enough to try everything, too little to slow down the live endpoints. */
const TEST_LIMITS = { eventRequestsPerMinute: 600, readsPerMinute: 600, validationsPerMinute: 60 };
/** Per address. */
const TEST_PROVIDERS_PER_HOUR = 20;

/**
 * The endpoints again, on the data of test mode for keys of test mode; and the endpoint that gives such keys to anyone.
 * While its data may not grow, test mode answers nothing: reads leave rows in the audit log, too.
 */
export async function testRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  if (parts.hasRoom) refuseWithoutRoom(app, parts.hasRoom);
  answerPreflights(app);
  await app.register(async (scope) => {
    onlyWithTestKeys(scope);
    readableFromAnySite(scope);
    await keyedRoutes(scope, { ...parts, limits: { ...parts.limits, ...TEST_LIMITS } });
    await limited(scope, TEST_LIMITS.readsPerMinute, (own) => testClock(own, parts.database.pool));
  });
  await app.register(async (scope) => {
    await scope.register(rateLimit, { max: TEST_PROVIDERS_PER_HOUR, timeWindow: '1 hour', enableDraftSpec: true });
    readableFromAnySite(scope);
    testProviders(scope, parts.database.requests);
  });
}

/** Adds endpoints with a rate limit per key. Each answer has the RateLimit header fields of the IETF draft. */
async function limited(app: FastifyInstance, max: number, add: (scope: FastifyInstance) => void): Promise<void> {
  await app.register(async (scope) => {
    const keyGenerator = (request: Parameters<typeof callerOf>[0]) => callerOf(request).keyId;
    await scope.register(rateLimit, { max, timeWindow: '1 minute', keyGenerator, enableDraftSpec: true });
    add(scope);
  });
}
