import assert from 'node:assert/strict';
import type { Database } from '../../src/store/postgres/database.ts';
import { freshDatabase } from './freshDatabase.ts';
import type { Json } from './reading.ts';
import { ask } from './wire.ts';

/** A database for test mode, and the variable that sets it. */
export async function testModeDatabase(): Promise<{
  readonly database: Database;
  readonly env: Record<string, string>;
}> {
  const { url, database } = await freshDatabase();
  return { database, env: { TEST_MODE: url } };
}

/** Makes a work provider of test mode; returns the answer. */
export async function newTestProvider(url: string): Promise<Json> {
  const answer = await ask(url, { method: 'POST', path: '/v1/test/work-providers' });
  assert.equal(answer.status, 201, answer.body);
  return JSON.parse(answer.body);
}
