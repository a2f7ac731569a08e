import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDispute } from '../../src/accounts/disputes.ts';
import { driverSubject } from '../../src/core/shift/lane.ts';
import { clock, HOUR, MINUTE } from '../../src/core/time/instant.ts';
import { shiftsOf } from '../../src/queries/driver/shifts.ts';
import { chooseTimeZone } from '../../src/store/customer/accounts.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { formClient } from '../support/formClient.ts';
import { heading, press } from '../support/pageActions.ts';
import { providerWithKey } from '../support/provider.ts';
import { getJson, type Json, settleEvents } from '../support/reading.ts';
import { reporting } from '../support/reporting.ts';
import { operatorOf } from '../support/runCommand.ts';
import { startService } from '../support/service.ts';
import { openPageAs, readPageText, type SignedInCustomer, signedInCustomer } from '../support/signedInCustomer.ts';

const service = await startService({ INSURER_NAME: 'Fairway', SHARE_DISPUTES: 'yes' });
const { pool } = service.database;
const COURIER = service.provider.name;
/** A winter noon in UTC. */
const FROM = Date.parse('2026-01-15T12:00:00Z') * 1000;
const { json, run, text, refused } = operatorOf(service.databaseUrl);

/** A customer with a shift of two hours, of which the first has no cover. */
async function withShift(number: string): Promise<SignedInCustomer> {
  const customer = await signedInCustomer(pool, number);
  const from = clock() - 3 * HOUR;
  await addLink(pool, {
    workProvider: service.provider.id,
    driverId: number,
    customerNumber: number,
    from: from + HOUR,
  });
  await (await reporting(pool, COURIER))(`login ${number} -3h`, `logout ${number} -1h`);
  await settleEvents(service.database);
  return customer;
}

async function withdrawn(path: string, customer: SignedInCustomer): Promise<Json> {
  return (await fetch(`${service.url}${path}`, { headers: { Cookie: customer.cookie } })).json();
}

test('a driver says what is wrong, operator and work provider read it, the driver reads the answer, and nothing else changes', async () => {
  const ana = await withShift('WRONG2');
  const before = await shiftsOf(pool, ana.number);
  const page = await openPageAs(service.url, ana);
  await page.goto('/my-cover');
  for (const fold of await page.locator('.day-table:not([open]) summary').all()) await fold.click();
  const links = page.getByRole('link', { name: 'Something wrong?' });
  assert.ok((await links.count()) >= 2, 'one for the shift, one for the gap');
  await links.first().click();
  assert.equal(await heading(page), 'What is wrong here?');
  assert.match((await page.textContent('main')) ?? '', new RegExp(`${COURIER}, .*Fairway and ${COURIER} read it`, 's'));
  await press(page, 'Send');
  assert.match((await page.textContent('main')) ?? '', /Choose what happened\./);
  await page.getByLabel('I was at work at other times').check();
  await page.getByLabel('Anything else').fill('The app crashed\u202e.');
  await press(page, 'Send');
  assert.match((await page.textContent('main')) ?? '', /You said: I was at work at other times, .*No answer yet/s);

  const [listed] = await json('dispute', 'list');
  assert.deepEqual(
    [listed.customerNumber, listed.workProvider, listed.driverId, listed.claim, listed.closedAt],
    ['WRONG2', COURIER, 'WRONG2', 'other_times', null],
  );
  assert.match(await text('dispute', 'show', listed.id), /note +The app crashed<U\+202E>\./);
  assert.equal((await json('status')).openDisputes, 1);
  assert.match(await text('status'), /disputes +1 open: npx shiftcover dispute list\n/);
  assert.match((await run('doctor')).stdout, /one dispute of a driver has no answer\n +npx shiftcover dispute list\n/);
  const { items } = await getJson(service, '/v1/disputes?open=true');
  assert.deepEqual(
    [items[0].id, items[0].driverId, items[0].note, items[0].answer],
    [listed.id, 'WRONG2', 'The app crashed\u202e.', null],
  );
  assert.deepEqual(items[0].about, listed.about);
  assert.match(
    await text('dispute', 'close', listed.id, '--answer', 'It is corrected now.'),
    /is closed\. WRONG2 is mailed/,
  );
  assert.match((await refused('dispute', 'close', listed.id, '--answer', 'x'))[1], /is closed already/);
  assert.match((await refused('dispute', 'close', 'dsp_x', '--answer', 'x'))[1], /there is no dispute dsp_x/);
  assert.match(await readPageText(service.url, '/disputes', ana), /Answer, .*: It is corrected now\./);
  assert.deepEqual((await getJson(service, '/v1/disputes?open=true')).items, []);
  assert.match(await text('status'), /disputes +none is open\n/);
  assert.doesNotMatch((await run('doctor')).stdout, /dispute/);
  assert.equal((await getJson(service, '/v1/disputes')).items[0].answer, 'It is corrected now.');

  assert.deepEqual(await shiftsOf(pool, ana.number), before);
  const data = await withdrawn('/my-data/download', ana);
  assert.deepEqual(
    data.disputes.map((each: Json) => [each.workProvider, each.note, each.answer, each.sharedWithWorkProvider]),
    [[COURIER, 'The app crashed\u202e.', 'It is corrected now.', true]],
  );
  const done = data.audit.map((line: Json) => line.did);
  assert.deepEqual(done.slice(-3), ['opened a dispute', 'read about a customer', 'closed a dispute']);
});

test('the form is in the zone of the work provider that a customer is linked to, unless they chose one', async () => {
  const eva = await signedInCustomer(pool, 'ZONE2');
  const { id } = await providerWithKey(pool, { name: 'Curierat', timeZone: 'Europe/Bucharest' });
  const lead = async () => await readPageText(service.url, `/dispute?of=${id}&from=${FROM}&to=${FROM + HOUR}`, eva);
  assert.match(await lead(), /12:00–13:00/);
  await addLink(pool, { workProvider: id, driverId: 'Z', customerNumber: eva.number, from: clock() });
  assert.match(await lead(), /14:00–15:00/);
  await chooseTimeZone(pool, eva.number, 'Asia/Tokyo');
  assert.match(await lead(), /21:00–22:00/);
});

test('what the insurer does not share, the work provider does not see', async () => {
  const ben = await withShift('UNSHARED2');
  const [at] = (await shiftsOf(pool, ben.number)).shifts;
  const about = { from: at?.shift.from ?? 0, to: (at?.shift.from ?? 0) + HOUR };
  const subject = driverSubject({ workProvider: service.provider.id, driverId: ben.number });
  const said = { customerNumber: ben.number, ...subject, about, claimed: about };
  const opened = await openDispute(pool, { ...said, claim: 'not_at_work', note: '', shared: false });
  assert.equal(opened.tag, 'opened');
  const { items } = await getJson(service, '/v1/disputes');
  assert.ok(items.every((each: Json) => each.driverId !== 'UNSHARED2'));
  assert.ok((await json('dispute', 'list', '--all')).some((each: Json) => each.customerNumber === 'UNSHARED2'));
});

test("nobody disputes another customer's work, or work that is not there", async () => {
  const ben = await withShift('OWN2');
  const [at] = (await shiftsOf(pool, ben.number)).shifts;
  const from = at?.shift.from ?? 0;
  const eve = await signedInCustomer(pool, 'EVE2', 'Eve');
  const of = String(service.provider.id);
  const form = { claim: 'at_work', happened_from: '2026-01-01T08:00', happened_to: '2026-01-01T09:00', note: '' };
  const post = async (who: SignedInCustomer, about: { from: number; to: number }, changed: object = {}) => {
    const client = formClient(service.url);
    client.cookies.set('sign_in', who.cookie.replace('sign_in=', ''));
    return await client.post('/dispute', { ...form, of, from: String(about.from), to: String(about.to), ...changed });
  };
  assert.equal((await post(eve, { from, to: from + HOUR })).status, 404);
  assert.equal((await post(ben, { from: from - 9 * HOUR, to: from - 8 * HOUR })).status, 404);
  for (const [changed, error] of [
    [{ happened_from: '2026-02-31T08:00' }, /Enter a date and a time/],
    [{ happened_from: '0000-01-01T08:00' }, /Enter a date and a time/],
    [{ happened_from: '2999-01-01T08:00', happened_to: '2999-01-01T09:00' }, /has not come yet/],
    [{ happened_to: '2026-01-01T07:00' }, /The end must be after the beginning/],
    [{ note: 'x'.repeat(2_001) }, /at most 2,000 characters/],
    [{ claim: 'x' }, /Choose what happened/],
  ] as const) {
    const answer = await post(ben, { from, to: from + MINUTE }, changed);
    assert.equal(answer.status, 422, String(error));
    assert.match(answer.body, error);
  }
  assert.equal((await post(ben, { from, to: from }, {})).location, '/my-cover');
  assert.equal((await post(ben, { from, to: from + HOUR })).location, '/disputes?done=dispute_opened');
});
