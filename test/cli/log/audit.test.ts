import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { test } from 'node:test';
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
  assert.match(await text('audit'), /^WHEN +WHO +DID +ABOUT\n/);
  assert.equal((await refused('audit', '--limit', '0'))[0], 2);
});
