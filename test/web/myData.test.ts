import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword } from '../../src/accounts/passwords/password.ts';
import { clock, HOUR } from '../../src/core/time/instant.ts';
import { recordAudit } from '../../src/store/audit.ts';
import { setPasswordOf } from '../../src/store/customer/accounts.ts';
import { contestDriverId, endContest } from '../../src/store/customer/contestedDriverIds.ts';
import { addLink, endLink } from '../../src/store/customer/links.ts';
import { shareNumber } from '../../src/store/customer/sharing.ts';
import { suspendCustomer } from '../../src/store/customer/suspensions.ts';
import { recordAgreement, recordTerms } from '../../src/store/customer/terms.ts';
import { beginSignIn } from '../../src/store/signIn/signIns.ts';
import type { Json } from '../support/reading.ts';
import { reporting } from '../support/reporting.ts';
import { startService } from '../support/service.ts';
import { openPageAs, readPageText, type SignedInCustomer, signedInCustomer } from '../support/signedInCustomer.ts';
import { until } from '../support/until.ts';

const service = await startService();
const db = service.database.pool;
const COURIER = service.provider.name;
const courier = await reporting(db, COURIER);
const PASSWORD = 'three random words';

async function download(customer: SignedInCustomer): Promise<{ headers: Headers; text: string; data: Json }> {
  const answer = await fetch(`${service.url}/my-data/download`, { headers: { Cookie: customer.cookie } });
  const text = await answer.text();
  return { headers: answer.headers, text, data: JSON.parse(text) };
}

/** Downloads until every event is settled. */
async function downloadSettled(customer: SignedInCustomer): Promise<Json> {
  return await until(async () => {
    const { data } = await download(customer);
    return data.eventsNotYetInShifts === 0 && data;
  });
}

/** A customer who can log in by a form. */
async function withPassword(number: string, name?: string): Promise<SignedInCustomer> {
  const customer = await signedInCustomer(db, number, name);
  const phc = await hashPassword(PASSWORD);
  await setPasswordOf(db, number, phc);
  return { ...customer, cookie: `sign_in=${await beginSignIn(db, number, phc)}` };
}

const linkOf = (driverId: string, customerNumber: string) => ({
  workProvider: service.provider.id,
  driverId,
  customerNumber,
});

test('the download holds all data about the customer, and no secret', async () => {
  const ana = await withPassword('DATA2');
  await addLink(db, { ...linkOf('data', 'DATA2'), from: clock() - 3 * HOUR });
  await courier('login data -4h', 'logout data -2h', 'login @DATA2 -1h');
  await suspendCustomer(db, 'DATA2', clock(), 'unpaid');
  for (const driverId of ['mine too', 'not mine']) await contestDriverId(db, linkOf(driverId, 'DATA2'));
  await endContest(db, linkOf('not mine', 'DATA2'));
  await shareNumber(db, linkOf('any', 'DATA2'));
  const data = await downloadSettled(ana);
  assert.deepEqual(
    [data.you.customerNumber, data.you.name, data.you.email],
    ['DATA2', 'Ana Silva', 'data2@example.com'],
  );
  assert.deepEqual(
    data.links.map((link: Json) => [link.workProvider, link.driverId, link.to]),
    [[COURIER, 'data', null]],
  );
  assert.deepEqual(
    data.events.map((event: Json) => [event.kind, event.identifier]),
    [
      ['logout', 'data'],
      ['login', 'DATA2'],
    ],
  );
  assert.deepEqual(
    data.shifts.map((shift: Json) => [shift.driverId, shift.endedBy]),
    [
      ['data', 'logout'],
      [null, null],
    ],
  );
  assert.deepEqual(
    data.shifts[0].withoutCover.map((gap: Json) => gap.reason),
    ['not_linked'],
  );
  assert.deepEqual(
    data.suspensions.map((each: Json) => each.reason),
    ['unpaid'],
  );
  assert.deepEqual(
    data.driverIdsThatOthersHold.map((each: Json) => [each.workProvider, each.driverId, each.to !== null]),
    [
      [COURIER, 'mine too', false],
      [COURIER, 'not mine', true],
    ],
  );
  assert.equal(data.workProvidersNotifiedOfYourNumber[0].workProvider, COURIER);
  assert.equal(data.signIns.length, 2);
  const { text, headers } = await download(ana);
  assert.doesNotMatch(text, /argon2|sha256|password"/);
  assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="my-data-DATA2.json"$/);
});

test('a download is in the audit log, and so in the next download', async () => {
  const customer = await signedInCustomer(db, 'DATA9', 'Dora');
  await download(customer);
  const { data } = await download(customer);
  assert.equal(data.audit.at(-1).did, 'downloaded their data');
});

test('the download holds no data of other holders of a driver ID, or of others in the audit log', async () => {
  const ana = await signedInCustomer(db, 'MINE2');
  await signedInCustomer(db, 'THEIRS2', 'Ben Okoro');
  await addLink(db, { ...linkOf('handed', 'MINE2'), from: clock() - 5 * HOUR });
  await endLink(db, linkOf('handed', 'MINE2'), clock() - 3 * HOUR);
  await addLink(db, { ...linkOf('handed', 'THEIRS2'), from: clock() - 3 * HOUR });
  await courier('login handed -4h', 'logout handed -2h', 'login handed -1h');
  const action = 'was refused a driver ID that is taken';
  await recordAudit(
    db,
    { tag: 'customer', customerNumber: 'THEIRS2' },
    { action, about: 'driver ID handed', customerNumber: 'MINE2' },
  );
  await recordAudit(
    db,
    { tag: 'operator', name: 'ana' },
    { action: 'added a link', about: 'driver ID other, customer THEIRS2', customerNumber: 'THEIRS2' },
  );
  const data = await downloadSettled(ana);
  assert.deepEqual(
    data.events.map((event: Json) => event.kind),
    ['login'],
  );
  assert.deepEqual(
    data.shifts.map((shift: Json) => shift.endedBy),
    ['passed_on'],
  );
  assert.deepEqual(
    data.audit.filter(({ did }: Json) => did !== 'downloaded their data').map((line: Json) => line.who),
    ['another customer'],
  );
  assert.doesNotMatch(JSON.stringify(data), /THEIRS2|Okoro/);
});

test('the page shows the contact data of the customer', async () => {
  const ana = await signedInCustomer(db, 'PAGE2');
  const text = await readPageText(service.url, '/my-data', ana);
  assert.match(text, /Customer number PAGE2 Name Ana Silva Email address page2@example.com/);
  assert.match(text, /Where you are logged in Since \d\d:\d\d/);
});

test('the page shows the agreed version of terms, unless it has no name', async () => {
  const ana = await signedInCustomer(db, 'AGREED2');
  for (const version of ['none-given', '2026-01']) {
    await recordTerms(db, service.provider.id, { version, text: 'Be careful.' });
    await recordAgreement(db, ana.number, service.provider.id, version);
  }
  await recordAgreement(db, ana.number, 'insurer', 'placeholder');
  const text = await readPageText(service.url, '/my-data', ana);
  const date = '\\d+ \\w+ \\d{4}';
  assert.match(text, new RegExp(`Terms of ${COURIER}, on ${date}`));
  assert.match(text, new RegExp(`Terms of ${COURIER}, version 2026-01, on ${date}`));
  assert.match(text, new RegExp(`Terms of Your insurer, on ${date}`));
  assert.doesNotMatch(text, /none-given|placeholder/);
  assert.doesNotMatch(await readPageText(service.url, '/terms/insurer', ana), /Version/);
});

test('closing an account asks for the password, and says what is kept', async () => {
  const ana = await withPassword('CLOSE2', 'Close Me');
  await addLink(db, { ...linkOf('close', 'CLOSE2'), from: clock() - 2 * HOUR });
  await courier('login close -1h');
  const page = await openPageAs(service.url, ana);
  await page.goto('/close-account');
  assert.match(
    (await page.textContent('main')) ?? '',
    /What we have to keep.*Your customer number.*The law makes an insurer keep these/s,
  );
  await page.fill('#password', 'not this one at all');
  await page.click('text="Close my account for good"');
  assert.match((await page.textContent('#password-error')) ?? '', /That is not your/);
  assert.match(await readPageText(service.url, '/my-cover', ana), /You are covered now/);

  await page.fill('#password', PASSWORD);
  await page.click('text="Close my account for good"');
  await page.waitForURL('**/account-closed');
  assert.equal(await page.textContent('h1'), 'Your account is closed');
  await page.goto('/my-cover');
  assert.match(page.url(), /\/log-in/);

  const left = await db.query("select name, email from customer where number = 'CLOSE2'");
  assert.deepEqual(left.rows[0], { name: null, email: 'CLOSE2@closed' });
  const kept = await db.query("select 1 from event join subject on subject.id = subject_id where identifier = 'close'");
  assert.equal(kept.rowCount, 1);
  const open = await db.query("select 1 from link where customer_number = 'CLOSE2' and upper_inf(held)");
  assert.equal(open.rowCount, 0);
});

test('signed out, every page about the account redirects to log in', async () => {
  for (const path of ['/my-data', '/my-data/download', '/close-account', '/links', '/time-zone', '/my-cover']) {
    const answer = await fetch(`${service.url}${path}`, { redirect: 'manual' });
    assert.equal(answer.status, 302, path);
    assert.match(answer.headers.get('location') ?? '', /^\/log-in/, path);
  }
});
