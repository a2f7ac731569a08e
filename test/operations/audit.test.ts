import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import type { Actor } from '../../src/core/actor.ts';
import { clock, HOUR, MINUTE } from '../../src/core/time/instant.ts';
import { addCustomer, optIn, optOut, resumeCustomer, suspendCustomer } from '../../src/operations/customers.ts';
import { addKey, revokeKey, setLinkRule } from '../../src/operations/keys.ts';
import { addLink, dismissContest, endLink } from '../../src/operations/links.ts';
import { addProvider, changeSettings, endSignUpHook, setSignUpHook } from '../../src/operations/providers.ts';
import { type AuditFilter, auditOfCustomer, newestAudit } from '../../src/store/audit.ts';
import { contestDriverId } from '../../src/store/customer/contestedDriverIds.ts';
import type { Queryable } from '../../src/store/postgres/database.ts';
import { freshDatabase } from '../support/freshDatabase.ts';

const { url, database, owner } = await freshDatabase();
const { pool } = database;
const ANA: Actor = { tag: 'operator', name: 'ana' };
const ANY_URL = () => undefined;
const SETTING = { timeZone: 'Europe/London', longestShift: 14 * HOUR };

async function newProvider(name: string): Promise<{ id: number; name: string }> {
  const added = await addProvider(pool, ANA, { name, ...SETTING });
  return added.tag === 'added' ? { id: added.id, name } : assert.fail(added.tag);
}

test('every change of a customer or a link is found by the customer number, and what is refused is not recorded', async () => {
  const workProvider = await newProvider('Courier Ltd');
  const customerNumber = 'ABC12';
  await addCustomer(pool, ANA, { email: 'ana@example.com', number: customerNumber });
  await addCustomer(pool, ANA, { email: 'Ana@example.com' });
  const names = { workProvider, driverId: '1686', customerNumber };
  const from = clock() - HOUR;
  await addLink(pool, ANA, { ...names, from });
  await addLink(pool, ANA, { ...names, from });
  await endLink(pool, ANA, names);
  await endLink(pool, ANA, names);
  await suspendCustomer(pool, ANA, { customerNumber, from, reason: 'unpaid' });
  await suspendCustomer(pool, ANA, { customerNumber, from, reason: 'unpaid' });
  await resumeCustomer(pool, ANA, { customerNumber });
  await resumeCustomer(pool, ANA, { customerNumber });
  await optOut(pool, ANA, { customerNumber, workProvider, from });
  await optOut(pool, ANA, { customerNumber, workProvider, from });
  await optIn(pool, ANA, { customerNumber, workProvider });
  await optIn(pool, ANA, { customerNumber, workProvider });
  await contestDriverId(pool, { ...names, workProvider: workProvider.id });
  await dismissContest(pool, ANA, { ...names, why: 'asked them' });
  await dismissContest(pool, ANA, { ...names, why: 'asked them' });
  const lines = await auditOfCustomer(pool, customerNumber);
  assert.deepEqual(
    lines.map(({ action }) => action),
    [
      'added a customer',
      'added a link',
      'ended a link',
      'suspended a customer',
      'ended the suspension of a customer',
      'refused a work provider for a customer',
      'took a refusal back for a customer',
      'decided that a driver ID is not theirs',
    ],
  );
  assert.deepEqual(new Set(lines.map(({ actor }) => JSON.stringify(actor))), new Set([JSON.stringify(ANA)]));
});

test('every change of a work provider is found by its id, and no row holds a secret', async () => {
  const provider = await newProvider('Audited Ltd');
  const now = clock();
  const change = { provider, timeZone: undefined, longestShift: 8 * HOUR, now };
  assert.equal((await changeSettings(pool, ANA, { ...change, from: now - MINUTE })).tag, 'past');
  await changeSettings(pool, ANA, { ...change, from: now });
  const key = await addKey(pool, ANA, { provider, mode: 'live' });
  await revokeKey(pool, ANA, { id: key.id });
  assert.equal((await setLinkRule(pool, ANA, { provider, mustBeSigned: true })).tag, 'no_secret');
  const hook = await setSignUpHook(pool, ANA, { provider, url: 'https://Example.com' }, ANY_URL);
  await endSignUpHook(pool, ANA, { provider });
  const { rows } = await pool.query<{ action: string; before: unknown; after: unknown }>(
    'select action, about, before, after from audit where work_provider_id = $1 order by id',
    [provider.id],
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    [
      'added a work provider',
      'changed the settings of a work provider',
      'added a key',
      'revoked a key',
      'set a sign-up hook',
      'ended a sign-up hook',
    ],
  );
  assert.partialDeepStrictEqual(rows[1], {
    before: { timeZone: 'Europe/London', longestShift: 'PT14H', holdsFrom: null },
    after: { timeZone: 'Europe/London', longestShift: 'PT8H' },
  });
  const secret = hook.tag === 'set' ? hook.secret : assert.fail(hook.tag);
  for (const each of [key.key, secret]) assert.ok(!JSON.stringify(rows).includes(each));
});

const MANY = 50_000;
const FILTERS: readonly AuditFilter[] = [
  { customerNumber: 'C77' },
  { workProvider: 77 },
  { keyId: 77 },
  { actor: 'C77' },
  { address: '10.0.0.77' },
  { requestId: 'request 77' },
];
const READS: Record<string, (db: Queryable) => Promise<unknown>> = {
  'all of a customer': (db) => auditOfCustomer(db, 'C77'),
  ...Object.fromEntries(FILTERS.map((filter) => [JSON.stringify(filter), (db) => newestAudit(db, 50, filter)])),
};

test('in a big audit log what concerns one customer, key, actor, address or request is read by an index', async () => {
  const fill = `insert into audit (actor_kind, actor, key_id, work_provider_id, customer_number, request_id, address, action, about)
    select case when n % 2 = 0 then 'key' else 'customer' end, case when n % 2 = 1 then 'C' || n % 1000 end,
      case when n % 2 = 0 then n % 999 end, n % 1000, 'C' || n % 1000, 'request ' || n, '10.0.0.' || n % 1000, 'did', 'this'
    from generate_series(1, ${MANY}) n`;
  await pool.query(fill);
  await owner.query('analyze audit');
  // Without the settings of our own connections: the plan is to stand by itself.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [what, read] of Object.entries(READS)) {
    const plan = await planOf(client, read);
    assert.match(plan, /"Node Type":"(Bitmap )?Index Scan".*"Index Cond"/, `${what}: ${plan}`);
    assert.doesNotMatch(plan, /Seq Scan|"Filter"/, what);
  }
  await client.end();
});

async function planOf(client: pg.Client, read: (db: Queryable) => Promise<unknown>): Promise<string> {
  const plans: unknown[] = [];
  const query = (async ({ text, values }: pg.QueryConfig) => {
    plans.push(...(await client.query(`explain (format json) ${text}`, values)).rows);
    return { rows: [] };
  }) as unknown as Queryable['query'];
  await read({ query });
  return JSON.stringify(plans);
}
