import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from '../../src/core/time/instant.ts';
import { settleAll } from '../../src/settle/settleAll.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { shiftsAsText } from '../support/shiftsAsText.ts';

const NO_SUCH_PROVIDER = 999_999;
const { database } = await freshDatabase();

test('waiting for all to be settled waits for the halves of what was divided, too', async () => {
  const { id } = await providerWithKey(database.pool);
  const at = instantOf('2026-03-02T08:00Z');
  const good = ['D1', 'D2', 'D3', 'D4'].map((driver) => entry(id, 'login', driver, at));
  await appendEvents(database.pool, [
    ...good.slice(0, 2),
    entry(NO_SUCH_PROVIDER, 'login', 'BAD', at),
    ...good.slice(2),
  ]);

  const aside: unknown[] = [];
  assert.ok(await settleAll(database.pool, (_work, fault) => aside.push(fault)));
  assert.equal(aside.length, 1);
  assert.equal(
    await shiftsAsText(database.pool, id),
    'D1 08:00–…22:00 | D2 08:00–…22:00 | D3 08:00–…22:00 | D4 08:00–…22:00',
  );
});
