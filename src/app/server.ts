import { randomUUIDv7 } from 'node:crypto';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { continueWhenChecked, refuseAmbiguity } from '../api/http/ambiguity.ts';
import { sendRefusal } from '../api/http/answers.ts';
import { readJsonBodies } from '../api/http/body.ts';
import { checkBySchema } from '../api/http/checking.ts';
import { answerBrokenRequest, answerErrors, answerUnreadable, readableUrl } from '../api/http/errors.ts';
import { logAnswers } from '../api/http/log.ts';
import { BY_MODE_OF_KEY } from '../api/http/mode.ts';
import { budgetBodies, LARGEST_BODY } from '../api/limits/bodyBudget.ts';
import { limitAnswersInFlight, limitDiscarding } from '../api/limits/connections.ts';
import { limitKeyless } from '../api/limits/keyless.ts';
import { guides } from '../api/openapi/guides.ts';
import { openapi } from '../api/openapi/openapi.ts';
import { reference } from '../api/openapi/reference.ts';
import { health } from '../api/routes/health.ts';
import type { Config } from '../config/config.ts';
import { errorFields } from '../core/errorFields.ts';
import type { Answered, Arrived } from '../core/measures.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Intake } from '../intake/intake.ts';
import type { Log } from '../log.ts';
import { inRequest } from '../store/audit.ts';
import type { Database } from '../store/postgres/database.ts';
import { driverPages } from '../web/pages.ts';
import { keyedRoutes, testRoutes } from './routes.ts';

/** Limits of the HTTP server: sizes, times, and requests per minute. */
type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

/** The defaults: enough for the slowest honest client, and for many drivers behind the address of one carrier. */
export const LIMITS = {
  maxParamLength: 2_048,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
  checkingIntervalMs: 2_000,
  closeDelayMs: 200,
  drainTimeoutMs: 8_000,
  slowRequestMs: 1_000,
  eventRequestsPerMinute: 60_000,
  readsPerMinute: 6_000,
  validationsPerMinute: 300,
  answersInFlight: 16,
  keylessPerMinute: 1_200,
  formsPerMinute: 120,
  linksPerMinute: 600,
};

/** The data that requests are answered from. */
type Served = {
  readonly database: Database;
  readonly intake: Intake;
  /** What web hooks may reach besides the open internet. */
  readonly allowPrivate?: readonly string[];
  /** Whether the data of the mode may grow. */
  readonly hasRoom?: () => Promise<boolean>;
};

type Parts = {
  /** For keys of live mode and keys without a mode. */
  readonly live: Served;
  /** Undefined: there is no test mode. */
  readonly test?: Served | undefined;
  readonly log: Log;
  /** Gets each request before it is read, and each answer. */
  readonly onArrival?: ((request: Arrived) => void) | undefined;
  readonly onAnswer?: ((answer: Answered) => void) | undefined;
  /** Why no request can be answered, if there is a reason. */
  readonly doubt?: (() => Refusal | undefined) | undefined;
  readonly limits?: Limits;
  readonly trustedProxies?: readonly string[];
};

/** Builds the HTTP server of the API. It does not listen yet. */
export async function buildServer(parts: Parts): Promise<FastifyInstance> {
  const { live, test, log, limits = LIMITS, trustedProxies = [] } = parts;
  const app = fastify({
    genReqId: () => randomUUIDv7(),
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: LARGEST_BODY.one,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: limits.maxParamLength, constraints: BY_MODE_OF_KEY },
    http: {
      requireHostHeader: false,
      requestTimeout: limits.requestTimeoutMs,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkingIntervalMs,
    },
    rewriteUrl: readableUrl,
    frameworkErrors: answerUnreadable,
    clientErrorHandler: answerBrokenRequest,
  });
  logAnswers(app, log, { ...parts, slowMs: limits.slowRequestMs });
  if (parts.doubt) refuseInDoubt(app, parts.doubt);
  // Once the body is read: what reads it belongs to no request.
  app.addHook('preHandler', (request, _reply, done) =>
    inRequest({ id: request.id, address: addressOf(request) }, done),
  );
  answerErrors(app, (error, requestId) => log.error({ requestId, ...errorFields(error) }, 'a request failed'));
  refuseAmbiguity(app);
  limitAnswersInFlight(app, limits.answersInFlight);
  limitDiscarding(app);
  await limitKeyless(app, limits.keylessPerMinute);
  readJsonBodies(app);
  budgetBodies(app);
  continueWhenChecked(app);
  checkBySchema(app);
  closeAfterLastAnswers(app, limits);
  await openapi(app);
  reference(app);
  guides(app);
  health(app, live.database.requests, live.intake);
  await app.register(async (scope) => await keyedRoutes(scope, { ...live, log, limits }));
  if (test) await app.register(async (scope) => await testRoutes(scope, { ...test, log, limits }));
  return app;
}

/** Adds the pages for drivers to the server. */
export async function addPages(
  app: FastifyInstance,
  database: Database,
  config: Pick<Config, 'publicUrl' | 'smtpUrl' | 'insurer'>,
  log: Log,
): Promise<void> {
  await driverPages(app, {
    pool: database.requests,
    publicUrl: config.publicUrl,
    insurer: config.insurer,
    mailIsSent: config.smtpUrl !== undefined,
    formsPerMinute: LIMITS.formsPerMinute,
    linksPerMinute: LIMITS.linksPerMinute,
    onError: (error, requestId) => log.error({ requestId, ...errorFields(error) }, 'a page failed'),
  });
}

/** Where a request comes from; of a trusted proxy that names no IP address, such as one with a port, the proxy's own. */
function addressOf({ ip, socket }: FastifyRequest): string {
  return isIP(ip) ? ip : (socket.remoteAddress ?? '');
}

/** Answers 503 while there is a reason to doubt every answer; /healthz says still that this process answers. */
function refuseInDoubt(app: FastifyInstance, doubt: () => Refusal | undefined): void {
  app.addHook('onRequest', (request, reply, done) => {
    const why = request.routeOptions.url === '/healthz' ? undefined : doubt();
    if (why) void sendRefusal(reply, why);
    else done();
  });
}

/**
 * A closing server answers with `Connection: close`, and waits `closeDelayMs` before idle connections are closed, for
 * requests that are already on their way. After `drainTimeoutMs` it closes every connection: Node no longer times out
 * stalled requests by then, so one silent client would keep the server open for ever.
 */
function closeAfterLastAnswers(app: FastifyInstance, { closeDelayMs, drainTimeoutMs }: Limits): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs).unref();
    await sleep(closeDelayMs);
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('Connection', 'close');
    done();
  });
}
