import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyEmail } from '../../../src/accounts/emailVerification.ts';
import {
  agreeToLink,
  endOwnLink,
  optInToProvider,
  optOutOfProvider,
} from '../../../src/accounts/linking/customerLinks.ts';
import type { Invitation } from '../../../src/accounts/linking/invitation.ts';
import { clock, HOUR } from '../../../src/core/time/instant.ts';
import { awaitedLinksOf } from '../../../src/store/customer/awaitedLinks.ts';
import { contestedDriverIdsOf } from '../../../src/store/customer/contestedDriverIds.ts';
import { addCustomer } from '../../../src/store/customer/customers.ts';
import { addLink, linksOfCustomer } from '../../../src/store/customer/links.ts';
import { optOutsOf } from '../../../src/store/customer/suspensions.ts';
import { agreementsOf } from '../../../src/store/customer/terms.ts';
import { setLinkRule } from '../../../src/store/provider/linkSecrets.ts';
import { addMailedToken } from '../../../src/store/signIn/mailedTokens.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import { auditedActions, NO_TERMS, newInvitation, signedUpDriver } from '../../support/signUps.ts';

const { pool } = (await freshDatabase()).database;

test('an agreement links the driver ID once, from now on', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, ana.email.toUpperCase());
  const agree = () => agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false);
  assert.deepEqual([await agree(), await agree()], [{ tag: 'linked' }, { tag: 'already_yours' }]);
  const links = await linksOfCustomer(pool, ana.customerNumber);
  assert.equal(links.length, 1);
  assert.ok(Math.abs((links[0]?.held.from ?? 0) - clock()) < HOUR);
});

test('of three customers who agree at the same time exactly one gets the driver ID, without a deadlock', async () => {
  for (let round = 0; round < 5; round++) {
    const racers = await Promise.all([signedUpDriver(pool), signedUpDriver(pool), signedUpDriver(pool)]);
    const shared = await newInvitation(pool, '');
    const outcomes = await Promise.all(
      racers.map(({ customerNumber, email }) =>
        agreeToLink(pool, customerNumber, { ...shared, email }, NO_TERMS, false),
      ),
    );
    assert.deepEqual(outcomes.map(({ tag }) => tag).toSorted(), ['linked', 'taken', 'taken']);
    for (const [index, { customerNumber }] of racers.entries()) {
      const won = outcomes[index]?.tag === 'linked';
      assert.equal((await linksOfCustomer(pool, customerNumber)).length, won ? 1 : 0);
      assert.equal((await agreementsOf(pool, customerNumber)).length, won ? 2 : 1);
      const last = (await auditedActions(pool, customerNumber)).at(-1);
      assert.equal(last, won ? 'claimed a driver ID' : 'was refused a driver ID that belongs to someone else');
    }
  }
});

test('proof takes a driver ID from a claim, equal proof does not, and whoever loses or is refused can see it', async () => {
  const [ana, ben, cem] = [await signedUpDriver(pool), await signedUpDriver(pool), await signedUpDriver(pool)];
  const invitation = await newInvitation(pool, ana.email);
  const agree = async (who: typeof ana, more: Partial<Invitation> = {}) =>
    (await agreeToLink(pool, who.customerNumber, { ...invitation, email: who.email, ...more }, NO_TERMS, false)).tag;
  const contested = async ({ customerNumber }: typeof ana) =>
    (await contestedDriverIdsOf(pool, customerNumber)).map(({ driverId }) => driverId);
  assert.equal(await agree(ana), 'linked');
  assert.equal(await agree(ben), 'taken', 'a claim against a claim');
  assert.deepEqual([await contested(ana), await contested(ben)], [[], [invitation.driverId]]);

  assert.equal(await agree(ben, { signed: true, signature: 'a1' }), 'linked', 'a signature against a claim');
  assert.deepEqual([await contested(ana), await contested(ben)], [[invitation.driverId], []]);
  const [lost] = await linksOfCustomer(pool, ana.customerNumber);
  assert.ok((lost?.held.to ?? Infinity) <= clock(), 'the claim ends where the proven link begins');
  assert.equal(await agree(cem, { signed: true, signature: 'b2' }), 'taken', 'a signature against a signature');
  assert.equal(await agree(ana), 'taken', 'a claim against a signature');

  const [link] = await linksOfCustomer(pool, ben.customerNumber);
  await endOwnLink(pool, ben.customerNumber, link?.id ?? 0);
  assert.equal(await agree(ben, { signed: true, signature: 'A1' }), 'used_link', 'a signed link links once');
  assert.equal(
    await agree(cem, { signed: true, signature: 'b2' }),
    'linked',
    'a link that linked nobody is not used up',
  );
  assert.deepEqual(await contested(cem), []);
});

test('without proof a customer has one driver ID of a work provider at a time', async () => {
  const ana = await signedUpDriver(pool);
  const first = await newInvitation(pool, ana.email);
  const second = { ...first, driverId: `${first.driverId}-2` };
  const agree = async (invitation: Invitation) =>
    (await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false)).tag;
  assert.deepEqual(
    [await agree(first), await agree(second), await agree(first)],
    ['linked', 'other_claim', 'already_yours'],
  );
  assert.equal(await agree({ ...second, signed: true, signature: 'c3' }), 'linked', 'proof is no claim');
  assert.equal(await agree(await newInvitation(pool, ana.email)), 'linked', 'another work provider');
});

test('a driver ID that an operator linked from tomorrow on is taken', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, ana.email);
  await addCustomer(pool, { number: 'TOMORROW', email: 'tomorrow@example.com', name: undefined, from: -Infinity });
  await addLink(pool, { ...invitation, customerNumber: 'TOMORROW', from: clock() + 24 * HOUR });
  assert.deepEqual(await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false), { tag: 'taken' });
});

test('a link that an operator adds at the same time comes first', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, ana.email);
  await addCustomer(pool, { number: 'FASTER', email: 'faster@example.com', name: undefined, from: -Infinity });
  const operator = await pool.connect();
  await operator.query('begin');
  await addLink(operator, { ...invitation, customerNumber: 'FASTER', from: undefined });
  const agreed = agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await operator.query('commit');
  operator.release();
  assert.deepEqual(await agreed, { tag: 'taken' });
  assert.equal(
    (await auditedActions(pool, ana.customerNumber)).at(-1),
    'was refused a driver ID that belongs to someone else',
  );
});

test('an invitation for another email links nobody', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, 'bea@example.com', { signed: true });
  assert.deepEqual(await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false), { tag: 'other_email' });
  assert.deepEqual(await agreeToLink(pool, 'NOBODY', invitation, NO_TERMS, false), { tag: 'other_email' });
  assert.equal((await linksOfCustomer(pool, ana.customerNumber)).length, 0);
});

test('where mail is configured an unsigned link of an unverified driver waits, and a signed one does not', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, ana.email);
  const agree = (signed: boolean) => agreeToLink(pool, ana.customerNumber, { ...invitation, signed }, NO_TERMS, true);
  assert.deepEqual([await agree(false), await agree(false)], [{ tag: 'verify_first' }, { tag: 'verify_first' }]);
  assert.equal((await awaitedLinksOf(pool, ana.customerNumber)).length, 1);
  assert.deepEqual(await agree(true), { tag: 'linked' });
});

test('once links must be signed, an unsigned link that was opened before or that waits links nobody', async () => {
  const [ana, bea] = [await signedUpDriver(pool), await signedUpDriver(pool)];
  const invitation = await newInvitation(pool, ana.email);
  await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, true);
  await setLinkRule(pool, invitation.workProvider, true);

  const late = { ...invitation, email: bea.email, driverId: 'another' };
  assert.deepEqual(await agreeToLink(pool, bea.customerNumber, late, NO_TERMS, false), { tag: 'unsigned' });
  const token = await addMailedToken(pool, 'verify_email', ana.customerNumber);
  const verified = await verifyEmail(pool, token, ana.customerNumber);
  assert.deepEqual(verified.tag === 'done' && verified.links.map(({ linked }) => linked.tag), ['unsigned']);
  for (const { customerNumber } of [ana, bea]) assert.equal((await linksOfCustomer(pool, customerNumber)).length, 0);
});

test('an agreement to terms other than the current ones is refused', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, ana.email);
  assert.deepEqual(await agreeToLink(pool, ana.customerNumber, invitation, 'older', false), { tag: 'terms_changed' });
});

test('a customer can agree to links twenty times an hour', async () => {
  const ana = await signedUpDriver(pool);
  const invitation = await newInvitation(pool, ana.email);
  const agree = () => agreeToLink(pool, ana.customerNumber, invitation, 'older', false);
  for (let count = 0; count < 20; count++) assert.equal((await agree()).tag, 'terms_changed');
  assert.equal((await agree()).tag, 'too_many');
});

test('a driver ends their own links and no others, and the past of the link stays', async () => {
  const ana = await signedUpDriver(pool);
  const bea = await signedUpDriver(pool);
  await agreeToLink(pool, ana.customerNumber, await newInvitation(pool, ana.email), NO_TERMS, false);
  const id = (await linksOfCustomer(pool, ana.customerNumber))[0]?.id as number;
  assert.equal(await endOwnLink(pool, bea.customerNumber, id), false);
  assert.equal(await endOwnLink(pool, ana.customerNumber, 999_999), false);
  assert.equal(await endOwnLink(pool, ana.customerNumber, id), true);
  assert.equal(await endOwnLink(pool, ana.customerNumber, id), false);
  const [ended] = await linksOfCustomer(pool, ana.customerNumber);
  assert.ok(ended && ended.held.to < clock() + HOUR && ended.held.to > ended.held.from);
  assert.equal((await auditedActions(pool, ana.customerNumber)).at(-1), 'ended the link of a driver ID');
});

test('a driver ID whose link has ended can be linked by another customer', async () => {
  const [ana, bea] = [await signedUpDriver(pool), await signedUpDriver(pool)];
  const invitation = await newInvitation(pool, ana.email);
  await agreeToLink(pool, ana.customerNumber, invitation, NO_TERMS, false);
  await endOwnLink(pool, ana.customerNumber, (await linksOfCustomer(pool, ana.customerNumber))[0]?.id as number);
  const outcome = await agreeToLink(pool, bea.customerNumber, { ...invitation, email: bea.email }, NO_TERMS, false);
  assert.deepEqual(outcome, { tag: 'linked' });
});

test('a driver opts out of a work provider, and in again', async () => {
  const { customerNumber } = await signedUpDriver(pool);
  const { id } = await providerWithKey(pool);
  assert.deepEqual(
    [await optOutOfProvider(pool, customerNumber, id), await optOutOfProvider(pool, customerNumber, id)],
    [true, false],
  );
  assert.equal((await optOutsOf(pool, customerNumber)).length, 1);
  assert.deepEqual(
    [await optInToProvider(pool, customerNumber, id), await optInToProvider(pool, customerNumber, id)],
    [true, false],
  );
  assert.equal(await optOutOfProvider(pool, customerNumber, 999_999), false);
  const actions = (await auditedActions(pool, customerNumber)).slice(-2);
  assert.deepEqual(actions, ['refused a work provider', 'took back the refusal of a work provider']);
});
