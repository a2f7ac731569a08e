import assert from 'node:assert/strict';
import { settleAll } from '../../src/settle/settleAll.ts';
import type { Database } from '../../src/store/postgres/database.ts';
import type { Service } from './service.ts';

/** Any JSON. */
// oxlint-disable-next-line typescript/no-explicit-any -- assertions check its shape
export type Json = any;

/** The JSON of a GET that must be answered 200. */
export async function getJson(service: Pick<Service, 'ask'>, path: string): Promise<Json> {
  const answer = await service.ask({ path });
  assert.equal(answer.status, 200, `${path}: ${answer.body}`);
  return JSON.parse(answer.body);
}

/** Settles all stored events, besides the server's own settling. */
export async function settleEvents(database: Database): Promise<void> {
  assert.ok(await settleAll(database.pool, (_item, error) => assert.fail(String(error))));
}
