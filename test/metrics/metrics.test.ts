import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { startLoad } from '../support/load.ts';
import { startService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { ask } from '../support/wire.ts';

const service = await startService({ METRICS_PORT: '0' });
const metricsUrl = /Metrics are at (\S+)/.exec(service.server.printed())?.[1] ?? assert.fail('it says where they are');

async function scrape(): Promise<string> {
  const answer = await fetch(metricsUrl);
  assert.equal(answer.status, 200);
  return await answer.text();
}

/** The value of one line of a scrape, such as `shiftcover_database_up{mode="live"}`. */
function valueIn(text: string, line: string): number {
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? Number.NaN);
}

test('after a load the metrics say what was done', async () => {
  const load = startLoad(() => service.url, service.provider.key, 16);
  await until(() => load.acknowledged.size > 300);
  await load.stop();
  await until(async () => valueIn(await scrape(), 'shiftcover_unsettled_events{mode="live"}') === 0);
  const text = await scrape();
  const live = (name: string) => valueIn(text, `shiftcover_${name}{mode="live"}`);
  assert.ok(live('acknowledged_events_total') >= load.acknowledged.size, 'repeats are acknowledged too');
  assert.equal(live('append_events_sum'), live('acknowledged_events_total'));
  assert.ok(live('append_seconds_count') > 0 && live('append_seconds_sum') > 0);
  assert.ok(live('settled_events_total') > 0 && live('settle_seconds_count') > 0);
  assert.deepEqual([live('queue_events'), live('database_up'), live('set_aside')], [0, 1, 0]);
  assert.ok(live('database_bytes') > 1_000_000);
  assert.ok(live('unmatched_events') > 0, 'no driver of the load is linked');
  const route = '{mode="live",method="POST",route="/v1/shift/login",status="202"}';
  assert.ok(valueIn(text, `shiftcover_requests_total${route}`) > 0);
  const received = valueIn(
    text,
    `shiftcover_feed_last_received_timestamp_seconds{work_provider="${service.provider.name}"}`,
  );
  assert.ok(Math.abs(received - Date.now() / 1_000) < 600);
  const late = valueIn(text, `shiftcover_feed_lateness_seconds{work_provider="${service.provider.name}"}`);
  assert.ok(late >= 60 && late <= 172_800, `between the least and the most, but ${late}`);
  assert.ok(valueIn(text, 'nodejs_eventloop_lag_p99_seconds') > 0);
});

test('metrics are not on the public port, and nothing else is on theirs', async () => {
  assert.equal((await ask(service.url, { path: '/metrics' })).status, 404);
  assert.equal((await fetch(new URL('/v1/events', metricsUrl))).status, 404);
});

test('the dashboard and the alerts use metrics that there are, and each alert is explained', async () => {
  const [alerts, dashboard, docs, text] = await Promise.all([
    readFile('ops/alerts.yml', 'utf8'),
    readFile('ops/dashboard.json', 'utf8'),
    readFile('docs/operations.md', 'utf8'),
    scrape(),
  ]);
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const used = [...`${alerts}${dashboard}`.matchAll(/(?:shiftcover|nodejs)_\w+/g)].map(([name]) =>
    name.replace(/_bucket$/, ''),
  );
  assert.deepEqual(
    [...new Set(used)].filter((name) => !known.has(name)),
    [],
  );
  const unexplained = [...alerts.matchAll(/alert: (\w+)/g)].filter(([, name]) => !docs.includes(`\`${name}\``));
  assert.deepEqual(
    unexplained.map(([, name]) => name),
    [],
  );
  const own = [...known].filter((name) => name?.startsWith('shiftcover_'));
  assert.deepEqual(
    own.filter((name) => !docs.includes(name as string)),
    [],
    'each metric is in the table',
  );
});
