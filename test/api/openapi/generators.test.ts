import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { atEnd } from '../../support/atEnd.ts';
import { readRawDocument } from '../../support/document.ts';
import { startService } from '../../support/service.ts';

const BIN = new URL('../../generators/node_modules/.bin/', import.meta.url).pathname;
const TSC = new URL('../../../node_modules/.bin/tsc', import.meta.url).pathname;
const run = promisify(execFile);

const service = await startService();
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-generators-'));
atEnd(() => rm(folder, { recursive: true }));
await writeFile(join(folder, 'document.json'), JSON.stringify(await readRawDocument(service.url)));

/** The first guide, by a client that @hey-api/openapi-ts made. */
const BY_HEY_API = `
import { createClient, createConfig } from './sdk/client/index.js';
import { listEvents, reportLogin } from './sdk/index.js';

const [baseUrl = '', key = ''] = process.argv.slice(2);
const client = createClient(createConfig({ baseUrl, auth: key }));
const login = { driverId: 'HEY', timestamp: '2026-03-01T08:00:00Z' };
const { data: pending } = await reportLogin({ client, body: login, throwOnError: true });
const refused = await reportLogin({ client, body: { ...login, timestamp: 'noon' } });
const { data: page } = await listEvents({ client, query: { driverId: 'HEY' }, throwOnError: true });
console.log(pending.status, refused.error?.error, refused.error?.param, page.items[0]?.kind);
`;

/** The same, and a web hook, by the types that openapi-typescript made. */
const BY_OPENAPI_TYPESCRIPT = `
import type { components, paths } from './types.js';

type Notice = components['schemas']['Notice'];
type Page = paths['/v1/events']['get']['responses']['200']['content']['application/json'];
const [url = '', key = ''] = process.argv.slice(2);
const headers = { Authorization: key };
const login: components['schemas']['Report'] = { driverId: 'TYPES', timestamp: '2026-03-01T08:00:00Z' };
const body = JSON.stringify(login);
await fetch(url + '/v1/shift/login', { method: 'POST', headers, body });
const page = (await (await fetch(url + '/v1/events?driverId=TYPES', { headers })).json()) as Page;
const endOf = (notice: Notice): string | null => (notice.type === 'shift.ended' ? notice.data.endedAt : null);
console.log(page.items[0]?.kind, page.items[0]?.policyId, typeof endOf);
`;

const PROJECT = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
    typeRoots: [new URL('../../../node_modules/@types', import.meta.url).pathname],
    strict: true,
    outDir: 'out',
    rootDir: '.',
  },
  include: ['.'],
};

test('clients that generators make of the document compile, and run the first guide', async () => {
  await run(join(BIN, 'openapi-ts'), ['-i', 'document.json', '-o', 'sdk'], { cwd: folder });
  await run(join(BIN, 'openapi-typescript'), ['document.json', '-o', 'types.d.ts'], { cwd: folder });
  await writeFile(join(folder, 'heyApi.ts'), BY_HEY_API);
  await writeFile(join(folder, 'openapiTypescript.ts'), BY_OPENAPI_TYPESCRIPT);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(PROJECT));
  await run(process.execPath, [TSC, '-p', folder]).catch((error: { stdout: string }) => assert.fail(error.stdout));
  const programs = ['heyApi.js', 'openapiTypescript.js'].map((name) => join(folder, 'out', name));
  const printed = programs.map(async (path) => {
    return (await run(process.execPath, [path, service.url, service.provider.key])).stdout;
  });
  assert.deepEqual(await Promise.all(printed), ['PENDING INVALID_DATA timestamp login\n', 'login null function\n']);
});
