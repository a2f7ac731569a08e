import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { statfs } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openTemporaryCluster } from '../src/embedded/temporaryCluster.ts';
import { openDatabase } from '../src/store/postgres/database.ts';
import { bringUpToDate } from '../src/store/schema.ts';

/** Every file of tests, and every server and command that they start, reads much the same sources. */
const COMPILED = fileURLToPath(new URL('../node_modules/.cache/node-compile-cache', import.meta.url));

const TEMPLATE = 'shiftcover_template';

/**
 * Runs once before all tests: a PostgreSQL, the embedded one or that of DATABASE_URL and DATABASE_OWNER_URL, with a
 * migrated database that each test file copies. Tests find it by TEST_DATABASE_URL and TEST_DATABASE_OWNER_URL, and never
 * see the variables of the service itself.
 */
let tearDown = async (): Promise<void> => {};

export async function globalSetup(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] ??= COMPILED;
  const compiling = compileServer();
  const server = await openServer();
  await recreate(server.ownerUrl, TEMPLATE);
  const database = openDatabase(withDatabase(server.url, TEMPLATE));
  const ownerConnectionString = withDatabase(server.ownerUrl, TEMPLATE);
  await bringUpToDate({ database, ownerConnectionString, withJobs: true });
  await database.close();
  process.env['TEST_DATABASE_URL'] = server.url;
  process.env['TEST_DATABASE_OWNER_URL'] = server.ownerUrl;
  process.env['SECRETS_KEY'] = randomBytes(32).toString('base64');
  delete process.env['DATABASE_URL'];
  delete process.env['DATABASE_OWNER_URL'];
  tearDown = server.close;
  await compiling;
}

export async function globalTeardown(): Promise<void> {
  await tearDown();
}

/** Fills the cache while PostgreSQL starts: the servers of tests are killed, and what is killed leaves nothing there. */
async function compileServer(): Promise<void> {
  const main = new URL('../src/app/app.ts', import.meta.url).href;
  const compiler = spawn(process.execPath, ['--input-type=module', '--eval', `await import('${main}')`]);
  await once(compiler, 'exit');
}

type Server = { readonly url: string; readonly ownerUrl: string; close(): Promise<void> };

async function openServer(): Promise<Server> {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl = url } = process.env;
  if (url && ownerUrl) return { url, ownerUrl, close: async () => {} };
  const cluster = (await openInMemory()) ?? (await openTemporaryCluster());
  if (cluster.tag === 'cannot_open') throw new Error(cluster.why);
  return { url: cluster.connectionString, ownerUrl: cluster.ownerConnectionString, close: cluster.close };
}

const MEMORY = '/dev/shm';
const ROOM_BYTES = 8 * 1024 ** 3;

/** Most of what a copy of a database costs is its three hundred files. Undefined where there is no room, or nothing may be run. */
async function openInMemory() {
  const found = await statfs(MEMORY).catch(() => undefined);
  if (!found || found.bavail * found.bsize < ROOM_BYTES) return undefined;
  const cluster = await openTemporaryCluster(MEMORY);
  return cluster.tag === 'open' ? cluster : undefined;
}

async function recreate(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop database if exists ${name}`);
  await client.query(`create database ${name}`);
  await client.end();
}

function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
