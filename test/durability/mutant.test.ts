import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { mutate } from '../support/mutate.ts';
import { torture } from '../support/torture.ts';

const SERVER = ['src', 'migrations'];

test('a server that answers before the commit is found out: it loses acknowledged events', async () => {
  const copy = await mutate(SERVER, 'src/intake/groupCommit.ts', [
    ['queue.push({ owner, items, answer });', "queue.push({ owner, items, answer }); answer({ tag: 'done' });"],
  ]);
  const { acknowledged, lost, doubled, invented } = await torture({
    rounds: 2,
    faults: ['kill'],
    connections: 8,
    main: join(copy, 'src/main.ts'),
  });
  assert.ok(lost.length > 0, `none of ${acknowledged} acknowledged events was lost`);
  assert.deepEqual([doubled, invented], [[], []]);
});

test('a log that takes events twice, by a clock that goes back, is found out', async () => {
  const copy = await mutate(SERVER, 'migrations/0005_log.sql', [
    [
      '  constraint one_event unique (subject_id, occurred_at, is_login, reference)',
      '  constraint one_event unique (id)',
    ],
    [/where not exists \(select from event e where \(e\.subject_id, [^=]*=[^=]*?\)\)\s+and /, 'where '],
    [
      'select greatest(clock_timestamp(), (select',
      "select coalesce(clock_timestamp() - random() * interval '1 s', (select",
    ],
  ]);
  const { lost, doubled, wentBack } = await torture({
    rounds: 1,
    faults: ['cut'],
    connections: 8,
    main: join(copy, 'src/main.ts'),
  });
  assert.deepEqual(lost, []);
  assert.ok(doubled.length > 0, 'events that were sent again are stored twice');
  assert.ok(wentBack > 0, 'times of receipt go back');
});
