import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { takeAnyBody } from '../api/http/body.ts';
import { checkBySchema } from '../api/http/checking.ts';
import { answerBrokenRequest, answerErrors, answerUnreadable, readableUrl } from '../api/http/errors.ts';
import { logAnswers } from '../api/http/log.ts';
import { openapi } from '../api/openapi/openapi.ts';
import { reference } from '../api/openapi/reference.ts';
import { health } from '../api/routes/health.ts';
import { BY_KEY } from '../api/routes/testMode.ts';
import type { Config } from '../config/config.ts';
import type { Intake } from '../intake/intake.ts';
import { errorFields, type Log } from '../log.ts';
import type { Database } from '../store/postgres/database.ts';
import { driverPages } from '../web/pages.ts';
import { keyedRoutes, testRoutes } from './routes.ts';

/** What the door lets through. */
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

/** Enough for the largest batch, and for the slowest honest client. */
export const LIMITS = {
  bodyLimit: 8 * 1024 * 1024,
  maxParamLength: 2_048,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
  checkingIntervalMs: 2_000,
  lastCallMs: 200,
  drainTimeoutMs: 8_000,
  eventRequestsPerMinute: 60_000,
  readsPerMinute: 6_000,
  validationsPerMinute: 300,
  formsPerMinute: 120,
  linksPerMinute: 600,
};

/** What requests are answered from. */
type Served = { readonly database: Database; readonly intake: Intake };

type Parts = {
  readonly live: Served;
  /** Undefined: there is no test mode. */
  readonly test?: Served | undefined;
  readonly log: Log;
  readonly limits?: Limits;
  readonly trustedProxies?: readonly string[];
  readonly webhookAllowPrivate?: readonly string[];
};

/** The HTTP server, not yet listening. */
export async function buildServer(parts: Parts): Promise<FastifyInstance> {
  const { live, test, log, limits = LIMITS, trustedProxies = [], webhookAllowPrivate = [] } = parts;
  const app = fastify({
    genReqId: () => randomUUIDv7(),
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: limits.bodyLimit,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: limits.maxParamLength, constraints: BY_KEY },
    http: {
      requestTimeout: limits.requestTimeoutMs,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkingIntervalMs,
    },
    rewriteUrl: readableUrl,
    frameworkErrors: answerUnreadable,
    clientErrorHandler: answerBrokenRequest,
  });
  logAnswers(app, log);
  answerErrors(app, (fault, requestId) => log.error({ requestId, ...errorFields(fault) }, 'a request failed'));
  takeAnyBody(app);
  checkBySchema(app);
  closeGently(app, limits);
  await openapi(app);
  reference(app);
  health(app, live.database.requests);
  await app.register(async (keyed) => await keyedRoutes(keyed, { ...live, log, limits, webhookAllowPrivate }));
  if (test) await app.register(async (tried) => await testRoutes(tried, { ...test, log, webhookAllowPrivate }));
  return app;
}

/** The pages for drivers, on the same server. */
export async function drivers(
  app: FastifyInstance,
  database: Database,
  config: Pick<Config, 'publicUrl' | 'smtpUrl' | 'insurer'>,
  log: Log,
  limits: Limits = LIMITS,
): Promise<void> {
  await driverPages(app, {
    pool: database.requests,
    publicUrl: config.publicUrl,
    insurer: config.insurer,
    mailIsSent: config.smtpUrl !== undefined,
    formsPerMinute: limits.formsPerMinute,
    linksPerMinute: limits.linksPerMinute,
    onFault: (fault, requestId) => log.error({ requestId, ...errorFields(fault) }, 'a page failed'),
  });
}

/**
 * Once the server is asked to close, each answer says that its connection ends, and whoever is just sending on an open
 * one is still heard before the idle ones are cut. Node no longer looks for stalled requests then: without a limit of
 * its own one silent client would keep the server from ever closing.
 */
function closeGently(app: FastifyInstance, { lastCallMs, drainTimeoutMs }: Limits): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs).unref();
    await sleep(lastCallMs);
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('Connection', 'close');
    done();
  });
}
