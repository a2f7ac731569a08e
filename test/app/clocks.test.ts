import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startService } from '../support/service.ts';
import { until } from '../support/until.ts';

const preload = new URL('../support/clockBehind.ts', import.meta.url).href;
const DAY_MS = 86_400_000;
const login = () => ({
  method: 'POST',
  path: '/v1/shift/login',
  body: JSON.stringify({ driverId: 'D1', timestamp: new Date().toISOString() }),
});

/** A server whose clock is behind PostgreSQL's, or ahead of it. */
const behind = async (ms: number) =>
  await startService({ NODE_OPTIONS: `--import ${preload}`, CLOCK_BEHIND_MS: String(ms) });

for (const [ms, said] of [
  [DAY_MS + 3_600_000, '25 hours behind'],
  [-DAY_MS, '24 hours ahead of'],
] as const) {
  test(`a server whose clock is ${said} PostgreSQL's refuses nothing for good, and says why`, async () => {
    const service = await behind(ms);
    for (const request of [login(), { path: '/v1/events' }, { path: '/my-cover' }, { path: '/readyz' }]) {
      const { status, headers, body } = await service.ask(request);
      assert.deepEqual([status, headers.has('retry-after')], [503, true], request.path);
      assert.match(JSON.parse(body).detail, /^the clock of this server is .* that of PostgreSQL; send this again/);
    }
    assert.equal((await service.ask({ path: '/healthz' })).status, 200);
    await until(() =>
      Promise.resolve(service.server.logged().includes('no request is answered until the clocks agree')),
    );
  });
}

test('half a minute between the clocks stops nobody', async () => {
  const service = await behind(30_000);
  assert.equal((await service.ask(login())).status, 202);
});
