import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { operatorOf } from '../../support/runCommand.ts';

const { url } = await freshDatabase();
const { json, refused, text } = operatorOf(url);

test('a work provider has one sign-up hook, whose secret is shown once', async () => {
  await json('provider', 'add', 'Courier Ltd');
  assert.deepEqual(await json('provider', 'sign-up-hook', 'Courier Ltd'), { workProvider: 'Courier Ltd', url: null });
  const set = await json('provider', 'sign-up-hook', 'Courier Ltd', 'https://Example.com/drivers');
  assert.equal(set.url, 'https://example.com/drivers');
  assert.match(set.secret, /^whsec_/);
  await json('provider', 'sign-up-hook', 'Courier Ltd', 'https://example.com/other');
  const { since, ...shown } = await json('provider', 'sign-up-hook', 'Courier Ltd');
  assert.deepEqual(shown, { workProvider: 'Courier Ltd', url: 'https://example.com/other' });
  assert.ok(Date.now() - Date.parse(since) < 60_000);
  assert.match(await text('provider', 'sign-up-hook', 'Courier Ltd', '--off'), /is notified no more/);
  assert.deepEqual((await json('audit')).map(({ did }: { did: string }) => did).slice(-3), [
    'set a sign-up hook',
    'set a sign-up hook',
    'ended a sign-up hook',
  ]);
});

test('an unknown work provider, a bad URL or a contradiction is refused in one line', async () => {
  const attempts: [string[], number, RegExp][] = [
    [['Nobody'], 1, /no work provider/],
    [['Courier Ltd', '--off'], 1, /has no sign-up hook/],
    [['Courier Ltd', 'https://10.0.0.1/x'], 1, /not on the open internet/],
    [['Courier Ltd', 'nonsense'], 1, /must be one such as https/],
    [['Courier Ltd', 'https://example.com', '--off'], 2, /not both/],
  ];
  for (const [args, code, why] of attempts) {
    const [seen, said] = await refused('provider', 'sign-up-hook', ...args);
    assert.equal(seen, code, said);
    assert.match(said, why);
  }
});
