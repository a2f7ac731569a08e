import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { killUnderLoad } from '../support/killUnderLoad.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const ROUNDS = 3;

test('a server that answers before the commit is found out: it loses acknowledged events', async () => {
  const main = await mutate(
    'src/intake/groupCommit.ts',
    'queue.push({ owner, items, answer });',
    "queue.push({ owner, items, answer }); answer({ tag: 'done' });",
  );
  const { acknowledged, lost, doubled } = await killUnderLoad(ROUNDS, main);
  assert.ok(lost.length > 0, `none of ${acknowledged} acknowledged events was lost`);
  assert.deepEqual(doubled, []);
});

/**
 * Copies the sources, with `was` replaced by `is` in one file, and returns the copy's main.ts. It is inside the
 * checkout to find the libraries.
 */
async function mutate(file: string, was: string, is: string): Promise<string> {
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  const copy = await mkdtemp(join(ROOT, '.tmp/mutant-'));
  after(() => rm(copy, { recursive: true, force: true }));
  for (const part of ['src', 'migrations', 'package.json'])
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  const text = await readFile(join(copy, file), 'utf8');
  assert.equal(text.split(was).length, 2, `${file} holds the text to replace exactly once`);
  await writeFile(join(copy, file), text.replace(was, is));
  return join(copy, 'src/main.ts');
}
