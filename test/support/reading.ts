import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { settleAll } from '../../src/settle/settleAll.ts';
import type { Database } from '../../src/store/postgres/database.ts';
import type { Service } from './service.ts';

/** Any JSON answer. */
// oxlint-disable-next-line typescript/no-explicit-any -- what comes over the wire is looked at, not trusted
export type Json = any;

/** The JSON of a GET that must be answered 200. */
export async function getJson(service: Pick<Service, 'ask'>, path: string): Promise<Json> {
  const answer = await service.ask({ path });
  assert.equal(answer.status, 200, `${path}: ${answer.body}`);
  return JSON.parse(answer.body);
}

/** Settles what waits, beside the server that does so as well. */
export async function settled(database: Database): Promise<void> {
  assert.ok(await settleAll(database.pool, (_work, fault) => assert.fail(String(fault))));
}

/** Waits until something holds; fails when it does not within 20 s. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'this did not come to hold within 20 s');
    await sleep(50);
  }
}
