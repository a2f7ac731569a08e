import { join } from 'node:path';
import process from 'node:process';
import type { FastifyInstance } from 'fastify';
import { recordInsurerTerms } from './accounts/terms.ts';
import { tidyAccounts } from './accounts/throttle.ts';
import { openDatabases } from './app/databases.ts';
import { buildServer, drivers, LIMITS } from './app/server.ts';
import { startWorkers, type Workers } from './app/workers.ts';
import { readConfig } from './config/config.ts';
import { errorFields, openLog } from './log.ts';
import { mailTasks } from './mail/mailing.ts';
import { openOutbox, openSmtp, type Post } from './mail/post.ts';

const BAD_CONFIGURATION = 2;
const CANNOT_START = 1;

/** Opens the house from the ground up, and on SIGINT or SIGTERM closes it from the top down. */
const read = readConfig(process.env);
if (read.tag === 'refused') leave(BAD_CONFIGURATION, read.why);
const { config } = read;
const log = openLog(config.logLevel);

const laid = await openDatabases(config, 'server', say, (error) =>
  log.error(errorFields(error), 'lost a database connection'),
);
if (laid.tag === 'refused') leave(CANNOT_START, laid.why);
const { foundation } = laid;
const live = await openLive();
const test = await openTestMode();
const app = await buildServer({ live, test, log, limits: limitsOf(), ...config });
await drivers(app, live.database, config, log);
let mail: Post | undefined;
let closing: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void closeOnce(signal));
const address = await listen(app);
if (!closing) startAllJobs(address);

async function openLive(): Promise<Workers> {
  const opened = await foundation.open('live');
  if (opened.tag === 'refused') return await leaveWith(CANNOT_START, opened.why);
  const { pool } = opened.ground.database;
  const { terms } = config.insurer;
  if (!(await recordInsurerTerms(pool, terms))) {
    const why = `INSURER_TERMS_VERSION must be new, because ${terms.version} has had another text.`;
    return await leaveWith(BAD_CONFIGURATION, why);
  }
  return await startWorkers(opened.ground, 'live', config, log);
}

/** Without test mode the rest goes on: no insured driver depends on it. */
async function openTestMode(): Promise<Workers | undefined> {
  if (config.testMode.tag === 'off') return undefined;
  const opened = await foundation.open('test');
  if (opened.tag === 'open') return await startWorkers(opened.ground, 'test', config, log);
  log.error({ why: opened.why }, 'test mode is off until the next start');
  return undefined;
}

function limitsOf() {
  const { eventRequestsPerMinute, readsPerMinute } = config;
  return { ...LIMITS, eventRequestsPerMinute, readsPerMinute };
}

async function listen(server: FastifyInstance): Promise<string> {
  try {
    const found = await server.listen({ host: config.host, port: config.port });
    say(`Shiftcover listens on ${found}`);
    say("Next: npx shiftcover provider add 'Courier Ltd', or npx shiftcover demo for a first look");
    return found;
  } catch (error) {
    await stopRunning();
    return await leaveWith(CANNOT_START, whyNotListening(error));
  }
}

function whyNotListening(error: unknown): string {
  const where = `${config.host}:${config.port}`;
  const { code, error: why } = errorFields(error);
  if (code === 'EADDRINUSE') return `${where} is taken: stop what listens there, or set PORT to another.`;
  if (code === 'EACCES') return `Listening on ${where} is not allowed: set PORT to 1024 or above.`;
  return `Cannot listen on ${where}: ${why}.`;
}

/** Mails name the address that drivers know, which may be the one we found ourselves listening on. */
function startAllJobs(found: string): void {
  const { pool } = live.database;
  mail = openMail();
  const sender = { publicUrl: config.publicUrl ?? found, insurer: config.insurer };
  live.startJobs({ tasks: mailTasks({ db: pool, post: mail, sender, log }), tidy: () => tidyAccounts(pool) });
  test?.startJobs({ tasks: {}, tidy: async () => {} });
}

function openMail(): Post {
  if (config.smtpUrl !== undefined) return openSmtp(config.smtpUrl, config.mailFrom);
  const outbox = join(config.dataDir, 'outbox');
  say(`Mails are written to ${outbox}: SMTP_URL is not set`);
  return openOutbox(outbox, config.mailFrom);
}

/** npm hands on a Ctrl-C that the terminal has sent already: the second must not cut the first one short. */
async function closeOnce(signal: string): Promise<void> {
  closing ??= close(signal);
  await closing;
}

/** No new requests; then what is under way; then the database. */
async function close(signal: string): Promise<void> {
  say(`${signal}: finishing what is under way`);
  await app.close();
  await stopRunning();
  mail?.close();
  await foundation.close();
  say('Stopped.');
}

async function stopRunning(): Promise<void> {
  await Promise.all([live.stop(), test?.stop()]);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function leaveWith(code: number, why: string): Promise<never> {
  await foundation.close();
  return leave(code, why);
}

function leave(code: number, why: string): never {
  process.stderr.write(`shiftcover: ${why}\n`);
  process.exit(code);
}
