import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const ROOT = new URL('..', import.meta.url).pathname;
const files = globSync('src/**/*.ts', { cwd: ROOT }).map((file) => normalize(file));

/** What every page imports. */
const PAGE_PARTS = ['src/web/text', 'src/web/layout', 'src/web/http', 'src/web/context.ts'];

/** What every command imports. */
const COMMAND_PARTS = ['src/cli/command', 'src/cli/output'];

/**
 * The layers, each with the layers below it that it may import. Every folder may import itself and the folders in it; a
 * folder inside another obeys its own line as well.
 */
const LAYERS: Record<string, readonly string[]> = {
  'src/core': [],
  'src/embedded': [],
  'src/config': ['src/core'],
  'src/http': [],
  'src/store': ['src/core'],
  'src/backup': ['src/store', 'src/core'],
  'src/intake': ['src/store', 'src/core'],
  'src/queries': ['src/store', 'src/core'],
  'src/notices': ['src/store', 'src/core'],
  'src/settle': ['src/notices', 'src/store', 'src/core', 'src/log.ts'],
  'src/metrics': ['src/queries', 'src/store', 'src/core'],
  'src/tracing': ['src/core'],
  'src/accounts': ['src/store', 'src/core'],
  'src/operations': ['src/settle', 'src/store', 'src/core'],
  'src/testMode': ['src/accounts', 'src/intake', 'src/store', 'src/core'],
  'src/webhooks': ['src/operations', 'src/accounts', 'src/store', 'src/core', 'src/log.ts'],
  'src/mail': ['src/store', 'src/core', 'src/log.ts'],
  'src/jobs': ['src/store', 'src/core', 'src/log.ts'],
  'src/api': [
    'src/operations',
    'src/testMode',
    'src/queries',
    'src/intake',
    'src/webhooks',
    'src/http',
    'src/store',
    'src/core',
    'src/log.ts',
  ],
  'src/web': ['src/operations', 'src/accounts', 'src/queries', 'src/http', 'src/store', 'src/core', 'src/log.ts'],
  'src/web/text': [],
  'src/web/layout': ['src/web/text', 'src/web/context.ts', 'src/http'],
  'src/web/http': ['src/web/layout', 'src/web/text', 'src/web/context.ts'],
  'src/web/signIn': PAGE_PARTS,
  'src/web/invitation': [...PAGE_PARTS, 'src/web/signIn'],
  'src/web/front': PAGE_PARTS,
  'src/web/terms': PAGE_PARTS,
  'src/web/signUp': [...PAGE_PARTS, 'src/web/invitation', 'src/web/terms'],
  'src/web/account': [...PAGE_PARTS, 'src/web/terms'],
  'src/web/dispute': [...PAGE_PARTS, 'src/web/account'],
  'src/web/cover': [...PAGE_PARTS, 'src/web/account', 'src/web/dispute'],
  'src/cli/command': [],
  'src/cli/output': [],
  'src/cli/provider': COMMAND_PARTS,
  'src/cli/customer': COMMAND_PARTS,
  'src/cli/log': COMMAND_PARTS,
  'src/cli/upkeep': COMMAND_PARTS,
  'src/cli/replay': COMMAND_PARTS,
  'src/cli/demo': COMMAND_PARTS,
};

/** The folders that wire: they may import every layer. */
const WIRING = ['src', 'src/app', 'src/cli'];
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

test('every arrow points downward: a folder imports only itself and the layers below it', () => {
  const upward = Object.entries(LAYERS).flatMap(([layer, below]) =>
    files
      .filter((file) => isIn(file, layer))
      .flatMap((file) => ownImports(file).map((to) => ({ file, to })))
      .filter(({ to }) => isIn(to, dirname(layer)) || dirname(layer) === 'src')
      .filter(({ to }) => ![layer, ...below].some((place) => isIn(to, place)))
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

test('the client stands alone: it imports nothing of src, no library, and nothing of the platform', () => {
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

test('what few servers need is loaded by those alone', () => {
  const loads =
    /^import (?!type )[^;]*from '(@opentelemetry|@prometheus-io|[./]*\/(tracing\/tracing|metrics\/metrics)\.ts)/m;
  const others = files.filter((file) => !isIn(file, 'src/tracing') && !isIn(file, 'src/metrics'));
  assert.deepEqual(
    others.filter((file) => loads.test(readFileSync(join(ROOT, file), 'utf8'))),
    [],
  );
});

test('no file but config/config.ts reads variables of the environment', () => {
  const readers = files.filter((file) => /process\.env\s*[.[]/.test(readFileSync(join(ROOT, file), 'utf8')));
  assert.deepEqual(readers, []);
});

test('what tests open is closed by atEnd: a hook of the library keeps those after it from running when it fails', () => {
  const tests = globSync('test/**/*.ts', { cwd: ROOT, exclude: ['**/node_modules'] });
  const hooked = tests.filter((file) => /\bafter\b.* from 'node:test'/.test(readFileSync(join(ROOT, file), 'utf8')));
  assert.deepEqual(hooked, ['test/support/atEnd.ts']);
});

test('no file has a name that says nothing', () => {
  assert.deepEqual(
    files.filter((file) => FORBIDDEN_NAMES.test(file)),
    [],
  );
});

test('every folder belongs to a layer, or wires', () => {
  const known = [...Object.keys(LAYERS), ...WIRING.filter((folder) => folder !== 'src')];
  const folders = [...new Set(files.map((file) => dirname(file)))].filter((folder) => folder !== 'src');
  assert.deepEqual(
    folders.filter((folder) => !known.some((layer) => isIn(folder, layer))),
    [],
  );
});
