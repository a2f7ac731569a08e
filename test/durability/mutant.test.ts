import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { suddenDeaths } from '../support/suddenDeaths.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const ROUNDS = 3;

test('a server that answers before the commit is found out: it loses events it has acknowledged', async () => {
  const main = await mutate(
    'src/intake/groupCommit.ts',
    'queue.push({ items, answer });',
    "queue.push({ items, answer }); answer({ tag: 'done' });",
  );
  const { acknowledged, lost, doubled } = await suddenDeaths(ROUNDS, main);
  assert.ok(lost.length > 0, `none of ${acknowledged} acknowledged events was lost`);
  assert.deepEqual(doubled, []);
});

/** A copy of the sources with one place changed, inside the checkout so that it finds the same libraries. Returns its main.ts. */
async function mutate(file: string, was: string, is: string): Promise<string> {
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  const copy = await mkdtemp(join(ROOT, '.tmp/mutant-'));
  after(() => rm(copy, { recursive: true, force: true }));
  for (const part of ['src', 'migrations', 'package.json'])
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  const text = await readFile(join(copy, file), 'utf8');
  assert.equal(text.split(was).length, 2, `${file} has the place to change exactly once`);
  await writeFile(join(copy, file), text.replace(was, is));
  return join(copy, 'src/main.ts');
}
