import { join } from 'node:path';
import process from 'node:process';
import type { FastifyInstance } from 'fastify';
import { recordInsurerTerms } from './accounts/terms.ts';
import { tidyAccounts } from './accounts/tidying.ts';
import { readConfig } from './config.ts';
import { type Foundation, layFoundation } from './foundation.ts';
import { openIntake } from './intake/intake.ts';
import { type Jobs, startJobs } from './jobs/running.ts';
import { faultFields, openLog } from './log.ts';
import { mailTasks } from './mail/mailing.ts';
import { openOutbox, openSmtp } from './mail/post.ts';
import { opaqueIds } from './opaqueIds.ts';
import { buildServer, drivers, LIMITS } from './server.ts';
import { startSettling } from './settle/loop.ts';
import { lookTasks } from './settle/tasks.ts';
import { tidyNotices } from './store/notices.ts';
import { secretNamed } from './store/secrets.ts';
import { openGuardedPost } from './webhooks/guardedPost.ts';
import { SCHEDULE } from './webhooks/schedule.ts';
import { webHookTasks } from './webhooks/tasks.ts';

const BAD_CONFIGURATION = 2;
const CANNOT_START = 1;
/** An endpoint that takes nothing for a day is paused. */
const PATIENCE_SECONDS = 24 * 3600;

/** Opens the house from the ground up, and on SIGINT or SIGTERM closes it from the top down. */
const read = readConfig(process.env);
if (read.tag === 'refused') leave(BAD_CONFIGURATION, read.why);
const { config } = read;
const log = openLog(config.logLevel);

const laid = await layFoundation(config, 'server', say, (fault) =>
  log.error(faultFields(fault), 'lost a database connection'),
);
if (laid.tag === 'refused') leave(CANNOT_START, laid.why);
const { foundation } = laid;
if (!(await recordInsurerTerms(foundation.database.pool, config.insurer.terms))) {
  await foundation.close();
  leave(
    BAD_CONFIGURATION,
    `INSURER_TERMS_VERSION must be new, because ${config.insurer.terms.version} has had another text.`,
  );
}

const ids = opaqueIds(await secretNamed(foundation.database.pool, 'ids'));
const intake = openIntake(foundation.database, (fault) => log.error(faultFields(fault), 'events could not be stored'));
const app = await buildServer(
  foundation.database,
  intake,
  log,
  { ...LIMITS, eventRequestsPerMinute: config.eventRequestsPerMinute, readsPerMinute: config.readsPerMinute },
  config.trustedProxies,
  config.webhookAllowPrivate,
);
await drivers(app, foundation.database, config, log);
const settling = startSettling(foundation.database.pool, log);
let jobs: Jobs | undefined;
let closing: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void closeOnce(signal));
const address = await listen(app, foundation);
if (!closing) jobs = runJobs(address);

async function listen(server: FastifyInstance, ground: Foundation): Promise<string> {
  try {
    const found = await server.listen({ host: config.host, port: config.port });
    say(`Shiftcover listens on ${found}`);
    say("Next: npx shiftcover provider add 'Courier Ltd', or npx shiftcover demo for a first look");
    return found;
  } catch (fault) {
    await settling.stop();
    await ground.close();
    leave(CANNOT_START, whyNotListening(fault));
  }
}

function whyNotListening(fault: unknown): string {
  const where = `${config.host}:${config.port}`;
  const { code, fault: why } = faultFields(fault);
  if (code === 'EADDRINUSE') return `${where} is taken: stop what listens there, or set PORT to another.`;
  if (code === 'EACCES') return `Listening on ${where} is not allowed: set PORT to 1024 or above.`;
  return `Cannot listen on ${where}: ${why}.`;
}

/** Mails name the address that drivers know, which may be the one we found ourselves listening on. */
function runJobs(found: string): Jobs {
  const { pool } = foundation.database;
  const outbox = join(config.dataDir, 'outbox');
  if (config.smtpUrl === undefined) say(`Mails are written to ${outbox}: SMTP_URL is not set`);
  const mail =
    config.smtpUrl === undefined ? openOutbox(outbox, config.mailFrom) : openSmtp(config.smtpUrl, config.mailFrom);
  const sender = { publicUrl: config.publicUrl ?? found, insurer: config.insurer };
  const post = openGuardedPost(config.webhookAllowPrivate);
  const webHooks = { pool, post, writeId: ids.write, schedule: SCHEDULE, patienceSeconds: PATIENCE_SECONDS, log };
  const running = startJobs({
    connectionString: foundation.connectionString,
    db: pool,
    tasks: { ...mailTasks({ db: pool, post: mail, sender, log }), ...lookTasks(pool), ...webHookTasks(webHooks) },
    log,
    tidy: async () => {
      await tidyAccounts(pool);
      await tidyNotices(pool);
    },
  });
  return {
    stop: async () => {
      await running.stop();
      mail.close();
      await post.close();
    },
  };
}

/** npm hands on a Ctrl-C that the terminal has sent already: the second must not cut the first one short. */
async function closeOnce(signal: string): Promise<void> {
  closing ??= close(signal);
  await closing;
}

/** No new requests; then what is under way; then what waits to be stored; then the database. */
async function close(signal: string): Promise<void> {
  say(`${signal}: finishing what is under way`);
  await app.close();
  await intake.drained();
  await settling.stop();
  await jobs?.stop();
  await foundation.close();
  say('Stopped.');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function leave(code: number, why: string): never {
  process.stderr.write(`shiftcover: ${why}\n`);
  process.exit(code);
}
