import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConfigError, type Env, isRefused, refused } from './error.ts';
import { type Insurer, readInsurer } from './insurer.ts';
import { readTestMode, type TestMode } from './testMode.ts';
import { isAddressOrRange, isCount, isOrigin, isPostgresUrl, isSmtpUrl, listIn } from './values.ts';

/** What the environment decides. Nothing else in src/ reads it. */
export type Config = {
  readonly host: string;
  readonly port: number;
  /** Where the embedded PostgreSQL keeps its data; absolute. `data` beside `src` unless set, from whatever folder. */
  readonly dataDir: string;
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly testMode: TestMode;
  readonly logLevel: LogLevel;
  /** Addresses of proxies whose X-Forwarded-For is believed; none unless set. */
  readonly trustedProxies: readonly string[];
  /** Where drivers reach the pages: an origin such as `https://cover.example.com`. Undefined: wherever we listen. */
  readonly publicUrl: string | undefined;
  /** What takes our mails. Undefined: they are written to files, and nobody has to verify an email. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly insurer: Insurer;
  /** Hosts, addresses and ranges outside the open internet that web hooks may reach all the same; none unless set. */
  readonly webhookAllowPrivate: readonly string[];
  /** How many requests a minute each key may send with events, and with questions. */
  readonly eventRequestsPerMinute: number;
  readonly readsPerMinute: number;
};

const DATA_BESIDE_SRC = fileURLToPath(new URL('../../data', import.meta.url));
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type ReadConfig = { readonly tag: 'config'; readonly config: Config } | ConfigError;

export function readConfig(env: Env): ReadConfig {
  const host = env['HOST'] || '127.0.0.1';
  const port = Number(env['PORT'] || '8080');
  const databaseUrl = env['DATABASE_URL'] || undefined;
  const logLevel = LOG_LEVELS.find((level) => level === (env['LOG_LEVEL'] || 'info'));

  if (!isIP(host) && !/^[A-Za-z0-9.-]+$/.test(host)) return refused('HOST', host, 'an address or a host name');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return refused('PORT', env['PORT'], 'a port from 0 to 65535');
  if (databaseUrl !== undefined && !isPostgresUrl(databaseUrl)) {
    return refused('DATABASE_URL', undefined, 'a URL such as postgres://name:password@host:5432/database');
  }
  const testMode = readTestMode(env, databaseUrl);
  if (isRefused(testMode)) return testMode;
  if (!logLevel) return refused('LOG_LEVEL', env['LOG_LEVEL'], `one of ${LOG_LEVELS.join(', ')}`);
  const trustedProxies = listIn(env['TRUST_PROXY']);
  const odd = trustedProxies.find((each) => !isAddressOrRange(each));
  if (odd !== undefined) return refused('TRUST_PROXY', odd, 'addresses or ranges such as 127.0.0.1,10.0.0.0/8');
  const webhookAllowPrivate = listIn(env['WEBHOOK_ALLOW_PRIVATE']);
  const odder = webhookAllowPrivate.find(
    (each) => !isAddressOrRange(each) && !/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(each),
  );
  if (odder !== undefined) {
    return refused('WEBHOOK_ALLOW_PRIVATE', odder, 'hosts, addresses or ranges such as hooks.internal,10.0.0.0/8');
  }
  const limits = readLimits(env);
  if (isRefused(limits)) return limits;
  const forDrivers = readForDrivers(env);
  if (isRefused(forDrivers)) return forDrivers;
  const dataDir = resolve(env['DATA_DIR'] || DATA_BESIDE_SRC);
  return {
    tag: 'config',
    config: {
      host,
      port,
      dataDir,
      databaseUrl,
      testMode,
      logLevel,
      trustedProxies,
      webhookAllowPrivate,
      ...limits,
      ...forDrivers,
    },
  };
}

function readLimits(env: Env): Pick<Config, 'eventRequestsPerMinute' | 'readsPerMinute'> | ConfigError {
  const eventRequestsPerMinute = Number(env['EVENTS_PER_MINUTE'] || '60000');
  const readsPerMinute = Number(env['READS_PER_MINUTE'] || '6000');
  if (!isCount(eventRequestsPerMinute)) {
    return refused('EVENTS_PER_MINUTE', env['EVENTS_PER_MINUTE'], 'a number of requests such as 60000');
  }
  if (!isCount(readsPerMinute)) {
    return refused('READS_PER_MINUTE', env['READS_PER_MINUTE'], 'a number of requests such as 6000');
  }
  return { eventRequestsPerMinute, readsPerMinute };
}

type ForDrivers = Pick<Config, 'publicUrl' | 'smtpUrl' | 'mailFrom' | 'insurer'>;

function readForDrivers(env: Env): ForDrivers | ConfigError {
  const publicUrl = env['PUBLIC_URL'] || undefined;
  const smtpUrl = env['SMTP_URL'] || undefined;
  const insurer = readInsurer(env);
  if (isRefused(insurer)) return insurer;
  const mailFrom = env['MAIL_FROM'] || insurer.email || 'no-reply@localhost';

  if (publicUrl !== undefined && !isOrigin(publicUrl)) {
    return refused('PUBLIC_URL', publicUrl, 'an origin without a path, such as https://cover.example.com');
  }
  if (smtpUrl !== undefined && !isSmtpUrl(smtpUrl)) {
    return refused('SMTP_URL', undefined, 'a URL such as smtps://name:password@mail.example.com:465');
  }
  if (!/^([^<>\p{C}]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u.test(mailFrom)) {
    return refused('MAIL_FROM', mailFrom, 'an address such as no-reply@example.com or Cover <no-reply@example.com>');
  }
  return { publicUrl: publicUrl && new URL(publicUrl).origin, smtpUrl, mailFrom, insurer };
}
