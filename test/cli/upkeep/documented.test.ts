import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { driverSubject } from '../../../src/core/shift/lane.ts';
import { clock, HOUR } from '../../../src/core/time/instant.ts';
import { contestDriverId } from '../../../src/store/customer/contestedDriverIds.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addDispute } from '../../../src/store/customer/disputes.ts';
import { addLink } from '../../../src/store/customer/links.ts';
import { atEnd } from '../../support/atEnd.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import type { Json } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { operatorOf } from '../../support/runCommand.ts';

const { url, ownerUrl, database } = await freshDatabase();
const { pool } = database;
// Whoever empties test mode owns its tables.
const { ownerUrl: testUrl } = await freshDatabase();
const { run, json } = operatorOf(url, { DATABASE_OWNER_URL: ownerUrl, TEST_MODE: testUrl });
const folder = await mkdtemp(join(tmpdir(), 'shiftcover-documented-'));
atEnd(() => rm(folder, { recursive: true }));

/** They talk to a server, or need an empty database: other tests run them. */
const ELSEWHERE = ['listen', 'trigger', 'replay', 'restore'];
/** Besides the listed commands, the names of options and ids stand between backticks too. */
const COMMAND =
  /^(audit|backup|cover|customer|dispute|doctor|endpoint|events|key|link|provider|rebuild|request|secrets|shifts|status|test-mode|void)\b/;

/** The command lines in the tables of docs/operations.md that say what to run. */
async function documented(): Promise<string[]> {
  const text = await readFile('docs/operations.md', 'utf8');
  const tables = [...text.matchAll(/^\| [^|]+ \| run \|\n\|---\|---\|\n((?:\|.*\n)+)/gm)].map(
    ([, rows]) => rows as string,
  );
  const lines = tables.flatMap((rows) => [...rows.matchAll(/`([^`]+)`/g)].map(([, line]) => line as string));
  return [...new Set(lines)].filter((line) => COMMAND.test(line) || ELSEWHERE.includes(line.split(' ')[0] ?? ''));
}

type Values = Readonly<Record<string, string>>;

/** One of each thing that a command takes. What a command changes or ends is for it alone. */
async function makeThings(): Promise<{ readonly common: Values; readonly own: Readonly<Record<string, Values>> }> {
  for (const name of ['Renamed Ltd', 'Ending Ltd', 'Linking Ltd']) await providerWithKey(pool, { name });
  const provider = await providerWithKey(pool, { name: 'Courier Ltd' });
  for (const [index, number] of ['ANA1', 'BEN1', 'CEM1', 'DAN1', 'EVA1'].entries())
    await addCustomer(pool, { number, email: `driver${index}@example.com`, name: undefined, from: -Infinity });
  const at = { workProvider: provider.id, from: clock() - 48 * HOUR };
  for (const driverId of ['D1', 'D2', 'D3']) await addLink(pool, { ...at, driverId, customerNumber: 'ANA1' });
  await contestDriverId(pool, { customerNumber: 'BEN1', workProvider: provider.id, driverId: 'D3' });
  const report = await reporting(pool, provider.name);
  for (const line of ['login D1 -6h', 'logout D1 -5h', 'login D1 -4h', 'logout D1 -3h']) await report(line);
  const hour = { from: clock() - 6 * HOUR, to: clock() - 5 * HOUR };
  await addDispute(pool, {
    customerNumber: 'ANA1',
    ...driverSubject({ workProvider: provider.id, driverId: 'D1' }),
    about: hour,
    claim: 'at_work',
    claimed: hour,
    note: '',
    shared: false,
  });
  const links: Json[] = await json('link', 'list');
  const linkOf = (driverId: string) => String(links.find((each) => each.driverId === driverId).id);
  const events: Json[] = await json('events');
  const { rows } = await pool.query<{ receipt: string }>('select receipt from event order by id desc limit 1');
  const receipt = rows[0]?.receipt as string;
  const key = await json('key', 'add', 'Courier Ltd');
  const [dispute] = await json('dispute', 'list');
  const endpoint = await json('endpoint', 'add', 'Courier Ltd', 'https://hooks.example.com/cover');
  const terms = join(folder, 'terms.txt');
  await writeFile(terms, 'What drivers agree to.\n');
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const common = {
    NAME: 'Courier Ltd',
    PROVIDER: 'Courier Ltd',
    P: 'Courier Ltd',
    WHO: 'ANA1',
    N: 'ANA1',
    NUMBER: 'CEM1',
    A: '127.0.0.1',
    K: hoursAgo(1),
    T: hoursAgo(2),
    R: receipt,
    F: terms,
    V: '2026-01',
    URL: 'https://hooks.example.com/agreed',
    DRIVER_ID: 'D4',
    FILE: join(folder, 'backup.zst'),
    '…': 'because',
    '--actor A': 'operator',
    '--email …': 'new@example.com',
    '--name …': 'Cem',
    '--phone …': '+44 20 7946 0000',
  };
  const own: Record<string, Values> = {
    'provider add': { NAME: 'New Ltd' },
    'provider rename': { NAME: 'Renamed Ltd', NEW: 'Renamed Group' },
    'provider end': { NAME: 'Ending Ltd' },
    'provider link-secret': { NAME: 'Linking Ltd' },
    'key add': { T: '2100-01-01T00:00Z' },
    'key revoke': { ID: String(key.id) },
    'link set': { ID: linkOf('D1'), '--from T': hoursAgo(40), '--to T': '2100-01-01T00:00Z' },
    'link void': { ID: linkOf('D2') },
    'link end': { DRIVER_ID: 'D3', NUMBER: 'ANA1' },
    'link dismiss': { DRIVER_ID: 'D3', NUMBER: 'BEN1' },
    'customer merge': { FROM: 'DAN1', INTO: 'EVA1' },
    void: { ID: events[1].id, '--from T': hoursAgo(7), '--to T': hoursAgo(4) },
    request: { ID: receipt },
    audit: { '--key ID': String(key.id), '--request ID': receipt },
    'dispute show': { ID: dispute.id },
    'dispute close': { ID: dispute.id },
  };
  for (const command of ['deliveries', 'pause', 'resume', 'replay', 'rotate-secret'])
    own[`endpoint ${command}`] = { ID: endpoint.id };
  return { common, own };
}

/** `cover WHO [--at T]` as arguments. A value may depend on the command, and on the option before it. */
function argumentsOf(line: string, { common, own }: Awaited<ReturnType<typeof makeThings>>): string[] {
  const words = line.replaceAll(/[[\]]/g, '').split(' ');
  const path = words.slice(0, Math.max(1, words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word)) >>> 0)).join(' ');
  const values = { ...common, ...own[path] };
  const found = words.map((word, index) => {
    const value = own[path]?.[`${words[index - 1]} ${word}`] ?? common[`${words[index - 1]} ${word}` as 'T'];
    return value ?? values[word as 'T'] ?? word;
  });
  return path === 'void' ? [...found, '--yes'] : found;
}

void suite('the commands of docs/operations.md', async () => {
  const things = await makeThings();
  for (const line of await documented()) {
    if (ELSEWHERE.includes(line.split(' ')[0] ?? '')) continue;
    test(line, async () => {
      const { code, stderr } = await run(...argumentsOf(line, things));
      assert.equal(stderr, '');
      assert.equal(code, line === 'doctor' ? 1 : 0);
    });
  }
});
