import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword } from '../../src/accounts/passwords/password.ts';
import { type LoggedIn, logIn, logOut, signedIn } from '../../src/accounts/signIn.ts';
import { addressBlock } from '../../src/accounts/throttle.ts';
import { auditOfCustomer, newestAudit } from '../../src/store/audit.ts';
import { accountOf, setPasswordOf } from '../../src/store/customer/accounts.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { sha256Of } from '../../src/store/secrets.ts';
import { beginSignIn, pruneSignIns } from '../../src/store/signIn/signIns.ts';
import { recordHit } from '../../src/store/signIn/throttle.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { INSURER_TERMS, PASSWORD, signedUpDriver } from '../support/signUps.ts';

const { pool } = (await freshDatabase()).database;
const logInWith = (email: string, password = PASSWORD, address = '192.0.2.1'): Promise<LoggedIn> =>
  logIn(pool, { email, password, address, device: undefined });

test('each log-in with email and password gives a new token', async () => {
  const ana = await signedUpDriver(pool);
  const [one, two] = [await logInWith(ana.email), await logInWith(ana.email.toUpperCase())];
  assert.ok(one.tag === 'in' && two.tag === 'in');
  assert.equal(new Set([one.token, two.token, ana.token]).size, 3);
  const who = await signedIn(pool, one.token);
  assert.deepEqual(
    { ...who, signInSha256: undefined },
    {
      customerNumber: ana.customerNumber,
      email: ana.email,
      name: 'Ana Silva',
      phone: '+44 7700 900123',
      emailVerified: false,
      agreedTo: INSURER_TERMS.version,
      signInSha256: undefined,
    },
  );
});

test('the database holds no token of a sign-in', async () => {
  const { token } = await signedUpDriver(pool);
  const stored = await pool.query<{ all: string }>('select string_agg(to_jsonb(s)::text, $1) as all from sign_in s', [
    ' ',
  ]);
  assert.ok(!stored.rows[0]?.all.includes(token));
  assert.ok(!stored.rows[0]?.all.includes(Buffer.from(token).toString('hex')));
  assert.ok(!stored.rows[0]?.all.includes(Buffer.from(token, 'base64url').toString('hex')));
});

test('a wrong password, an unknown email and a customer without a password give the same answer', async () => {
  const { email } = await signedUpDriver(pool);
  await addCustomer(pool, { number: 'ADDED1', email: 'added@example.com', name: undefined, from: -Infinity });
  const answers = [
    await logInWith(email, 'wrong'),
    await logInWith('nobody@example.com'),
    await logInWith('added@example.com', ''),
  ];
  assert.deepEqual(answers, [{ tag: 'wrong' }, { tag: 'wrong' }, { tag: 'wrong' }]);
});

test('each log-in and each failure is in the audit log, found by the customer number', async () => {
  const ana = await signedUpDriver(pool);
  await logInWith(ana.email);
  await logInWith(ana.email, 'wrong');
  await logInWith('nobody@example.com');
  const own = (await auditOfCustomer(pool, ana.customerNumber)).map(({ actor, action }) => `${actor.tag} ${action}`);
  assert.deepEqual(own.slice(-2), ['customer logged in', 'stranger failed to log in']);
  const [last] = await newestAudit(pool, 1);
  assert.deepEqual([last?.action, last?.about, last?.customerNumber], ['failed to log in', 'an unknown email', null]);
});

test('logging out ends one sign-in and no other, and an invalid token signs nobody in', async () => {
  const ana = await signedUpDriver(pool);
  const other = await logInWith(ana.email);
  assert.ok(other.tag === 'in');
  await logOut(pool, ana.token);
  assert.equal(await signedIn(pool, ana.token), undefined);
  assert.ok(await signedIn(pool, other.token));
  for (const invalid of [undefined, '', 'x', '\0', 'ü'.repeat(9999)])
    assert.equal(await signedIn(pool, invalid), undefined);
  await logOut(pool, undefined);
});

test('a sign-in ends 90 days after it began, and 30 days after its last use', async () => {
  const { token, customerNumber } = await signedUpDriver(pool);
  const age = (change: string) =>
    pool.query(`update sign_in set ${change} where customer_number = $1`, [customerNumber]);
  await age("last_seen_at = now() - interval '29 days'");
  assert.ok(await signedIn(pool, token));
  const used = await pool.query(
    "select from sign_in where customer_number = $1 and last_seen_at > now() - interval '1 minute'",
    [customerNumber],
  );
  assert.equal(used.rowCount, 1);
  await age("last_seen_at = now() - interval '31 days'");
  assert.equal(await signedIn(pool, token), undefined);
  await age("last_seen_at = now(), expires_at = now() - interval '1 second'");
  assert.equal(await signedIn(pool, token), undefined);
  await pruneSignIns(pool);
  assert.equal((await pool.query('select from sign_in where customer_number = $1', [customerNumber])).rowCount, 0);
});

test('ten wrong passwords for an email lock one address out, no other address, and a log-in resets the count', async () => {
  const { email } = await signedUpDriver(pool);
  for (let tried = 0; tried < 9; tried++) assert.equal((await logInWith(email, 'wrong', '192.0.2.7')).tag, 'wrong');
  assert.equal((await logInWith(email, PASSWORD, '192.0.2.7')).tag, 'in');
  for (let tried = 0; tried < 10; tried++) assert.equal((await logInWith(email, 'wrong', '192.0.2.7')).tag, 'wrong');
  const refused = await logInWith(email, PASSWORD, '192.0.2.7');
  assert.ok(refused.tag === 'too_many' && refused.retryAfterSeconds > 800 && refused.retryAfterSeconds <= 900);
  assert.equal((await logInWith(email.toUpperCase(), PASSWORD, '::ffff:192.0.2.7')).tag, 'too_many');
  assert.equal((await logInWith(email, PASSWORD, '192.0.2.8')).tag, 'in');
});

test('log-ins that succeed lock nobody out, and forgive no failure of the same address', async () => {
  const { email } = await signedUpDriver(pool);
  for (let failed = 0; failed < 99; failed++) await recordHit(pool, 'log_in_address', sha256Of('192.0.2.30'));
  for (let tried = 0; tried < 3; tried++) assert.equal((await logInWith(email, PASSWORD, '192.0.2.30')).tag, 'in');
  assert.equal((await logInWith(email, 'wrong', '192.0.2.30')).tag, 'wrong');
  assert.equal((await logInWith(email, PASSWORD, '192.0.2.30')).tag, 'too_many');
});

test('of thirty guesses at the same time at most ten are checked', async () => {
  const { email } = await signedUpDriver(pool);
  const tries = Array.from({ length: 30 }, (_, guess) => logInWith(email, `guess ${guess}`, '192.0.2.9'));
  const tags = (await Promise.all(tries)).map(({ tag }) => tag);
  assert.ok(tags.filter((tag) => tag === 'wrong').length <= 10);
  assert.ok(tags.filter((tag) => tag === 'too_many').length >= 20);
});

test('an unknown email is throttled like a known one', async () => {
  for (let tried = 0; tried < 10; tried++)
    assert.equal((await logInWith('ghost@example.com', 'x', '192.0.2.10')).tag, 'wrong');
  assert.equal((await logInWith('ghost@example.com', 'x', '192.0.2.10')).tag, 'too_many');
});

test('an IPv4 address counts by itself, an IPv6 address by its /64', () => {
  const blocks = [
    '192.0.2.1',
    '::ffff:192.0.2.1',
    '::FFFF:192.0.2.1',
    '2001:db8:0:7:1:2:3:4',
    '2001:DB8::7:1:2:3:4',
    '2001:db8:0:7::',
    '::1',
    'fe80::1%eth0',
    'junk',
  ];
  assert.deepEqual(blocks.map(addressBlock), [
    '192.0.2.1',
    '192.0.2.1',
    '192.0.2.1',
    '2001:db8:0:7',
    '2001:db8:0:7',
    '2001:db8:0:7',
    '0:0:0:0',
    'fe80:0:0:0',
    'junk',
  ]);
});

test('a sign-in cannot begin with the old password while it is being changed', async () => {
  const { customerNumber } = await signedUpDriver(pool);
  const old = (await accountOf(pool, customerNumber))?.password as string;
  const changing = await pool.connect();
  await changing.query('begin');
  await setPasswordOf(changing, customerNumber, await hashPassword('nine green bicycles'));
  const begun = beginSignIn(pool, customerNumber, old);
  await changing.query('commit');
  changing.release();
  assert.equal(await begun, undefined);
});
