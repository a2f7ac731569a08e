import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { test } from 'node:test';
import { newestAudit, recordAudit } from '../../../src/store/audit.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import { operatorOf } from '../../support/runCommand.ts';

const { url, database } = await freshDatabase();
const { text, json, refused } = operatorOf(url);

test('the audit log says who did what about whom, the newest last', async () => {
  const { name } = await providerWithKey(database.pool);
  await text('provider', 'link-secret', name);
  const entries: { who: string; did: string; about: string; at: string }[] = await json('audit', '--limit', '500');
  const own = entries.filter(({ about }) => about === name);
  assert.deepEqual(
    own.map(({ who, did }) => ({ who, did })),
    [{ who: `operator ${userInfo().username}`, did: 'added a link secret' }],
  );
  assert.ok(entries.every(({ at }, index) => index === 0 || (entries[index - 1]?.at as string) <= at));
  assert.equal((await json('audit', '--limit', '1')).length, 1);
  assert.deepEqual(await json('audit', '--actor', userInfo().username, '--provider', name), own);
  assert.deepEqual(await json('audit', '--customer', 'NOBODY'), []);
  assert.match(await text('audit'), /^WHEN +WHO +DID +ABOUT\n/);
  assert.equal((await refused('audit', '--limit', '0'))[0], 2);
});

test('no text in the audit log forges a line, moves what is printed or acts on a terminal', async () => {
  const forged = 'this\n2026-01-01 00:00:00 UTC  operator root  deleted  everything\u001b[1A\u202e\u200b';
  await recordAudit(database.pool, { tag: 'operator', name: 'eve\nroot' }, { action: 'did', about: forged });
  const lines = (await text('audit', '--limit', '1')).trimEnd().split('\n');
  assert.equal(lines.length, 2);
  assert.match(
    lines[1] as string,
    /operator eve<U\+000A>root  did  this<U\+000A>2026.*<U\+001B>\[1A<U\+202E><U\+200B>$/,
  );
  const printed = await text('audit', '--limit', '1', '--json');
  assert.doesNotMatch(printed.trimEnd(), /\p{C}/u);
  assert.equal(JSON.parse(printed)[0].about, forged);
});

const READS: readonly (readonly string[])[] = [
  ['cover', 'READ1'],
  ['shifts', 'READ1'],
  ['events', '--customer', 'READ1'],
  ['link', 'list', '--customer', 'READ1'],
  ['audit', '--customer', 'READ1'],
  ['customer', 'suspension', 'list', 'READ1'],
  ['customer', 'opt-out', 'list', 'READ1'],
  ['customer', 'list'],
  ['link', 'list'],
  ['events'],
  ['dispute', 'list'],
];
test('every command that shows data of customers records who looked, and at whom', async () => {
  await addCustomer(database.pool, { number: 'READ1', email: 'r@example.com', name: undefined, from: -Infinity });
  for (const args of READS) {
    await text(...args);
    const [last] = await newestAudit(database.pool, 1);
    const isOfOne = args.includes('READ1');
    assert.deepEqual(
      [last?.action, last?.actor, last?.customerNumber],
      [
        isOfOne ? 'read about a customer' : 'listed customers',
        { tag: 'operator', name: userInfo().username },
        isOfOne ? 'READ1' : null,
      ],
      args.join(' '),
    );
  }
});
