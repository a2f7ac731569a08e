import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const ROOT = new URL('..', import.meta.url).pathname;
const files = globSync('src/**/*.ts', { cwd: ROOT }).map((file) => normalize(file));

/** What every page stands on. */
const PAGES = ['src/web/words', 'src/web/frame', 'src/web/door', 'src/web/front.ts'];

/**
 * The floors of the house, each with the folders below it that it may import from. Everyone may import its own; a room
 * within a folder keeps to its own line as well.
 */
const FLOORS: Record<string, readonly string[]> = {
  'src/core': [],
  'src/embedded': [],
  'src/store': ['src/core'],
  'src/intake': ['src/core', 'src/store'],
  'src/settle': ['src/core', 'src/store', 'src/log.ts'],
  'src/answers': ['src/core', 'src/store'],
  'src/accounts': ['src/core', 'src/store', 'src/config.ts'],
  'src/jobs': ['src/store', 'src/log.ts'],
  'src/mail': ['src/core', 'src/store', 'src/config.ts', 'src/log.ts'],
  'src/webhooks': ['src/core', 'src/store', 'src/accounts', 'src/config.ts', 'src/log.ts'],
  'src/web/words': ['src/core'],
  'src/web/frame': ['src/web/words', 'src/web/front.ts', 'src/accounts'],
  'src/web/door': ['src/web/frame', 'src/web/words', 'src/web/front.ts', 'src/core', 'src/store', 'src/accounts'],
  'src/web/signingIn': [...PAGES, 'src/accounts'],
  'src/web/invitation': [...PAGES, 'src/web/signingIn', 'src/core', 'src/store', 'src/accounts'],
  'src/web/joining': [...PAGES, 'src/web/invitation', 'src/core', 'src/accounts'],
  'src/web/mine': [...PAGES, 'src/core', 'src/store', 'src/answers', 'src/accounts'],
  'src/web/cover': [...PAGES, 'src/web/mine', 'src/core', 'src/answers', 'src/accounts'],
  'src/web': ['src/core', 'src/store', 'src/answers', 'src/accounts', 'src/mail', 'src/config.ts', 'src/log.ts'],
  'src/api/shapes': ['src/intake', 'src/core', 'src/store', 'src/api/wire.ts'],
  'src/api': [
    'src/core',
    'src/store',
    'src/intake',
    'src/answers',
    'src/accounts',
    'src/webhooks',
    'src/log.ts',
    'src/opaqueIds.ts',
  ],
};
const FORBIDDEN_NAMES = /(^|\/)(index|utils?|helpers?|types|common|misc|managers?|services?)(\.ts|\/)/i;

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] as string);
}

function ownImports(file: string): string[] {
  return importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)));
}

const isIn = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

test('every arrow points downward: a folder imports only itself and the floors below it', () => {
  const upward = Object.entries(FLOORS).flatMap(([floor, below]) =>
    files
      .filter((file) => isIn(file, floor))
      .flatMap((file) => ownImports(file).map((to) => ({ file, to })))
      .filter(({ to }) => ![floor, ...below].some((place) => isIn(to, place)))
      .map(({ file, to }) => `${file} → ${to}`),
  );
  assert.deepEqual(upward, []);
});

test('the core imports no library and nothing of the platform', () => {
  const foreign = files
    .filter((file) => isIn(file, 'src/core'))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => !name.startsWith('.'))
        .map((name) => `${file} → ${name}`),
    );
  assert.deepEqual(foreign, []);
});

test('the client stands alone: it imports nothing of the house, no library, and nothing of the platform', () => {
  const foreign = globSync('client/**/*.ts', { cwd: ROOT }).flatMap((file) =>
    importsOf(file)
      .filter((name) => !name.startsWith('./'))
      .map((name) => `${file} → ${name}`),
  );
  assert.deepEqual(foreign, []);
});

test('no two files import each other, straight or round about', () => {
  const arrows = new Map(files.map((file) => [file, ownImports(file)]));
  const circles = files.filter((file) => reachable(file, arrows).has(file));
  assert.deepEqual(circles, []);
});

function reachable(start: string, arrows: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const next = [...(arrows.get(start) ?? [])];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    next.push(...(arrows.get(file) ?? []));
  }
  return seen;
}

test('only config.ts reads variables of the environment; others hand it on whole', () => {
  const readers = files.filter((file) => /process\.env\s*[.[]/.test(readFileSync(join(ROOT, file), 'utf8')));
  assert.deepEqual(readers, []);
});

test('no file has a name that says nothing', () => {
  assert.deepEqual(
    files.filter((file) => FORBIDDEN_NAMES.test(file)),
    [],
  );
});

test('every folder of the house is on a floor, or is one that wires', () => {
  const folders = new Set(files.map((file) => dirname(file)));
  const known = [...Object.keys(FLOORS), 'src', 'src/commands'];
  assert.deepEqual(
    [...folders].filter((folder) => !known.includes(folder)),
    [],
  );
});
