import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTransaction } from '../../../src/store/postgres/database.ts';
import { makeWebHookSecret } from '../../../src/store/secrets.ts';
import { addEndpoint, endpointsOf, lockEndpoints } from '../../../src/store/webhook/endpoints.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';

import { operatorOf } from '../../support/runCommand.ts';
import { until } from '../../support/until.ts';

const { url, database } = await freshDatabase();
const { run, json } = operatorOf(url);
const { pool } = database;
const HOOK = 'https://example.com/hooks';

test('a work provider has at most ten endpoints, also when operators add two at once', async () => {
  const { id, name } = await providerWithKey(pool);
  const input = { url: HOOK, description: '', email: null, types: [] };
  for (let count = 0; count < 9; count++) await addEndpoint(pool, id, input, makeWebHookSecret());
  const adding = await inTransaction(pool, async (db) => {
    await lockEndpoints(db, id);
    const both = [1, 2].map(() => run('endpoint', 'add', name, HOOK));
    await until(async () => (await waitingForLocks()) === both.length);
    return both;
  });
  const added = await Promise.all(adding);
  assert.deepEqual(new Set(added.map(({ code }) => code)), new Set([0, 1]));
  assert.match(added.map(({ stderr }) => stderr).join(''), /has 10 endpoints already/);
  assert.equal((await endpointsOf(pool, id)).length, 10);
});

async function waitingForLocks(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]?.count ?? 0;
}

test('the audit log has who changed an endpoint, which work provider it is of, and what was changed', async () => {
  const { id, name } = await providerWithKey(pool);
  const made = await json('endpoint', 'add', name, 'https://Example.com/hooks', '--description', 'dispatch');
  await json('endpoint', 'pause', String(made.id));
  const { rows } = await pool.query(
    'select actor_kind as kind, action, about, before, after from audit where work_provider_id = $1 order by id',
    [id],
  );
  const common = { kind: 'operator', about: `endpoint ${made.id}, ${HOOK}`, before: null };
  assert.deepEqual(rows, [
    {
      ...common,
      action: 'added an endpoint',
      after: { url: HOOK, description: 'dispatch', email: null, types: [] },
    },
    { ...common, action: 'paused an endpoint', after: null },
  ]);
});
