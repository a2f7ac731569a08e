import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atEnd } from './atEnd.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/**
 * Copies parts of the checkout, with each text replaced in one file, and returns the folder of the copy. It is inside the
 * checkout to find the libraries.
 */
export async function mutate(
  parts: readonly string[],
  file: string,
  changes: readonly (readonly [string | RegExp, string])[],
): Promise<string> {
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  const copy = await mkdtemp(join(ROOT, '.tmp/mutant-'));
  atEnd(() => rm(copy, { recursive: true, force: true }));
  for (const part of [...parts, 'package.json']) await cp(join(ROOT, part), join(copy, part), { recursive: true });
  let text = await readFile(join(copy, file), 'utf8');
  for (const [was, is] of changes) {
    assert.equal(text.split(was).length, 2, `${file} holds ${was} exactly once`);
    text = text.replace(was, is);
  }
  await writeFile(join(copy, file), text);
  return copy;
}
