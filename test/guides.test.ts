import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { atEnd } from './support/atEnd.ts';
import { installClient } from './support/builtClient.ts';
import { settleEvents } from './support/reading.ts';
import { startService } from './support/service.ts';
import { newTestProvider, testModeDatabase } from './support/testMode.ts';
import { theLog } from './support/theLog.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const { database, env: testMode } = await testModeDatabase();
const service = await startService(testMode);
const { key } = await newTestProvider(service.url);
// The guide to repair finds this logout without a login.
await service.ask({
  method: 'POST',
  path: '/v1/shift/logout',
  headers: { Authorization: key },
  body: '{"driverId":"1","timestamp":"2026-03-01T08:00:00Z"}',
});
await settleEvents(database);
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-guides-'));
atEnd(() => rm(folder, { recursive: true }));
// The snippets find the packages here as if they had been installed.
await installClient(folder);
await copyFile(join(ROOT, 'client/python/shiftcover.py'), join(folder, 'shiftcover.py'));

const LANGUAGES: Readonly<Record<string, { readonly file: string; readonly run: readonly string[] }>> = {
  sh: { file: 'snippet.sh', run: ['sh', '-e'] },
  python: { file: 'snippet.py', run: ['python3'] },
  ts: { file: 'snippet.ts', run: [process.execPath] },
};

/** Why the snippets of a language are skipped on this machine. */
const MISSING = {
  sh: spawnSync('curl', ['--version']).status !== 0 && 'curl is not installed',
  python: spawnSync('python3', ['-c', 'import requests']).status !== 0 && 'python3 with requests is not installed',
  ts: false,
};

type Snippet = {
  readonly guide: string;
  readonly language: keyof typeof MISSING;
  readonly number: number;
  readonly text: string;
};

const snippets = globSync('docs/guides/*.md', { cwd: ROOT })
  .toSorted()
  .flatMap((guide) =>
    [...readFileSync(join(ROOT, guide), 'utf8').matchAll(/```(sh|python|ts) run\n([^]*?)```/g)].map(
      ([, language, text], index): Snippet => ({
        guide: basename(guide),
        language: language as Snippet['language'],
        number: index + 1,
        text: text as string,
      }),
    ),
  );

test('every guide has snippets to run', () => {
  const guides = globSync('docs/guides/*.md', { cwd: ROOT });
  assert.equal(new Set(snippets.map(({ guide }) => guide)).size, guides.length);
});

test('what calls the server does so in every language', () => {
  // The guide to the clients has a section for each language.
  for (const guide of globSync('docs/guides/*.md', { cwd: ROOT, exclude: ['docs/guides/clients.md'] })) {
    const inARow = readFileSync(join(ROOT, guide), 'utf8').matchAll(/(?:```\w+ run\n(?:(?!```)[^])*```\n\n?)+/g);
    for (const [row] of inARow) {
      const languages = [...row.matchAll(/```(\w+) run/g)].map(([, language]) => language);
      if (row.includes('SHIFTCOVER_URL')) assert.deepEqual(languages, Object.keys(LANGUAGES), `${guide}: ${row}`);
    }
  }
});

for (const { guide, language, number, text } of snippets) {
  test(`snippet ${number} of ${guide}, in ${language}, runs as it stands`, { skip: MISSING[language] }, async () => {
    const { file, run } = LANGUAGES[language] as { file: string; run: readonly string[] };
    const path = join(folder, `${guide}-${number}-${file}`);
    await writeFile(path, text);
    const env = { ...process.env, SHIFTCOVER_URL: service.url, SHIFTCOVER_KEY: key };
    const [command, ...args] = run as [string, ...string[]];
    const { stdout } = await promisify(execFile)(command, [...args, path], { env, timeout: 60_000 });
    assert.doesNotMatch(stdout, /"error"/);
    assert.notEqual(stdout.trim(), '');
  });
}

test('after all snippets the log has the events that they report', { skip: MISSING.sh || MISSING.python }, async () => {
  const log = await theLog(database.pool);
  const stored = log.map(({ kind, identifier, occurredAt }) => `${kind} ${identifier} ${occurredAt.slice(0, 16)}`);
  for (const line of [
    'login ana 2026-03-01T08:00',
    'login ben 2026-03-01T08:05',
    'login ana 2026-03-02T08:00',
    'login ana 2026-03-03T08:00',
    'login ben 2026-03-01T09:00',
    'logout ana 2026-03-01T12:30',
  ])
    assert.ok(stored.includes(line), line);
});
