import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { suite, test } from 'node:test';
import { freshDatabase } from '../support/freshDatabase.ts';
import type { Json } from '../support/reading.ts';
import { operatorOf, type Ran, runCommand } from '../support/runCommand.ts';
import { runServer } from '../support/runServer.ts';

const { url, database } = await freshDatabase();
const { tell, json, refused, run } = operatorOf(url);

void suite('the program', { concurrency: 3 }, () => {
  test('every command explains itself', async () => {
    const commands = [
      '|provider|provider add|provider list|provider set|key|key add|key list|key revoke',
      'customer|customer add|customer list|customer suspend|customer resume|customer refuse|customer accept',
      'link|link add|link end|link list|shifts|events|cover|void|rebuild|migrate|demo|replay|endpoint|endpoint list',
    ].flatMap((line) => line.split('|'));
    const helps = await Promise.all(commands.map((command) => run(...command.split(' ').filter(Boolean), '--help')));
    for (const [index, command] of commands.entries()) {
      const { code, stdout, stderr } = helps[index] as Ran;
      assert.deepEqual([code, stderr], [0, ''], command);
      assert.match(stdout, new RegExp(`^Usage: shiftcover ${command}`));
      assert.equal(/Commands:/.test(stdout) || /--json/.test(stdout), true, command);
    }
  });

  test('an empty house says what to do first', async () => {
    const said = await Promise.all(
      ['provider list', 'key list', 'customer list', 'link list', 'events'].map((each) => tell(...each.split(' '))),
    );
    for (const text of said) assert.match(text, /^No .* yet\. .*npx shiftcover /);
    assert.deepEqual(await json('migrate'), { migrated: [] });
  });

  test('what is not understood is refused in one line', async () => {
    assert.deepEqual(await refused('provder', 'list'), [2, "unknown command 'provder' (Did you mean provider?)"]);
    assert.deepEqual(await refused('events', '--drivr', 'x'), [2, "unknown option '--drivr' (Did you mean --driver?)"]);
    assert.equal((await refused('shifts'))[0], 2);
    assert.equal((await refused('shifts', 'A', 'B'))[0], 2);
    assert.equal((await run()).code, 2);
  });

  test('bad configuration and a database that is away are told apart by the exit code', async () => {
    const misled = await runCommand({ DATABASE_URL: 'mysql://x' }, ['provider', 'list']);
    assert.equal(misled.code, 2);
    assert.match(misled.stderr, /^shiftcover: DATABASE_URL must be a URL such as .*\n$/);
    const away = await runCommand({ DATABASE_URL: 'postgres://x@127.0.0.1:1/x' }, ['provider', 'list', '--json']);
    assert.deepEqual([away.code, away.stdout], [1, '']);
    assert.match(away.stderr, /^shiftcover: PostgreSQL cannot be used: .*\n$/);
  });

  test('it runs from any folder, under a Node that is too old to run it by itself', async (t) => {
    const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path));
    if (!oldNode) return t.skip('no other Node here');
    const env = { DATABASE_URL: url };
    assert.deepEqual(await runCommand(env, ['migrate', '--json'], { node: oldNode, cwd: tmpdir() }), {
      code: 0,
      stdout: '{"migrated":[]}\n',
      stderr: '',
    });
    assert.equal((await runCommand(env, ['shifts', 'NONE'], { node: oldNode, cwd: tmpdir() })).code, 1);
    return undefined;
  });
});

const OUTCOMES = ['opened_shift', 'repeated_login', 'ended_shift', 'opened_shift', 'ended_shift', 'no_login_before'];

test('the demo starts a server where none answers, and shows what a messy day comes to', async () => {
  const text = await tell('demo');
  assert.match(text, /^No server for this database answers at http:\/\/127\.0\.0\.1:1, so this demo ran its own\.\n/);
  assert.match(text, /·{24}█{13}·{14}█{11}·{10}/);
  assert.match(text, /06:40–09:00 +gap +2h 20min +not covered: the driver ID was not linked yet/);
  assert.match(text, /Worked 15h 10min, covered for 12h 50min of it\./);
  const suggested = [...text.matchAll(/^ {2}npx shiftcover (cover \S+ --at \S+|shifts \S+)/gm)].map(
    ([, command]) => command as string,
  );
  assert.equal(suggested.length, 3);
  const [yes, no] = await Promise.all(suggested.map((command) => json(...command.split(' '))));
  assert.deepEqual([yes.covered, no.because], [true, ['not_linked']]);
});

test('the demo sends to the server that runs, again and again', async () => {
  const server = await runServer({ DATABASE_URL: url, LOG_LEVEL: 'warn' });
  const first = await json('demo', '--url', server.url);
  const second = await json('demo', '--url', `${server.url}/`);
  for (const { url: asked, startedServer, drivers } of [first, second]) {
    assert.deepEqual([asked, startedServer], [server.url, false]);
    assert.deepEqual(
      drivers[0].events.map((event: Json) => event.outcome),
      OUTCOMES,
    );
    assert.deepEqual(
      drivers[1].shifts.map((shift: Json) => shift.endedBy),
      ['limit', 'logout'],
    );
    assert.deepEqual(
      drivers[1].gaps.map((gap: Json) => gap.reason),
      ['not_linked'],
    );
    assert.deepEqual(
      drivers.map((driver: Json) => [driver.workedSeconds, driver.coveredSeconds]),
      [
        [29_700, 29_700],
        [54_600, 46_200],
      ],
    );
  }
  const providers = await database.pool.query('select name from work_provider');
  assert.deepEqual(providers.rows, [{ name: 'Demo Couriers' }]);
  assert.deepEqual(await json('rebuild'), { differences: [] });
  assert.equal((await refused('demo', '--url', 'nowhere'))[0], 2);
});
