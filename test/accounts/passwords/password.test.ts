import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import { checkPassword, hashPassword, passwordProblem } from '../../../src/accounts/passwords/password.ts';

test('a password is hashed with argon2id, 19 MiB, two passes and a new salt, and then matches', async () => {
  const [one, two] = await Promise.all([hashPassword('seven brown bicycles'), hashPassword('seven brown bicycles')]);
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.notEqual(one, two);
  assert.equal(await checkPassword('seven brown bicycles', one), true);
  assert.equal(await checkPassword('seven brown bicycles ', one), false);
  assert.equal(await checkPassword('', one), false);
});

test('the hash equals that of another implementation of argon2id', async () => {
  const [, , , , salt = '', tag] = (await hashPassword('seven brown bicycles')).split('$');
  const nonce = Buffer.from(salt, 'base64');
  const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
  const expected = argon2Sync('argon2id', { message: 'seven brown bicycles', nonce, ...cost });
  assert.equal(tag, expected.toString('base64').replace('=', ''));
});

test('a hash of another cost is checked at that cost', async () => {
  const nonce = Buffer.alloc(16, 7);
  const tag = argon2Sync('argon2id', {
    message: 'old times',
    nonce,
    memory: 64,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  });
  const phc = `$argon2id$v=19$m=64,t=1,p=1$${nonce.toString('base64').replaceAll('=', '')}$${tag.toString('base64').replaceAll('=', '')}`;
  assert.equal(await checkPassword('old times', phc), true);
  assert.equal(await checkPassword('new times', phc), false);
  await assert.rejects(checkPassword('x', 'plain'), /unknown form/);
});

test('a password matches however the keyboard composes its characters', async () => {
  const phc = await hashPassword('caf\u00e9 con leche');
  assert.equal(await checkPassword('cafe\u0301 con leche', phc), true);
});

test('a customer without a password takes as long to refuse as a wrong password', async () => {
  const phc = await hashPassword('seven brown bicycles');
  const timed = async (check: () => Promise<boolean>) => {
    const began = performance.now();
    assert.equal(await check(), false);
    return performance.now() - began;
  };
  const times: { none: number; wrong: number }[] = [];
  for (let round = 0; round < 7; round++) {
    const none = await timed(() => checkPassword('', null));
    times.push({ none, wrong: await timed(() => checkPassword('wrong', phc)) });
  }
  const median = (each: number[]) => each.toSorted((a, b) => a - b)[3] as number;
  const ratio = median(times.map(({ none }) => none)) / median(times.map(({ wrong }) => wrong));
  assert.ok(ratio > 0.5 && ratio < 2, `the ratio was ${ratio}`);
});

test('very long texts are refused without being hashed', async () => {
  const phc = await hashPassword('seven brown bicycles');
  assert.equal(await checkPassword('x'.repeat(1_000_000), phc), false);
  assert.equal(await checkPassword('x'.repeat(1_000_000), null), false);
});

const PROBLEMS = {
  too_short: ['', 'ninechars', '🚲🚲🚲🚲🚲'],
  too_long: ['x-'.repeat(101)],
  too_common:
    `aaaaaaaaaaaa abababababab password1password1 1234567890 0123456789 9876543210 07700900123 2001-03-15-01 qwertyuiop
    qwerty123456 1q2w3e4r5t 1qaz2wsx3edc abcdefghij abcdefgh123 Password123 P4ssw0rd2024! PASSWORD!! iloveyou12 Iloveyou!!!!
    welcome2026 Liverpool1892 administrator deliveroo2025 Football10 manchesterunited letmein2024 superman!!!1`.split(
      /\s+/,
    ),
};

for (const [problem, texts] of Object.entries(PROBLEMS)) {
  test(`a password is ${problem.replace('_', ' ')}: ${texts.length} examples`, () => {
    assert.deepEqual(
      texts.filter((text) => passwordProblem(text) !== problem),
      [],
    );
  });
}

test('a long password that is not common is accepted, whatever its characters', () => {
  const good = [
    'seven brown bicycles',
    'ten chars!',
    'Kd83hs0vmQ',
    'пароль мой дом',
    '🚲🛵🚗🚕🚙🚌🚎🏎🚓🚑',
    'x'.repeat(3) + 'Yq9'.repeat(60).slice(0, 100) + 'the end',
    'password of my grandmother',
  ];
  assert.deepEqual(
    good.map((text) => passwordProblem(text)),
    good.map(() => undefined),
  );
});

test('a password that holds the email, the insurer or the work provider is refused', () => {
  const known = ['ana.silva@example.com', 'Fairway Mutual', 'Courier & Söhne'];
  for (const text of ['xx ana.silva xx', 'FairwayMutual-77', 'my courier & söhne!', 'Ana.Silva@example.com'])
    assert.equal(passwordProblem(text, known), 'holds_known_words', text);
  assert.equal(passwordProblem('seven brown bicycles', [...known, 'a@b.c']), undefined);
});
