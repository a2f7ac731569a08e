import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';
import { ask } from '../../support/wire.ts';

const service = await startService();
const get = async (path: string) => {
  const { status, body, headers } = await ask(service.url, { path });
  return { status, body, retryAfter: headers.get('retry-after') };
};

test('/healthz and /readyz need no key', async () => {
  assert.deepEqual(await get('/healthz'), { status: 200, body: '{"status":"OK"}', retryAfter: undefined });
  assert.deepEqual(await get('/readyz'), { status: 200, body: '{"status":"READY"}', retryAfter: undefined });
});

/** The answer of /readyz once it has this status: an answer counts for half a second. */
async function becomes(status: number) {
  const answer = await get('/readyz');
  return answer.status === status && answer;
}

test('without the last migration /healthz is 200 and /readyz is 503', async () => {
  const { owner } = service;
  const { rows } = await owner.query<{ name: string; sha256: string }>(
    'delete from migration where name = (select max(name) from migration) returning name, sha256',
  );
  const { status, body, retryAfter } = await until(async () => await becomes(503));
  assert.deepEqual([status, retryAfter], [503, '1']);
  assert.match(body, new RegExp(`"UNAVAILABLE".*${rows[0]?.name}`));
  assert.equal((await get('/healthz')).status, 200);

  await owner.query('insert into migration (name, sha256) values ($1, $2)', [rows[0]?.name, rows[0]?.sha256]);
  await until(async () => await becomes(200));
});
