import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** Waits until `holds` is true; fails after 20 s. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'this did not become true within 20 s');
    await sleep(50);
  }
}
