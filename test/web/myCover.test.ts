import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { clock, HOUR, instantOf, MINUTE, SECOND, toRfc3339 } from '../../src/core/time/instant.ts';
import { addLink, endLink } from '../../src/store/customer/links.ts';
import { suspendCustomer } from '../../src/store/customer/suspensions.ts';
import { openPage } from '../support/browser.ts';
import { providerWithKey } from '../support/provider.ts';
import type { Json } from '../support/reading.ts';
import { reporting } from '../support/reporting.ts';
import { startService } from '../support/service.ts';
import { openPageAs, readPageText, type SignedInCustomer, signedInCustomer } from '../support/signedInCustomer.ts';
import { until } from '../support/until.ts';

const service = await startService();
const db = service.database.pool;
const COURIER = service.provider.name;
const courier = await reporting(db, COURIER);

/** The time in London, some minutes from now. */
function wallClock(minutesFromNow: number): string {
  const at = Temporal.Now.zonedDateTimeISO('Europe/London').add({ minutes: minutesFromNow });
  return at.toPlainTime().toString({ smallestUnit: 'minute' });
}

const postShift = (kind: 'login' | 'logout', event: object) =>
  service.ask({ method: 'POST', path: `/v1/shift/${kind}/`, body: JSON.stringify(event) });

/** Reads the page until its text matches. */
async function textMatching(path: string, customer: SignedInCustomer, pattern: RegExp): Promise<string> {
  let text: string;
  return await until(
    async () => pattern.test((text = await readPageText(service.url, path, customer))) && text,
    () => `no ${pattern} in: ${text}`,
  );
}

/** Advances the clock of the page until live.js has added the element. */
async function untilAdded(page: Page, selector: string): Promise<void> {
  for (let tries = 0; tries < 20 && (await page.locator(selector).count()) === 0; tries++) {
    await page.clock.fastForward('00:11');
    await page
      .locator(selector)
      .waitFor({ timeout: 250 })
      .catch(() => {});
  }
}

test('an open page shows cover begin and end without a reload', async () => {
  const page = await openPage(service.url);
  await page.clock.install();
  await page.goto(`/link-work-provider?wp=${encodeURIComponent(COURIER)}&wp_id=1686&email=nia@example.com`);
  await page.fill('#name', 'Nia Driver');
  await page.fill('#phone', '07700 900123');
  await page.fill('#password', 'three random words');
  await page.check('#insurer_terms');
  await page.check('#provider_terms');
  await page.click('main button');
  await page.waitForURL('**/my-cover*');
  assert.equal(await page.textContent('h1'), 'You are off duty');
  assert.match((await page.textContent('#answer')) ?? '', new RegExp(`You are set up with ${COURIER}`));

  const hourAgo = toRfc3339(clock() - HOUR);
  assert.equal((await postShift('login', { driverId: '1686', timestamp: hourAgo })).status, 202);
  await page.clock.fastForward('00:11');
  await page.getByRole('heading', { name: 'You are covered now' }).waitFor();
  assert.match(
    (await page.textContent('#answer')) ?? '',
    new RegExp(`through ${COURIER} since (yesterday, )?\\d\\d:\\d\\d`),
  );
  await untilAdded(page, '#week table');
  assert.match((await page.textContent('#week table')) ?? '', /still at work.*not linked yet/s);

  const number = (await page.textContent('.customer-number .code')) ?? '';
  assert.equal(
    (await service.ask({ path: `/v1/validate/customer-number/${number}?email=nia@example.com` })).status,
    204,
  );
  await postShift('logout', { policyId: number, timestamp: toRfc3339(clock()) });
  await page.clock.fastForward('00:11');
  await page.getByRole('heading', { name: 'You are off duty' }).waitFor();
});

test('a card that no good answer of our own confirms greys, and never says covered past its end', async () => {
  const ana = await signedInCustomer(db, 'STALE2');
  await courier('login @STALE2 -30m');
  const page = await openPageAs(service.url, ana);
  await page.clock.install();
  await page.goto('/my-cover');
  const title = page.getByRole('heading', { name: 'You are covered now' });
  const lastKnown = page.getByText(/^Last known at \d\d:\d\d/);
  await title.waitFor();
  assert.equal(await lastKnown.isVisible(), false);
  const answers: Record<string, (route: Route) => Promise<void>> = {
    'no answer': (route) => route.abort(),
    '503': (route) => route.fulfill({ status: 503 }),
    "a hotel's page": (route) => route.fulfill({ status: 200, body: '<h1>Welcome to our network</h1>' }),
    "a hotel's redirect": (route) => route.fulfill({ status: 302, headers: { Location: '/log-in' } }),
  };
  for (const [what, answer] of Object.entries(answers)) {
    await page.route('**/my-cover/live*', answer);
    await page.clock.fastForward(31_000);
    await lastKnown.waitFor().catch(() => assert.fail(what));
    assert.equal(await title.isVisible(), false, what);
    await page.unroute('**/my-cover/live*');
    await page.clock.fastForward(11_000);
    await title.waitFor();
  }
  const end = Number(await page.locator('[data-until]').getAttribute('data-until'));
  await page.route('**/my-cover/live*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'cover-now': String(end) } });
  });
  await page.clock.fastForward(11_000);
  await lastKnown.waitFor();
  assert.equal(await title.isVisible(), false, 'after the end');
  await page.unrouteAll({ behavior: 'wait' });
});

test('the sheet proves cover now and at a moment, says why not, and prints on one page', async () => {
  const ana = await signedInCustomer(db, 'SHEET2');
  await courier('login @SHEET2 -90m');
  const now = await readPageText(service.url, '/proof', ana);
  assert.match(
    now,
    new RegExp(`Covered at this moment Name Ana Silva Customer number SHEET2 .*${COURIER}.* Covered from `),
  );
  const dayAgo = Temporal.Now.plainDateTimeISO('Europe/London')
    .subtract({ hours: 24 })
    .toString({ smallestUnit: 'minute' });
  const before = await readPageText(service.url, `/proof?at=${encodeURIComponent(dayAgo)}`, ana);
  assert.match(before, /Not (covered at|known yet for) this moment/);
  assert.match(await readPageText(service.url, '/proof?at=2999-01-01T00:00', ana), /the moment has not come/);
  assert.match(await readPageText(service.url, '/proof?at=2026-02-31T00:00', ana), /Covered at this moment/);
  const page = await openPageAs(service.url, ana);
  await page.goto('/proof');
  const printed = (await page.pdf({ format: 'A4' })).toString('latin1');
  assert.equal(printed.match(/\/Type \/Page\b(?!s)/g)?.length, 1);
});

test('the customer number can be copied', async () => {
  const ana = await signedInCustomer(db, 'COPY2');
  const page = await openPageAs(service.url, ana, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/my-cover');
  await page.click('button[data-copy]');
  await page.getByText('Copied').waitFor();
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'COPY2');
});

test('without JavaScript the page shows the same, and its link refreshes it', async () => {
  const ana = await signedInCustomer(db, 'NOJS2');
  await addLink(db, {
    workProvider: service.provider.id,
    driverId: 'nojs',
    customerNumber: 'NOJS2',
    from: clock() - HOUR,
  });
  const page = await openPageAs(service.url, ana, { javaScriptEnabled: false });
  await page.goto('/my-cover');
  assert.equal(await page.locator('h1').textContent(), 'You are off duty');
  await courier('login nojs -30m');
  await page.getByRole('link', { name: 'Refresh' }).click();
  assert.equal(await page.locator('h1').textContent(), 'You are covered now');
  assert.match(
    (await page.locator('#answer').textContent()) ?? '',
    new RegExp(`since (yesterday, )?${wallClock(-30)}`),
  );
  assert.equal(await page.locator('button[data-copy]').isVisible(), false);
});

test('the live parts are answered 304 if unchanged, even after minutes at work, and 401 without a session', async () => {
  const ana = await signedInCustomer(db, 'LIVE2');
  const live = (headers: Record<string, string>) =>
    fetch(`${service.url}/my-cover/live`, { headers, redirect: 'manual' });
  const first = await live({ Cookie: ana.cookie });
  const version = first.headers.get('etag') ?? assert.fail('no version');
  assert.match(await first.text(), /You are off duty/);
  assert.equal((await live({ Cookie: ana.cookie, 'If-None-Match': '"another"' })).status, 200);
  const again = await live({ Cookie: ana.cookie, 'If-None-Match': version });
  assert.ok(again.status === 304 || again.headers.get('etag') !== version);
  assert.ok(again.headers.get('cover-as-of'));
  const onlyTheAnswer = await live({ Cookie: ana.cookie, 'If-None-Match': version.replace(/^"\w+/, '"another') });
  assert.doesNotMatch(await onlyTheAnswer.text(), /id="week"/);
  assert.equal((await live({})).status, 401);
});

test('a driver opts out of a work provider that reports by customer number, and in again', async () => {
  const eats = await providerWithKey(db, { name: 'Quick Eats' });
  const ana = await signedInCustomer(db, 'REFUSE2');
  await (await reporting(db, eats.name))('login @REFUSE2 -20m');
  const page = await openPageAs(service.url, ana);
  await page.goto('/my-cover');
  assert.match((await page.textContent('#answer')) ?? '', /You are covered now.*through Quick Eats/s);
  await page.getByRole('button', { name: "I don't work for them (Quick Eats)" }).click();
  await page.waitForURL('**/links*');
  assert.match(
    await readPageText(service.url, '/my-cover', ana),
    /Stop: this work is not insured .* Quick Eats reports that you are at work, but you told us/,
  );
  await page.getByRole('button', { name: 'I do after all (Quick Eats)' }).click();
  await page.getByRole('button', { name: "I don't work for them (Quick Eats)" }).waitFor();
  assert.match(await readPageText(service.url, '/my-cover', ana), /You are covered now/);
});

test('when the driver ends a link, cover stops and past cover stays', async () => {
  const ana = await signedInCustomer(db, 'ENDS2');
  await addLink(db, {
    workProvider: service.provider.id,
    driverId: 'ends',
    customerNumber: 'ENDS2',
    from: clock() - 3 * HOUR,
  });
  await courier('login ends -2h');
  await textMatching('/my-cover', ana, /still at work/);
  const page = await openPageAs(service.url, ana);
  await page.goto('/links');
  await page.getByRole('link', { name: 'End this link' }).click();
  await page.click('text="Yes, end it"');
  await page.waitForURL('**/links?done=link_ended');
  const after = await readPageText(service.url, '/my-cover', ana);
  assert.match(
    after,
    new RegExp(`Stop: this work is not insured .* You are at work for ${COURIER}, but your link with them has ended`),
  );
  const data = await (await fetch(`${service.url}/my-data/download`, { headers: { Cookie: ana.cookie } })).json();
  assert.deepEqual(
    (data as Json).shifts.map((shift: Json) => shift.cover.length),
    [1],
  );
});

test("nobody can end another customer's link, or open its page", async () => {
  const ana = await signedInCustomer(db, 'OWNER2');
  const eve = await signedInCustomer(db, 'EVE2', 'Eve');
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
  assert.match(await readPageText(service.url, '/links', ana), /Driver ID owned, since/);
});

test('each holder of a driver ID sees only their own work', async () => {
  const ana = await signedInCustomer(db, 'FIRST2');
  const ben = await signedInCustomer(db, 'SECOND2', 'Ben Okoro');
  const id = { workProvider: service.provider.id, driverId: 'passed' };
  await addLink(db, { ...id, customerNumber: 'FIRST2', from: clock() - 5 * HOUR });
  await endLink(db, { ...id, customerNumber: 'FIRST2' }, clock() - 3 * HOUR);
  await addLink(db, { ...id, customerNumber: 'SECOND2', from: clock() - 3 * HOUR });
  await courier('login passed -4h', 'logout passed -2h', 'login passed -1h');
  const week = (minutes: number) => {
    const date = Temporal.Now.zonedDateTimeISO('Europe/London').add({ minutes }).toPlainDate();
    return `/my-cover?week=${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
  };
  const anas = await textMatching(week(-240), ana, /the driver ID passed on/);
  assert.match(anas, /You are off duty .* No work provider is linked to you/);
  for (const time of [-120, -60]) assert.doesNotMatch(anas, new RegExp(`${wallClock(time)}(?! to)`));
  const bens = await textMatching(week(-60), ben, /still at work/);
  assert.match(bens, /You are covered now/);
  assert.doesNotMatch(bens, new RegExp(wallClock(-240)));
});

test('a suspension is shown without its reason, even when not at work', async () => {
  const ana = await signedInCustomer(db, 'SUSPEND2');
  await suspendCustomer(db, 'SUSPEND2', clock() - 10 * MINUTE, 'unpaid');
  const text = await readPageText(service.url, '/my-cover', ana);
  assert.match(
    text,
    new RegExp(`You are off duty .* Your cover has been suspended since (yesterday, )?${wallClock(-10)}`),
  );
  assert.doesNotMatch(text, /unpaid/);
});

test('any week can be shown, and an invalid week shows this one', async () => {
  const ana = await signedInCustomer(db, 'WEEKS2');
  assert.match(await readPageText(service.url, '/my-cover?week=2025-W53', ana), /No shifts in this week/);
  assert.match(
    await readPageText(service.url, '/my-cover?week=2026-W01', ana),
    /29 December 2025 – 4 January 2026 ← Previous week Next week →/,
  );
  for (const week of ['2026-W99', 'x', '%00', '-1', '2026-W1']) {
    assert.doesNotMatch(await readPageText(service.url, `/my-cover?week=${week}`, ana), /Next week/, week);
  }
  const gone = await fetch(`${service.url}/my-cover?on=2025-03-05`, {
    headers: { Cookie: ana.cookie },
    redirect: 'manual',
  });
  assert.equal(gone.headers.get('location'), '/my-cover?week=2025-W10');
  assert.match(await readPageText(service.url, '/my-cover?on=2025-02-31', ana), /You are off duty/);
});

test('times are in the time zone of the work provider, unless the driver chooses another', async () => {
  const paris = await providerWithKey(db, { name: 'Coursier SA', timeZone: 'Europe/Paris' });
  const ana = await signedInCustomer(db, 'ZONE2');
  await addLink(db, { workProvider: paris.id, driverId: 'zone', customerNumber: 'ZONE2', from: clock() - HOUR });
  await (await reporting(db, 'Coursier SA'))('login zone -30m');
  const since = (zone: string) =>
    Temporal.Now.zonedDateTimeISO(zone).subtract({ minutes: 30 }).toPlainTime().toString({ smallestUnit: 'minute' });
  assert.match(
    await readPageText(service.url, '/my-cover', ana),
    new RegExp(`through Coursier SA since (yesterday, )?${since('Europe/Paris')}`),
  );
  const page = await openPageAs(service.url, ana);
  await page.goto('/time-zone');
  await page.fill('#zone', 'asia/kolkata');
  await page.click('main button');
  await page.waitForURL('**/my-cover');
  assert.match((await page.textContent('#answer')) ?? '', new RegExp(`since (yesterday, )?${since('Asia/Kolkata')}`));
});

/** Pairs of a day's name and another text of its row that overlaps it, or that is partly outside the chart. */
async function overlaps(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`[...document.querySelectorAll('svg.week-chart g')].flatMap((row) => {
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

/** Where the label of an hour is drawn, and where that hour is in the bar, in percent. */
async function hourLabels(page: Page): Promise<string[]> {
  return await page
    .locator('.week-chart g:last-of-type .hour')
    .evaluateAll((labels) => labels.map((label) => `${label.textContent} at ${label.getAttribute('x')}`));
}

test('the hours above a bar are right on the days on which the clocks change', async () => {
  const ana = await signedInCustomer(db, 'HOURS2');
  await courier('login @HOURS2 2025-10-26T05:00:00Z', 'logout @HOURS2 2025-10-26T06:00:00Z');
  await courier('login @HOURS2 2026-03-29T05:00:00Z', 'logout @HOURS2 2026-03-29T06:00:00Z');
  const page = await openPageAs(service.url, ana);
  await textMatching('/my-cover?week=2025-W43', ana, /At work for/);
  await page.goto('/my-cover?week=2025-W43');
  assert.deepEqual(await hourLabels(page), ['00 at 0%', '06 at 28%', '12 at 52%', '18 at 76%', '24 at 100%']);
  await textMatching('/my-cover?week=2026-W13', ana, /At work for/);
  await page.goto('/my-cover?week=2026-W13');
  assert.deepEqual(await hourLabels(page), [
    '00 at 0%',
    '06 at 20.83%',
    '12 at 45.83%',
    '18 at 70.83%',
    '24 at 95.83%',
  ]);
});

/** In forced colours: bars and letters stand out, patterns have lines, and what can be pressed has a border. */
const FORCED_COLOURS = `(() => {
  const styles = (selector) => [...document.querySelectorAll(selector)].map((each) => getComputedStyle(each));
  const [paper] = styles('body').map((style) => style.backgroundColor);
  const chart = (name) => styles('.week-chart[role] ' + name);
  const lines = [...chart('.gap'), ...chart('.undetermined')].map((style) => style.stroke);
  return {
    bars: chart('.cover').every((style) => style.fill !== paper),
    letters: chart('.letter').every((style) => chart('.cover').every((bar) => bar.fill !== style.fill)),
    patterns: [...lines, ...[...chart('.hatch-line'), ...chart('.dot')].map((style) => style.fill)].every((colour) => colour !== paper),
    borders: styles('main .button, .answer').every((style) => style.borderTopWidth !== '0px' && style.borderTopColor !== style.backgroundColor),
  };
})()`;

test('the week draws cover in the tint of the work provider, gaps hatched, doubt dotted; a busy one stays small', async () => {
  const eats = await providerWithKey(db, { name: 'Busy Eats' });
  const ana = await signedInCustomer(db, 'BUSY2');
  await addLink(db, {
    workProvider: service.provider.id,
    driverId: 'busy',
    customerNumber: 'BUSY2',
    from: instantOf('2025-09-01T09:00Z'),
  });
  const shifts = Array.from({ length: 7 * 15 }, (_, index) => {
    const from = instantOf('2025-09-08T06:00Z') + Math.floor(index / 15) * 24 * HOUR + (index % 15) * HOUR;
    return [`login busy ${toRfc3339(from)}`, `logout busy ${toRfc3339(from + 40 * MINUTE)}`];
  });
  await courier(
    'login busy 2025-09-01T08:00:00Z',
    'logout busy 2025-09-01T14:00:00Z',
    'login busy 2025-09-02T08:00:00Z',
    'logout busy 2025-09-02T09:00:00Z',
    'logout busy 2025-09-02T11:00:00Z',
    ...shifts.flat(),
  );
  await (await reporting(db, eats.name))(
    'login @BUSY2 2025-09-01T12:00:00Z',
    'logout @BUSY2 2025-09-01T13:00:00Z',
    'login @BUSY2 2025-09-08T05:00:00Z',
    'logout @BUSY2 2025-09-08T05:50:00Z',
  );
  const page = await openPageAs(service.url, ana);
  const drawn = async (name: string) => page.locator(`.week-chart[role] .${name}`).count();
  const tints = async () =>
    page
      .locator('.legend li')
      .evaluateAll((items) =>
        items.map((item) =>
          `${item.querySelector('rect')?.getAttribute('class')}: ${item.textContent}`.replaceAll(/\s+/g, ' ').trim(),
        ),
      );
  const tint = (id: number) => `cover tint-${id % 6}`;
  const legend = [
    `${tint(eats.id)}: A covered through Busy Eats`,
    `${tint(service.provider.id)}: B covered through ${COURIER}`,
  ];
  const text = await textMatching('/my-cover?week=2025-W36', ana, /At work for 7.h: 6.h covered, 1.h not covered\./);
  assert.match(text, /For 2.h we do not know whether you were covered\./);
  await page.goto('/my-cover?week=2025-W36');
  assert.deepEqual(await tints(), [...legend, 'gap: not covered', 'undetermined: not known']);
  assert.deepEqual([await drawn('cover'), await drawn('gap'), await drawn('undetermined')], [5, 1, 1]);
  await page.emulateMedia({ forcedColors: 'active' });
  assert.deepEqual(await page.evaluate(FORCED_COLOURS), { bars: true, letters: true, patterns: true, borders: true });
  await page.emulateMedia({ forcedColors: 'none' });
  await textMatching('/my-cover?week=2025-W37', ana, /At work for 70.h 50.min, all of it covered\./);
  await page.goto('/my-cover?week=2025-W37');
  assert.deepEqual(await tints(), legend);
  assert.equal(await page.locator('details[open]').count(), 0);
  for (const [week, shown] of [
    [
      '2025-W36',
      new RegExp(
        `Customer number BUSY2 .*09:00–10:00 not covered, ${COURIER}: not linked yet 10:00–15:00 covered through ${COURIER}.*10:00–12:00 not known`,
      ),
    ],
    ['2025-W37', new RegExp(`At work for 70.h 50.min, all of it covered\\..*07:00–07:40 covered through ${COURIER}`)],
  ] as const) {
    assert.match(await readPageText(service.url, `/proof?week=${week}`, ana), shown);
    await page.goto(`/proof?week=${week}`);
    assert.equal((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length, 1, week);
  }
  await page.goto('/my-cover?week=2025-W37');
  assert.ok(Buffer.byteLength(await page.content()) < 50 * 1024, 'less than 50 KB');
  assert.ok((await page.locator('main').boundingBox())!.height < 3_000, 'no longer than four screens');
});

test('no text overlaps the name of a day, in the first minute of a shift or when the clocks change', async () => {
  const ana = await signedInCustomer(db, 'FIRSTMINUTE2');
  const id = { workProvider: service.provider.id, customerNumber: ana.number };
  await courier(`login minute ${toRfc3339(clock() - 4 * SECOND)}`);
  await addLink(db, { ...id, driverId: 'minute', from: clock() - 2 * SECOND });
  await addLink(db, { ...id, driverId: 'clocks', from: instantOf('2025-10-26T12:00Z') });
  await courier('login clocks 2025-10-26T07:01:00Z', 'logout clocks 2025-10-26T18:58:00Z');
  const page = await openPageAs(service.url, ana);
  for (const [path, total] of [
    ['/my-cover', /^under 1\smin of under 1\smin covered$/],
    ['/my-cover?week=2025-W43', /^6\sh 58\smin of 11\sh 57\smin covered$/],
  ] as const) {
    await textMatching(path, ana, /At work Covered \d\d:/);
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      await page.goto(path);
      assert.match((await page.locator('.total').last().textContent()) ?? '', total);
      assert.deepEqual(await overlaps(page), [], `${path} at ${width} px`);
    }
  }
});
