import { randomBytes } from 'node:crypto';
import process from 'node:process';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/store/postgres/database.ts';
import { sealingKeyOf, useSealingKeys } from '../../src/store/seal.ts';
import { atEnd } from './atEnd.ts';

/** A migrated database without rows, for a test or a file of them. */
export type FreshDatabase = {
  readonly url: string;
  /** As the owner of the tables. */
  readonly ownerUrl: string;
  readonly database: Database;
  /** For what only the owner may do: to change tables, and to break them. */
  readonly owner: pg.Pool;
};

/** Makes a database that is dropped at the end. */
export async function freshDatabase(): Promise<FreshDatabase> {
  useSealingKeys(() => [sealingKeyOf(process.env['SECRETS_KEY'] as string)]);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} template shiftcover_template strategy file_copy`);
  const url = inDatabase(serverUrl('TEST_DATABASE_URL'), name);
  const ownerUrl = inDatabase(serverUrl('TEST_DATABASE_OWNER_URL'), name);
  const database = openDatabase(url);
  const owner = openDatabase(ownerUrl);
  atEnd(async () => {
    await Promise.all([database.close(), owner.close()]);
    await drop(name);
  });
  return { url, ownerUrl, database, owner: owner.pool };
}

/** Opens connections besides those of `freshDatabase`, as another server has them. They are closed at the end. */
export function openAnother(url: string): Database {
  const other = openDatabase(url);
  atEnd(other.close);
  return other;
}

function inDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Not `with (force)`: an ordinary role may not end an autovacuum worker, which a plain drop asks to leave. What a test left
 * behind is ended first, and kept from coming back.
 */
async function drop(name: string): Promise<void> {
  await onServer(
    `alter database ${name} allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pg_has_role(usesysid, 'member')`,
    `drop database ${name}`,
  );
}

async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl('TEST_DATABASE_OWNER_URL') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function serverUrl(variable: 'TEST_DATABASE_URL' | 'TEST_DATABASE_OWNER_URL'): string {
  const url = process.env[variable];
  if (!url) throw new Error('run the tests by npm test: its setup starts PostgreSQL');
  return url;
}
