import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Insurer } from '../core/insurer.ts';
import { type ConfigError, type Env, openReader } from './environment.ts';
import { readInsurer } from './insurer.ts';
import { readTestMode, type TestMode } from './testMode.ts';
import { readTracedShare } from './tracing.ts';
import {
  ADDRESS_OR_RANGE,
  ANY_TEXT,
  HOST,
  ORIGIN,
  PLACE,
  PORT,
  POSTGRES_URL,
  SEALING_KEY,
  SENDER,
  SMTP_URL,
} from './values.ts';

/** What the environment decides. No other folder of src/ reads the environment. */
export type Config = {
  readonly host: string;
  /** 0: the operating system chooses one. */
  readonly port: number;
  /** Where metrics are served. Undefined: nowhere. 0: the operating system chooses a port. */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** Of the traces that begin here, how many are kept: from 0 to 1. Undefined: nothing is traced. */
  readonly tracedShare: number | undefined;
  /** An absolute path: where the embedded PostgreSQL keeps its data. `data` beside `src` unless set. */
  readonly dataDir: string;
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl: string | undefined;
  /** The same database as the role that owns its tables. Undefined: no other role than that of `databaseUrl` is known. */
  readonly databaseOwnerUrl: string | undefined;
  /** The keys that seal secrets, the newest first. None: those in the file `secrets.key` in `dataDir`. */
  readonly secretsKeys: readonly string[];
  readonly testMode: TestMode;
  readonly logLevel: LogLevel;
  /** What takes so long is logged as slow. */
  readonly slowRequestMs: number;
  readonly slowStatementMs: number;
  /** Addresses of proxies whose X-Forwarded-For is believed; none unless set. */
  readonly trustedProxies: readonly string[];
  /**
   * Where drivers reach the pages: an origin such as `https://cover.example.com`. Undefined: where the server listens.
   */
  readonly publicUrl: string | undefined;
  /** The server that takes mails. Undefined: mails are written to files, and nobody has to verify an email. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly insurer: Insurer;
  /** Hosts, addresses and ranges outside the open internet, each with a port, that web hooks may reach; none unless set. */
  readonly webhookAllowPrivate: readonly string[];
  /** Requests per minute and key: those that report events, and those that read. */
  readonly eventRequestsPerMinute: number;
  readonly readsPerMinute: number;
  /** Requests per minute and address to what needs no key: pages, documents, unknown addresses. */
  readonly keylessPerMinute: number;
};

/** Where the server of a configuration is reached from its own machine. */
export function ownUrl({ host, port }: Pick<Config, 'host' | 'port'>): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

const DATA_BESIDE_SRC = fileURLToPath(new URL('../../data', import.meta.url));
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type ReadConfig = { readonly tag: 'config'; readonly config: Config } | ConfigError;

/** Reads all variables (docs/operations.md lists them). Refuses the first one that cannot be used. */
export function readConfig(env: Env): ReadConfig {
  const read = openReader(env);
  const host = read.text('HOST', HOST, '127.0.0.1');
  const port = Number(read.text('PORT', PORT, '8080'));
  const metricsPort = read.text('METRICS_PORT', PORT, undefined);
  if (metricsPort !== undefined && port > 0 && Number(metricsPort) === port)
    read.reject('METRICS_PORT', metricsPort, { wanted: 'another port than PORT' });
  const databaseUrl = read.text('DATABASE_URL', POSTGRES_URL, undefined);
  const databaseOwnerUrl = read.text('DATABASE_OWNER_URL', POSTGRES_URL, undefined);
  const secretsKeys = read.list('SECRETS_KEY', SEALING_KEY);
  const testMode = readTestMode(read, databaseUrl);
  const logLevel = read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info');
  const trustedProxies = read.list('TRUST_PROXY', ADDRESS_OR_RANGE);
  const webhookAllowPrivate = read.list('WEBHOOK_ALLOW_PRIVATE', PLACE);
  const eventRequestsPerMinute = read.count('EVENTS_PER_MINUTE', 'requests', 60_000);
  const readsPerMinute = read.count('READS_PER_MINUTE', 'requests', 6_000);
  const keylessPerMinute = read.count('KEYLESS_PER_MINUTE', 'requests', 1_200);
  const insurer = readInsurer(read);
  const publicUrl = read.text('PUBLIC_URL', ORIGIN, undefined);
  const smtpUrl = read.text('SMTP_URL', SMTP_URL, undefined);
  const config: Config = {
    host,
    port,
    metricsPort: metricsPort === undefined ? undefined : Number(metricsPort),
    metricsHost: read.text('METRICS_HOST', HOST, '127.0.0.1'),
    tracedShare: readTracedShare(read),
    dataDir: resolve(read.text('DATA_DIR', ANY_TEXT, DATA_BESIDE_SRC)),
    databaseUrl,
    databaseOwnerUrl,
    secretsKeys,
    testMode,
    logLevel,
    slowRequestMs: read.count('SLOW_REQUEST_MS', 'milliseconds', 1_000),
    slowStatementMs: read.count('SLOW_STATEMENT_MS', 'milliseconds', 500),
    trustedProxies,
    webhookAllowPrivate,
    eventRequestsPerMinute,
    readsPerMinute,
    keylessPerMinute,
    insurer,
    publicUrl: publicUrl && URL.parse(publicUrl)?.origin,
    smtpUrl,
    mailFrom: read.text('MAIL_FROM', SENDER, insurer.email ?? 'no-reply@localhost'),
  };
  return read.error() ?? { tag: 'config', config };
}
