import { statfs } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openTemporaryCluster } from '../src/embedded/temporaryCluster.ts';
import { migrateJobs } from '../src/store/jobs.ts';
import { openDatabase } from '../src/store/postgres/database.ts';
import { migrate } from '../src/store/postgres/migrate.ts';

/** Every file of tests, and every server and command that they start, reads much the same sources. */
const COMPILED = fileURLToPath(new URL('../node_modules/.cache/node-compile-cache', import.meta.url));

/**
 * Runs once before all tests: a PostgreSQL, the embedded one or that of DATABASE_URL, with a migrated database that
 * each test file copies. Tests find it by TEST_DATABASE_URL, and never see DATABASE_URL itself.
 */
let tearDown = async (): Promise<void> => {};

export async function globalSetup(): Promise<void> {
  const server = await openServer();
  const template = withDatabase(server.url, 'shiftcover_template');
  await recreate(server.url, 'shiftcover_template');
  const database = openDatabase(template);
  await migrate(database.pool);
  await migrateJobs(database.pool);
  await database.close();
  process.env['TEST_DATABASE_URL'] = server.url;
  delete process.env['DATABASE_URL'];
  process.env['NODE_COMPILE_CACHE'] ??= COMPILED;
  tearDown = server.close;
}

export async function globalTeardown(): Promise<void> {
  await tearDown();
}

async function openServer(): Promise<{ url: string; close(): Promise<void> }> {
  const external = process.env['DATABASE_URL'];
  if (external) return { url: external, close: async () => {} };
  const cluster = (await openInMemory()) ?? (await openTemporaryCluster());
  if (cluster.tag === 'cannot_open') throw new Error(cluster.why);
  return { url: cluster.connectionString, close: cluster.close };
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
