import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import type { Json } from '../../support/reading.ts';
import { operatorOf } from '../../support/runCommand.ts';
import { runServer } from '../../support/runServer.ts';

const { url, database } = await freshDatabase();
const { text, json, refused } = operatorOf(url);

const OUTCOMES = ['opened_shift', 'repeated_login', 'ended_shift', 'opened_shift', 'ended_shift', 'no_login_before'];

test('the demo starts a server where none answers, and shows the shifts and cover of a messy day', async () => {
  const shown = await text('demo', '--live');
  assert.match(shown, /^No server for this database answers at http:\/\/127\.0\.0\.1:1, so this demo ran its own\.\n/);
  assert.match(shown, /·{24}█{13}·{14}█{11}·{10}/);
  assert.match(shown, /06:40–09:00 +gap +2h 20min +not covered: the driver ID was not linked yet/);
  assert.match(shown, /Worked 15h 10min, covered for 12h 50min of it\./);
  const suggested = [...shown.matchAll(/^ {2}npx shiftcover (cover \S+ --at \S+|shifts \S+)/gm)].map(
    ([, command]) => command as string,
  );
  assert.equal(suggested.length, 3);
  const [yes, no] = await Promise.all(suggested.map((command) => json(...command.split(' '))));
  assert.deepEqual([yes.covered, no.because], [true, ['not_linked']]);
});

test('the demo sends to a running server, and can be repeated', async () => {
  const server = await runServer({ DATABASE_URL: url, LOG_LEVEL: 'warn' });
  const first = await json('demo', '--live', '--url', server.url);
  const second = await json('demo', '--live', '--url', `${server.url}/`);
  for (const { url: asked, startedServer, drivers } of [first, second]) {
    assert.deepEqual([asked, startedServer], [server.url, false]);
    assert.deepEqual(
      drivers[0].events.map((event: Json) => event.outcome),
      OUTCOMES,
    );
    assert.deepEqual(
      drivers[1].shifts.map((shift: Json) => shift.endedBy),
      ['limit', 'logout'],
    );
    assert.deepEqual(
      drivers[1].gaps.map((gap: Json) => gap.reason),
      ['not_linked'],
    );
    assert.deepEqual(
      drivers.map((driver: Json) => [driver.workedSeconds, driver.coveredSeconds]),
      [
        [29_700, 29_700],
        [54_600, 46_200],
      ],
    );
  }
  const providers = await database.pool.query('select name from work_provider');
  assert.deepEqual(providers.rows, [{ name: 'Demo Couriers' }]);
  assert.deepEqual(await json('rebuild'), { differences: [] });
  assert.equal((await refused('demo', '--url', 'nowhere'))[0], 2);
  await providerWithKey(database.pool, { name: 'Real Ltd' });
  assert.deepEqual(await refused('demo', '--live', '--url', server.url), [
    1,
    'there are real work providers here; without --live the demo runs in test mode, apart from them',
  ]);
});
