import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { torture } from '../support/torture.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

test('a server that answers before the commit is found out: it loses acknowledged events', async () => {
  const main = await mutate('src/intake/groupCommit.ts', [
    ['queue.push({ owner, items, answer });', "queue.push({ owner, items, answer }); answer({ tag: 'done' });"],
  ]);
  const { acknowledged, lost, doubled, invented } = await torture({
    rounds: 2,
    faults: ['kill'],
    connections: 8,
    main,
  });
  assert.ok(lost.length > 0, `none of ${acknowledged} acknowledged events was lost`);
  assert.deepEqual([doubled, invented], [[], []]);
});

test('a log that takes events twice, by a clock that goes back, is found out', async () => {
  const main = await mutate('migrations/0005_log.sql', [
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
  const { lost, doubled, wentBack } = await torture({ rounds: 1, faults: ['cut'], connections: 8, main });
  assert.deepEqual(lost, []);
  assert.ok(doubled.length > 0, 'events that were sent again are stored twice');
  assert.ok(wentBack > 0, 'times of receipt go back');
});

/**
 * Copies the sources, with each text replaced in one file, and returns the copy's main.ts. It is inside the checkout to
 * find the libraries.
 */
async function mutate(file: string, changes: readonly (readonly [string | RegExp, string])[]): Promise<string> {
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  const copy = await mkdtemp(join(ROOT, '.tmp/mutant-'));
  after(() => rm(copy, { recursive: true, force: true }));
  for (const part of ['src', 'migrations', 'package.json'])
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  let text = await readFile(join(copy, file), 'utf8');
  for (const [was, is] of changes) {
    assert.equal(text.split(was).length, 2, `${file} holds ${was} exactly once`);
    text = text.replace(was, is);
  }
  await writeFile(join(copy, file), text);
  return join(copy, 'src/main.ts');
}
