import { join } from 'node:path';
import process from 'node:process';
import { tidyAccounts } from './accounts/throttle.ts';
import { openApp } from './app/app.ts';
import { openDatabases } from './app/databases.ts';
import { readConfig } from './config/config.ts';
import { isPlaceholder } from './config/insurer.ts';
import { errorFields } from './core/errorFields.ts';
import { openLog } from './log.ts';
import { mailTasks } from './mail/tasks.ts';
import { type MailTransport, openOutbox, openSmtp } from './mail/transport.ts';
import type { MetricsServer } from './metrics/server.ts';
import { recordTerms } from './store/customer/terms.ts';
import type { Store } from './store/open.ts';
import { type RunStatement, statements } from './store/postgres/database.ts';

const BAD_CONFIGURATION = 2;
const CANNOT_START = 1;
const ONE_ROLE =
  'The role of DATABASE_URL owns the tables, so it could change what was recorded: ' +
  'set DATABASE_OWNER_URL to the owner, and DATABASE_URL to a role that owns nothing';

// The server: opens the databases, listens, then starts the jobs. SIGINT, SIGTERM and SIGHUP close them in the opposite order.
const read = readConfig(process.env);
if (read.tag === 'refused') exit(BAD_CONFIGURATION, read.why);
const { config } = read;
const log = openLog(config.logLevel);
statements.subscribe((message) => {
  const run = message as RunStatement;
  if (run.ms >= config.slowStatementMs) log.warn(run, 'a statement was slow');
});
const opened = await openDatabases(config, 'server', say, (error) =>
  log.error(errorFields(error), 'lost a database connection'),
);
if (opened.tag === 'cannot_open') exit(CANNOT_START, opened.why);
const databases = opened;
const live = await openLive();
const metrics = config.metricsPort === undefined ? undefined : (await import('./metrics/metrics.ts')).openMetrics();
const tracing =
  config.tracedShare === undefined ? undefined : (await import('./tracing/tracing.ts')).openTracing(config.tracedShare);
const app = await openApp({ live, test: await openTestMode(), config, log, pages: true, metrics, tracing });
let metricsServer: MetricsServer | undefined;
let mail: MailTransport | undefined;
let closing: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void closeOnce(signal));
const url = await listen();
if (!closing) startJobs();

async function openLive(): Promise<Store> {
  const found = await databases.openStore('live');
  if (found.tag === 'cannot_open') return await closeAndExit(CANNOT_START, found.why);
  if (found.store.ownsTables) say(ONE_ROLE);
  const { terms } = config.insurer;
  if (await recordTerms(found.store.database.pool, 'insurer', terms)) return found.store;
  const why = `INSURER_TERMS_VERSION must be new, because ${terms.version} has had another text.`;
  return await closeAndExit(BAD_CONFIGURATION, why);
}

/** Test mode that cannot be opened does not stop the server: no insured driver depends on it. */
async function openTestMode(): Promise<Store | undefined> {
  if (config.testMode.tag === 'off') return undefined;
  const found = await databases.openStore('test');
  if (found.tag === 'open') return found.store;
  log.error({ why: found.why }, 'test mode is off until the next start');
  return undefined;
}

async function listen(): Promise<string> {
  try {
    const found = await app.listen(config);
    metricsServer = await listenForMetrics();
    say(`Shiftcover listens on ${found}`);
    for (const line of warnings(found)) say(line);
    say("Next: npx shiftcover provider add 'Courier Ltd', or npx shiftcover demo for a first look");
    return found;
  } catch (error) {
    await app.stop();
    return await closeAndExit(CANNOT_START, whyNotListening(error));
  }
}

/** What keeps drivers from being insured, or from opening their mails. */
function warnings(listensOn: string): string[] {
  return [
    ...(isPlaceholder(config.insurer.terms)
      ? ['INSURER_TERMS_FILE is not set: drivers agree to a placeholder, which insures nobody']
      : []),
    ...(config.smtpUrl !== undefined && config.publicUrl === undefined
      ? [`PUBLIC_URL is not set: mails link to ${listensOn}, which drivers may not reach`]
      : []),
  ];
}

async function listenForMetrics(): Promise<MetricsServer | undefined> {
  if (!metrics || config.metricsPort === undefined) return undefined;
  const { serveMetrics } = await import('./metrics/server.ts');
  const server = await serveMetrics(metrics, { host: config.metricsHost, port: config.metricsPort });
  say(`Metrics are at ${server.url}`);
  return server;
}

function whyNotListening(error: unknown): string {
  const { address = config.host, port = config.port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  const where = `${address}:${port}`;
  const variable = port === config.metricsPort ? 'METRICS_PORT' : 'PORT';
  const { code, error: why } = errorFields(error);
  if (code === 'EADDRINUSE') return `${where} is taken: stop what listens there, or set ${variable} to another.`;
  if (code === 'EACCES') return `Listening on ${where} is not allowed: set ${variable} to 1024 or above.`;
  return `Cannot listen on ${where}: ${why}.`;
}

/** Mails link to PUBLIC_URL, or to the address that the server listens on if that is not set. */
function startJobs(): void {
  const { pool } = live.database;
  mail = openMail();
  const sender = { publicUrl: config.publicUrl ?? url, insurer: config.insurer };
  app.startJobs({ tasks: mailTasks({ db: pool, transport: mail, sender, log }), tidy: () => tidyAccounts(pool) });
}

function openMail(): MailTransport {
  if (config.smtpUrl !== undefined) return openSmtp(config.smtpUrl, config.mailFrom);
  const outbox = join(config.dataDir, 'outbox');
  say(`Mails are written to ${outbox}: SMTP_URL is not set`);
  return openOutbox(outbox, config.mailFrom);
}

/** npm repeats a Ctrl-C that the terminal has already sent, so a second signal must not cut the closing short. */
async function closeOnce(signal: string): Promise<void> {
  closing ??= close(signal);
  await closing;
}

async function close(signal: string): Promise<void> {
  say(`${signal}: finishing what is under way`);
  await app.stop();
  await tracing?.close();
  metricsServer?.close();
  mail?.close();
  await databases.close();
  say('Stopped.');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function closeAndExit(code: number, why: string): Promise<never> {
  await databases.close();
  return exit(code, why);
}

function exit(code: number, why: string): never {
  process.stderr.write(`shiftcover: ${why}\n`);
  process.exit(code);
}
