import type { Page } from 'playwright-core';
import { clock, fromTemporal, HOUR } from '../../src/core/time/instant.ts';
import { optOut, suspendCustomer } from '../../src/store/customer/customers.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { addProvider, addSetting } from '../../src/store/provider/providers.ts';
import { addMailedToken } from '../../src/store/signIn/mailedTokens.ts';
import { addIntroduction } from '../../src/store/webhook/introductions.ts';
import { aVisitor } from './browser.ts';
import { type Member, signedInMember, withTelephone } from './member.ts';
import { reporting } from './reporting.ts';
import { type Service, startService } from './service.ts';

/** What is done at each stop: the page is loaded, in the state that its name says. */
export type HeldConnection = (page: Page, name: string) => Promise<void>;

/** Walks through every page of the site as a stranger, as a driver at work, and as one whom things went wrong for. */
export async function tour(holdConnection: HeldConnection): Promise<void> {
  const service = await startService({
    INSURER_NAME: 'Fairway Mutual',
    INSURER_EMAIL: 'help@fairway.example',
    INSURER_PHONE: '+44 20 7946 0018',
  });
  const providers = await twoProviders(service);
  await asStranger(service, holdConnection);
  await asDriver(service, providers, holdConnection);
  await asOneWithTroubles(service, providers, holdConnection);
}

type Providers = { readonly courier: number; readonly eats: number };

async function twoProviders({ database: { pool } }: Service): Promise<Providers> {
  const add = async (name: string): Promise<number> => {
    const id = (await addProvider(pool, name)) ?? 0;
    await addSetting(pool, id, { holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR });
    return id;
  };
  return { courier: await add('Courier Ltd'), eats: await add('Quick Eats') };
}

async function asStranger({ url, database: { pool } }: Service, holdConnection: HeldConnection): Promise<void> {
  const known = await signedInMember(pool, 'KNOWN7');
  const page = await aVisitor(url);
  const see = seeing(page, holdConnection);
  await see('log-in', '/log-in');
  await page.click('main button');
  await holdConnection(page, 'log-in-faulty');
  await see('sign-up', '/sign-up');
  await see('sign-up-invited', linkFor('new@example.com', 'Q-1'));
  await page.click('main form button');
  await holdConnection(page, 'sign-up-faulty');
  await see('log-in-invited', linkFor(known.email, 'Q-2'));
  await see('forgot', '/forgot');
  await see('forgot-sent', '/forgot/sent');
  await see('set-password', `/set-password?token=${await addMailedToken(pool, 'set_password', known.number)}`);
  await see('set-password-stale', '/set-password?token=gone');
  await see('verify', `/verify?token=${await addMailedToken(pool, 'verify_email', known.number)}`);
  await see('verify-stale', '/verify?token=gone');
  await see('terms', '/terms/insurer');
  await see('problem', '/link/problem?why=unknown_provider');
  await see('problem-taken', '/link/problem?why=taken');
  await see('not-found', '/nowhere');
  await see('account-closed', '/account-closed');
}

async function asDriver(
  { url, database: { pool } }: Service,
  { courier }: Providers,
  holdConnection: HeldConnection,
): Promise<void> {
  const ana = await signedInMember(pool, 'ANA7K2');
  const link = await aWeekOf(pool, ana, courier);
  const page = await withTelephone(url, ana);
  const see = seeing(page, holdConnection);
  await page.goto('/my-cover');
  await untilSettled(page);
  await holdConnection(page, 'my-cover');
  await see('my-cover-last-week', `/my-cover?week=${isoWeek(monday(-7))}`);
  await see('work-providers', '/links');
  await see('end-link', `/links/end?link=${link}`);
  await see('my-data', '/my-data');
  await see('change-password', '/change-password');
  await page.click('main button');
  await holdConnection(page, 'change-password-faulty');
  await see('time-zone', '/time-zone');
  await see('close-account', '/close-account');
  await page.click('text="Close my account for good"');
  await holdConnection(page, 'close-account-faulty');
  await see('link', linkFor(ana.email, 'Q-3'));
  await page.click('button[value=agree]');
  await holdConnection(page, 'link-faulty');
  await see('other-account', linkFor('someone.else@example.com', 'Q-4'));
  await see('verify-first', '/verify/first');
}

async function asOneWithTroubles(
  { url, database: { pool } }: Service,
  { eats }: Providers,
  holdConnection: HeldConnection,
): Promise<void> {
  const ben = await signedInMember(pool, 'BEN4M8', 'Ben Okoro');
  const page = await withTelephone(url, ben);
  const see = seeing(page, holdConnection);
  await see('my-cover-new', '/my-cover');
  await (await reporting(pool, 'Quick Eats'))('login @BEN4M8 -2h');
  await notKnownTo(pool, ben, eats);
  await optOut(pool, ben.number, eats, clock() - HOUR);
  await suspendCustomer(pool, ben.number, clock() - HOUR / 2, 'unpaid');
  await page.goto('/my-cover');
  await untilSettled(page);
  await holdConnection(page, 'my-cover-troubles');
  await see('work-providers-refused', '/links');
}

/** Linked to a work provider that does not find them among its drivers. */
async function notKnownTo(pool: Service['database']['pool'], { number }: Member, eats: number): Promise<void> {
  await addLink(pool, { workProvider: eats, driverId: 'B-77', customerNumber: number, from: undefined });
  await addIntroduction(pool, number, eats);
  await pool.query("update introduction set outcome = 'unknown', settled_at = now() where customer_number = $1", [
    number,
  ]);
}

function seeing(page: Page, holdConnection: HeldConnection) {
  return async (name: string, path: string): Promise<void> => {
    await page.goto(path);
    await holdConnection(page, name);
  };
}

function linkFor(email: string, driverId: string): string {
  return `/link-work-provider?${new URLSearchParams({ wp: 'Courier Ltd', wp_id: driverId, email }).toString()}`;
}

/** A week of work as it comes, and a shift that is on. Returns the id of the link. */
async function aWeekOf(pool: Service['database']['pool'], { number }: Member, courier: number): Promise<number> {
  const linkedFrom = fromTemporal(momentOn(-7, '09:30'));
  const added = await addLink(pool, {
    workProvider: courier,
    driverId: '1686',
    customerNumber: number,
    from: linkedFrom,
  });
  await suspendCustomer(pool, number, fromTemporal(momentOn(-4, '17:00')), 'unpaid');
  await pool.query('update suspension set held = tstzrange(lower(held), $1), end_recorded_at = now()', [
    momentOn(-4, '18:15').toString(),
  ]);
  const shift = (who: string, day: number, from: string, to: string): string[] => [
    `login ${who} ${momentOn(day, from).toString()}`,
    `logout ${who} ${momentOn(day, to).toString()}`,
  ];
  await (await reporting(pool, 'Courier Ltd'))(
    ...shift('1686', -7, '08:00', '12:30'),
    ...shift('1686', -6, '11:20', '14:40'),
    ...shift('1686', -4, '16:00', '22:05'),
    ...shift('1686', -3, '17:10', '23:30'),
    ...shift('1686', -2, '09:05', '13:00'),
    'login 1686 -100m',
  );
  await (await reporting(pool, 'Quick Eats'))(
    ...shift(`#${number}`, -6, '13:30', '20:00'),
    ...shift(`#${number}`, -2, '21:00', '23:50'),
  );
  return added.tag === 'added' ? added.link.id : 0;
}

async function untilSettled(page: Page): Promise<void> {
  for (let tries = 0; tries < 40 && (await page.locator('#week table').count()) === 0; tries++) {
    await page.waitForTimeout(50);
    await page.reload();
  }
}

/** A day counted from this week's Monday. */
function monday(days: number): Temporal.PlainDate {
  const today = Temporal.Now.plainDateISO('Europe/London');
  return today.subtract({ days: today.dayOfWeek - 1 }).add({ days });
}

function momentOn(day: number, time: string): Temporal.Instant {
  return monday(day)
    .toZonedDateTime({ timeZone: 'Europe/London', plainTime: Temporal.PlainTime.from(time) })
    .toInstant();
}

function isoWeek(date: Temporal.PlainDate): string {
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
}
