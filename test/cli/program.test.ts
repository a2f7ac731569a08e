import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { suite, test } from 'node:test';
import { fitted } from '../../src/cli/output/table.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { operatorOf, type Ran, runCommand } from '../support/runCommand.ts';

const { url } = await freshDatabase();
const { text, json, refused, run } = operatorOf(url);

/** The commands that the documents name, without their arguments. */
async function documented(): Promise<string[]> {
  const files = ['README.md', ...globSync('docs/**/*.md')];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const named = texts.flatMap((text) => [...text.matchAll(/npx shiftcover ([a-z][a-z-]*( [a-z][a-z-]*(?![.\w]))?)/g)]);
  return [...new Set(named.map(([, command]) => command as string))].filter((command) => command !== 'replay march');
}

void suite('the program', { concurrency: 3 }, () => {
  test('every command explains itself', async () => {
    const own = [
      '|provider|provider add|provider list|provider set|key|key add|key list|key revoke',
      'customer|customer add|customer list|customer suspend|customer resume|customer refuse|customer accept',
      'link|link add|link end|link list|shifts|events|cover|void|rebuild|migrate|demo|replay|endpoint|endpoint list',
    ].flatMap((line) => line.split('|'));
    const commands = [...new Set([...own, ...(await documented())])];
    const helps = await Promise.all(commands.map((command) => run(...command.split(' ').filter(Boolean), '--help')));
    for (const [index, command] of commands.entries()) {
      const { code, stdout, stderr } = helps[index] as Ran;
      assert.deepEqual([code, stderr], [0, ''], command);
      assert.match(stdout, new RegExp(`^Usage: shiftcover ${command}`));
      assert.equal(/Commands:/.test(stdout) || /--json/.test(stdout), true, command);
    }
  });

  test('lists of an empty database say what to do first', async () => {
    const answers = await Promise.all(
      ['provider list', 'key list', 'customer list', 'link list', 'events'].map((each) => text(...each.split(' '))),
    );
    for (const answer of answers) assert.match(answer, /^No .* yet\. .*npx shiftcover /);
    assert.deepEqual(await json('migrate'), { migrated: [] });
  });

  test('it says its version, explains a command by help, and answers an error in JSON where JSON was asked for', async () => {
    assert.match(await text('--version'), /^\d+\.\d+\.\d+\n$/);
    assert.match(await text('help', 'void'), /^Usage: shiftcover void /);
    for (const args of [
      ['shifts', 'NOBODY', '--json'],
      ['events', '--limit', '0', '--json'],
    ]) {
      const { stdout, stderr } = await run(...args);
      assert.deepEqual([stdout, Object.keys(JSON.parse(stderr))], ['', ['error']]);
    }
  });

  test('a shell completes groups, commands and options', async (t) => {
    const script = await text('completion', 'bash');
    const completed = (...words: string[]) =>
      spawnSync('bash', [
        '-c',
        `${script}\nCOMP_WORDS=(shiftcover ${words.join(' ')} '')\nCOMP_CWORD=${words.length + 1}\n_shiftcover\necho "\${COMPREPLY[*]}"`,
      ]).stdout.toString();
    if (spawnSync('bash', ['--version']).error) return t.skip('no bash here');
    assert.match(completed(), /\bprovider key customer\b/);
    assert.match(completed('provider'), /\badd list set\b/);
    assert.match(completed('provider', 'add'), /--time-zone --longest-shift/);
    assert.match(await text('completion', 'zsh'), /^autoload -U \+X bashcompinit/);
    assert.match(
      await text('completion', 'fish'),
      /__fish_seen_subcommand_from provider; and .* add' -a '--json --test --time-zone/,
    );
    assert.equal((await refused('completion', 'tcsh'))[0], 2);
    return undefined;
  });

  test('a table is cut to the room that there is', () => {
    const rows = [
      ['ID', 'WORK PROVIDER', 'URL'],
      ['1', 'Courier', 'https://example.com/a/very/long/path'],
    ];
    assert.deepEqual(fitted(rows, Infinity), rows);
    const cut = fitted(rows, 40).map((row) => row.join('  '));
    assert.equal(Math.max(...cut.map(({ length }) => length)) <= 40, true, cut.join('|'));
    assert.match(cut[1] ?? '', /^1 {2}Courier {2}https:.*…$/);
  });

  test('an unknown command or option is refused in one line', async () => {
    assert.deepEqual(await refused('provder', 'list'), [2, "unknown command 'provder' (Did you mean provider?)"]);
    assert.deepEqual(await refused('events', '--drivr', 'x'), [2, "unknown option '--drivr' (Did you mean --driver?)"]);
    assert.equal((await refused('shifts'))[0], 2);
    assert.equal((await refused('shifts', 'A', 'B'))[0], 2);
    assert.equal((await run()).code, 2);
  });

  test('the exit code tells bad configuration from a database that cannot be reached', async () => {
    const misconfigured = await runCommand({ DATABASE_URL: 'mysql://x' }, ['provider', 'list']);
    assert.equal(misconfigured.code, 2);
    assert.match(misconfigured.stderr, /^shiftcover: DATABASE_URL must be a URL such as .*\n$/);
    const unreachable = await runCommand({ DATABASE_URL: 'postgres://x@127.0.0.1:1/x' }, [
      'provider',
      'list',
      '--json',
    ]);
    assert.deepEqual([unreachable.code, unreachable.stdout], [1, '']);
    assert.match(JSON.parse(unreachable.stderr).error, /^PostgreSQL cannot be used: /);
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
