import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { clock, HOUR, instantOf, MINUTE, SECOND, toRfc3339 } from '../../src/core/time/instant.ts';
import { suspendCustomer } from '../../src/store/customer/customers.ts';
import { addLink, endLink } from '../../src/store/customer/links.ts';
import { aVisitor } from '../support/browser.ts';
import { readPage, signedInMember, withTelephone } from '../support/member.ts';
import { providerWithKey } from '../support/provider.ts';
import type { Json } from '../support/reading.ts';
import { reporting } from '../support/reporting.ts';
import { startService } from '../support/service.ts';

const service = await startService();
const db = service.database.pool;
const COURIER = service.provider.name;
const courier = await reporting(db, COURIER);

/** A moment that lies some minutes from now, by the clock on the wall in London. */
function wallClock(minutesFromNow: number): string {
  const at = Temporal.Now.zonedDateTimeISO('Europe/London').add({ minutes: minutesFromNow });
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}

const postShift = (kind: 'login' | 'logout', event: object) =>
  service.ask({ method: 'POST', path: `/v1/shift/${kind}/`, body: JSON.stringify(event) });

/** Asks again and again until the page as served says it, for as long as settling may take. */
async function settled(path: string, member: Parameters<typeof readPage>[2], pattern: RegExp): Promise<string> {
  const deadline = performance.now() + 4_000;
  for (;;) {
    const text = await readPage(service.url, path, member);
    if (pattern.test(text)) return text;
    if (performance.now() > deadline) return assert.fail(`never said ${pattern}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Lets the page's own clock run until what was reported is in its week. */
async function settledOn(page: Page, part: string): Promise<void> {
  for (let tries = 0; tries < 20 && (await page.locator(part).count()) === 0; tries++) {
    await page.clock.fastForward('00:11');
    await page
      .locator(part)
      .waitFor({ timeout: 250 })
      .catch(() => {});
  }
}

test('from the work provider’s link to "covered now", without loading the page again', async () => {
  const page = await aVisitor(service.url);
  await page.clock.install();
  await page.goto(`/link-work-provider?wp=${encodeURIComponent(COURIER)}&wp_id=1686&email=nia@example.com`);
  await page.fill('#name', 'Nia Driver');
  await page.fill('#phone', '07700 900123');
  await page.fill('#password', 'three random words');
  await page.check('#insurer_terms');
  await page.check('#provider_terms');
  await page.click('main button');
  await page.waitForURL('**/my-cover*');
  assert.equal(await page.textContent('h1'), 'You are not covered now');
  assert.match(
    (await page.textContent('#answer')) ?? '',
    new RegExp(`${COURIER} has not told us that you are at work`),
  );

  const hourAgo = toRfc3339(clock() - HOUR);
  assert.equal((await postShift('login', { driverId: '1686', timestamp: hourAgo })).status, 202);
  await page.clock.fastForward('00:11');
  await page.getByRole('heading', { name: 'You are covered now' }).waitFor();
  assert.match(
    (await page.textContent('#answer')) ?? '',
    new RegExp(`through ${COURIER} since (yesterday, )?\\d\\d:\\d\\d`),
  );
  await settledOn(page, '#week table');
  assert.match((await page.textContent('#week table')) ?? '', /still at work.*not linked yet/s);

  const number = (await page.textContent('.customer-number .code')) ?? '';
  assert.equal(
    (await service.ask({ path: `/v1/validate/customer-number/${number}?email=nia@example.com` })).status,
    204,
  );
  await postShift('logout', { policyId: number, timestamp: toRfc3339(clock()) });
  await page.clock.fastForward('00:11');
  await page.getByRole('heading', { name: 'You are not covered now' }).waitFor();
});

test('the customer number can be copied', async () => {
  const ana = await signedInMember(db, 'COPY2');
  const page = await withTelephone(service.url, ana, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/my-cover');
  await page.click('button[data-copy]');
  await page.getByText('Copied').waitFor();
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'COPY2');
});

test('without JavaScript the page tells as much, and is refreshed by its link', async () => {
  const ana = await signedInMember(db, 'NOJS2');
  await addLink(db, {
    workProvider: service.provider.id,
    driverId: 'nojs',
    customerNumber: 'NOJS2',
    from: clock() - HOUR,
  });
  const page = await withTelephone(service.url, ana, { javaScriptEnabled: false });
  await page.goto('/my-cover');
  assert.equal(await page.locator('h1').textContent(), 'You are not covered now');
  await courier('login nojs -30m');
  await page.getByRole('link', { name: 'Refresh' }).click();
  assert.equal(await page.locator('h1').textContent(), 'You are covered now');
  assert.match(
    (await page.locator('#answer').textContent()) ?? '',
    new RegExp(`since (yesterday, )?${wallClock(-30)}`),
  );
  assert.equal(await page.locator('button[data-copy]').isVisible(), false);
});

test('whoever has gone since is asked to log in, and whoever looks sees no change is sent nothing', async () => {
  const ana = await signedInMember(db, 'LIVE2');
  const live = (headers: Record<string, string>) =>
    fetch(`${service.url}/my-cover/live`, { headers, redirect: 'manual' });
  const first = await live({ Cookie: ana.cookie });
  const version = first.headers.get('etag') ?? assert.fail('no version');
  assert.match(await first.text(), /You are not covered now/);
  assert.equal((await live({ Cookie: ana.cookie, 'If-None-Match': '"another"' })).status, 200);
  const again = await live({ Cookie: ana.cookie, 'If-None-Match': version });
  assert.ok(again.status === 304 || again.headers.get('etag') !== version);
  assert.equal((await live({})).status, 302);
});

test('a work provider that reports by customer number can be refused, and taken back', async () => {
  const eats = await providerWithKey(db, { name: 'Quick Eats' });
  const ana = await signedInMember(db, 'REFUSE2');
  await (await reporting(db, eats.name))('login @REFUSE2 -20m');
  const page = await withTelephone(service.url, ana);
  await page.goto('/my-cover');
  assert.match((await page.textContent('#answer')) ?? '', /You are covered now.*through Quick Eats/s);
  await page.getByRole('button', { name: "I don't work for them (Quick Eats)" }).click();
  await page.waitForURL('**/links*');
  assert.match(
    await readPage(service.url, '/my-cover', ana),
    /You are not covered now Quick Eats reports that you are at work, but you told us/,
  );
  await page.getByRole('button', { name: 'I do after all (Quick Eats)' }).click();
  await page.getByRole('button', { name: "I don't work for them (Quick Eats)" }).waitFor();
  assert.match(await readPage(service.url, '/my-cover', ana), /You are covered now/);
});

test('the driver ends a link: cover stops then, and what was stays', async () => {
  const ana = await signedInMember(db, 'ENDS2');
  await addLink(db, {
    workProvider: service.provider.id,
    driverId: 'ends',
    customerNumber: 'ENDS2',
    from: clock() - 3 * HOUR,
  });
  await courier('login ends -2h');
  await settled('/my-cover', ana, /still at work/);
  const page = await withTelephone(service.url, ana);
  await page.goto('/links');
  await page.getByRole('link', { name: 'End this link' }).click();
  await page.click('text="Yes, end it"');
  await page.waitForURL('**/links?done=link_ended');
  const after = await readPage(service.url, '/my-cover', ana);
  assert.match(
    after,
    new RegExp(`You are not covered now You are at work for ${COURIER}, but your link with them has ended`),
  );
  const data = await (await fetch(`${service.url}/my-data/download`, { headers: { Cookie: ana.cookie } })).json();
  assert.deepEqual(
    (data as Json).shifts.map((shift: Json) => shift.cover.length),
    [1],
  );
});

test('nobody can end the link of another, or look at the page that asks whether to', async () => {
  const ana = await signedInMember(db, 'OWNER2');
  const eve = await signedInMember(db, 'EVE2', 'Eve');
  const added = await addLink(db, {
    workProvider: service.provider.id,
    driverId: 'owned',
    customerNumber: 'OWNER2',
    from: clock() - HOUR,
  });
  const id = added.tag === 'added' ? String(added.link.id) : assert.fail();
  const headers = { Cookie: eve.cookie, 'Sec-Fetch-Site': 'same-origin' };
  const asked = await fetch(`${service.url}/links/end?link=${id}`, { headers, redirect: 'manual' });
  assert.deepEqual([asked.status, asked.headers.get('location')], [302, '/links']);
  const posted = await fetch(`${service.url}/links/end`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ link: id }),
    redirect: 'manual',
  });
  assert.deepEqual([posted.status, posted.headers.get('location')], [303, '/links']);
  assert.match(await readPage(service.url, '/links', ana), /Driver ID owned, since/);
});

test('a driver ID that passed on tells each of its holders only their own work', async () => {
  const ana = await signedInMember(db, 'FIRST2');
  const ben = await signedInMember(db, 'SECOND2', 'Ben Okoro');
  const id = { workProvider: service.provider.id, driverId: 'passed' };
  await addLink(db, { ...id, customerNumber: 'FIRST2', from: clock() - 5 * HOUR });
  await endLink(db, { ...id, customerNumber: 'FIRST2' }, clock() - 3 * HOUR);
  await addLink(db, { ...id, customerNumber: 'SECOND2', from: clock() - 3 * HOUR });
  await courier('login passed -4h', 'logout passed -2h', 'login passed -1h');
  const week = (minutes: number) => {
    const date = Temporal.Now.zonedDateTimeISO('Europe/London').add({ minutes }).toPlainDate();
    return `/my-cover?week=${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
  };
  const anas = await settled(week(-240), ana, /the driver ID passed on/);
  assert.match(anas, /You are not covered now No work provider is linked to you/);
  for (const time of [-120, -60]) assert.doesNotMatch(anas, new RegExp(`${wallClock(time)}(?! to)`));
  const bens = await settled(week(-60), ben, /still at work/);
  assert.match(bens, /You are covered now/);
  assert.doesNotMatch(bens, new RegExp(wallClock(-240)));
});

test('a suspension is told, at work or not', async () => {
  const ana = await signedInMember(db, 'SUSPEND2');
  await suspendCustomer(db, 'SUSPEND2', clock() - 10 * MINUTE, 'unpaid');
  const text = await readPage(service.url, '/my-cover', ana);
  assert.match(
    text,
    new RegExp(`You are not covered now Your cover has been suspended since (yesterday, )?${wallClock(-10)}`),
  );
  assert.doesNotMatch(text, /unpaid/);
});

test('any week can be looked at, and an address that names none shows this one', async () => {
  const ana = await signedInMember(db, 'WEEKS2');
  assert.match(await readPage(service.url, '/my-cover?week=2025-W53', ana), /No shifts in this week/);
  assert.match(
    await readPage(service.url, '/my-cover?week=2026-W01', ana),
    /29 December 2025 – 4 January 2026 ← Previous week Next week →/,
  );
  for (const week of ['2026-W99', 'x', '%00', '-1', '2026-W1']) {
    assert.doesNotMatch(await readPage(service.url, `/my-cover?week=${week}`, ana), /Next week/, week);
  }
  const gone = await fetch(`${service.url}/my-cover?on=2025-03-05`, {
    headers: { Cookie: ana.cookie },
    redirect: 'manual',
  });
  assert.equal(gone.headers.get('location'), '/my-cover?week=2025-W10');
  assert.match(await readPage(service.url, '/my-cover?on=2025-02-31', ana), /You are not covered now/);
});

test('times are those of the work provider, until the driver chooses another clock', async () => {
  const paris = await providerWithKey(db, { name: 'Coursier SA', timeZone: 'Europe/Paris' });
  const ana = await signedInMember(db, 'ZONE2');
  await addLink(db, { workProvider: paris.id, driverId: 'zone', customerNumber: 'ZONE2', from: clock() - HOUR });
  await (await reporting(db, 'Coursier SA'))('login zone -30m');
  const since = (zone: string) =>
    Temporal.Now.zonedDateTimeISO(zone).subtract({ minutes: 30 }).toPlainTime().toString({ smallestUnit: 'minute' });
  assert.match(
    await readPage(service.url, '/my-cover', ana),
    new RegExp(`through Coursier SA since (yesterday, )?${since('Europe/Paris')}`),
  );
  const page = await withTelephone(service.url, ana);
  await page.goto('/time-zone');
  await page.selectOption('#zone', 'Asia/Kolkata');
  await page.click('main button');
  await page.waitForURL('**/my-cover');
  assert.match((await page.textContent('#answer')) ?? '', new RegExp(`since (yesterday, )?${since('Asia/Kolkata')}`));
});

/** The names of days in the picture that something else is written over, or that run off it. */
async function crowded(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`[...document.querySelectorAll('svg.week g')].flatMap((row) => {
    const [day, ...others] = [...row.querySelectorAll('text')];
    const a = day.getBoundingClientRect();
    const [left, right] = [row.ownerSVGElement.getBoundingClientRect()].flatMap((box) => [box.left - 1, box.right + 1]);
    return [...others].filter((each) => {
      const b = each.getBoundingClientRect();
      const isOver = b.left < a.right && a.left < b.right && b.top + 2 < a.bottom && a.top + 2 < b.bottom;
      return isOver || b.left < left || b.right > right;
    }).map((each) => day.textContent + ' | ' + each.textContent);
  })`);
}

test('nothing is written over the name of a day, in the first minute of a shift or when the clocks change', async () => {
  const ana = await signedInMember(db, 'FIRSTMINUTE2');
  const id = { workProvider: service.provider.id, customerNumber: ana.number };
  await courier(`login minute ${toRfc3339(clock() - 4 * SECOND)}`);
  await addLink(db, { ...id, driverId: 'minute', from: clock() - 2 * SECOND });
  await addLink(db, { ...id, driverId: 'clocks', from: instantOf('2025-10-26T12:00Z') });
  await courier('login clocks 2025-10-26T07:01:00Z', 'logout clocks 2025-10-26T18:58:00Z');
  const page = await withTelephone(service.url, ana);
  for (const [path, told] of [
    ['/my-cover', /^under 1\smin of under 1\smin covered$/],
    ['/my-cover?week=2025-W43', /^6\sh 58\smin of 11\sh 57\smin covered$/],
  ] as const) {
    await settled(path, ana, /Day At work Covered/);
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      await page.goto(path);
      assert.match((await page.locator('.total').last().textContent()) ?? '', told);
      assert.deepEqual(await crowded(page), [], `${path} at ${width} px`);
    }
    const tile = page.locator('.totals dd').first();
    assert.ok(((await tile.boundingBox())?.height ?? 99) < 60, 'at most two lines');
  }
});
