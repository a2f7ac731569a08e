import type { Page } from 'playwright-core';
import { clock, fromTemporal, HOUR, type Instant } from '../../src/core/time/instant.ts';
import { contestDriverId } from '../../src/store/customer/contestedDriverIds.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { optOut, resumeCustomer, suspendCustomer } from '../../src/store/customer/suspensions.ts';
import { addProvider, addSetting } from '../../src/store/provider/providers.ts';
import { addMailedToken } from '../../src/store/signIn/mailedTokens.ts';
import { addIntroduction } from '../../src/store/webhook/introductions.ts';
import { openPage } from './browser.ts';
import { linkPath } from './formClient.ts';
import { reporting } from './reporting.ts';
import { type Service, startService } from './service.ts';
import { openPageAs, type SignedInCustomer, signedInCustomer } from './signedInCustomer.ts';

/** Called for each page when it is loaded. `name` names the page and its state, such as `log-in-invalid`. */
export type Visit = (page: Page, name: string) => Promise<void>;

/** Opens every page in the language of the locale: signed out, as a driver at work, and as a driver who is suspended and has opted out. */
export async function visitEveryPage(visit: Visit, locale = 'en-GB'): Promise<void> {
  const service = await startService({
    INSURER_NAME: 'Fairway Mutual',
    INSURER_EMAIL: 'help@fairway.example',
    INSURER_PHONE: '+44 20 7946 0018',
  });
  const providers = await twoProviders(service);
  await signedOut(service, visit, locale);
  await atWork(service, providers, visit, locale);
  await notCovered(service, providers, visit, locale);
}

type Providers = { readonly courier: number; readonly eats: number };
type Pool = Service['database']['pool'];

async function twoProviders({ database: { pool } }: Service): Promise<Providers> {
  const add = async (name: string): Promise<number> => {
    const id = (await addProvider(pool, name)) ?? 0;
    await addSetting(pool, id, { holdsFrom: -Infinity, timeZone: 'Europe/London', longestShift: 14 * HOUR });
    return id;
  };
  return { courier: await add('Courier Ltd'), eats: await add('Quick Eats') };
}

async function signedOut({ url, database: { pool } }: Service, visit: Visit, locale: string): Promise<void> {
  const known = await signedInCustomer(pool, 'KNOWN7');
  const page = await openPage(url, { locale });
  const open = opening(page, visit);
  await open('front', '/');
  for (const name of ['accident', 'privacy', 'complaints', 'contact']) await open(name, `/${name}`);
  await open('log-in', '/log-in');
  await page.click('main button');
  await visit(page, 'log-in-invalid');
  await open('sign-up', '/sign-up');
  await open('sign-up-invited', linkPath('Courier Ltd', 'Q-1', 'new@example.com'));
  await page.click('main form button');
  await visit(page, 'sign-up-invalid');
  await open('log-in-invited', linkPath('Courier Ltd', 'Q-2', known.email));
  await open('forgot', '/forgot');
  await open('forgot-sent', '/forgot/sent');
  await open('set-password', `/set-password?token=${await addMailedToken(pool, 'set_password', known.number)}`);
  await open('set-password-expired', '/set-password?token=gone');
  await open('verify', `/verify?token=${await addMailedToken(pool, 'verify_email', known.number)}`);
  await open('verify-expired', '/verify?token=gone');
  await open('terms', '/terms/insurer');
  await open('problem', '/link/problem?why=unknown_provider');
  await open('problem-taken', '/link/problem?why=taken');
  await open('not-found', '/nowhere');
  await open('account-closed', '/account-closed');
}

async function atWork(
  { url, database: { pool } }: Service,
  { courier }: Providers,
  visit: Visit,
  locale: string,
): Promise<void> {
  const ana = await signedInCustomer(pool, 'ANA7K2');
  const link = await addWeekOfShifts(pool, ana, courier);
  const page = await openPageAs(url, ana, { locale });
  const open = opening(page, visit);
  await page.goto('/my-cover');
  await untilSettled(page);
  await visit(page, 'my-cover');
  await open('my-cover-last-week', `/my-cover?week=${isoWeek(monday(-7))}`);
  await page.locator('.day-table summary').first().click();
  await page.locator('a[href^="/dispute?"]').first().click();
  await visit(page, 'dispute');
  await page.click('main button');
  await visit(page, 'dispute-invalid');
  await page.check('#claim-other');
  await page.click('main button');
  await visit(page, 'disputes');
  await open('proof', '/proof');
  await open('proof-week', `/proof?week=${isoWeek(monday(-7))}`);
  await open('work-providers', '/links');
  await open('end-link', `/links/end?link=${link}`);
  await open('my-data', '/my-data');
  await open('change-password', '/change-password');
  await page.click('main button');
  await visit(page, 'change-password-invalid');
  await open('details-first', '/details');
  await page.click('main button');
  await visit(page, 'details-invalid');
  await open('time-zone', '/time-zone');
  const change = await addMailedToken(pool, 'change_email', ana.number, 'new@example.com');
  await open('new-email', `/details/email?token=${change}`);
  await open('close-account', '/close-account');
  await page.click('main .button-danger');
  await visit(page, 'close-account-invalid');
  await open('link', linkPath('Courier Ltd', 'Q-3', ana.email));
  await page.click('button[value=agree]');
  await visit(page, 'link-invalid');
  await open('other-account', linkPath('Courier Ltd', 'Q-4', 'someone.else@example.com'));
  await open('verify-first', '/verify/first');
}

async function notCovered(
  { url, database: { pool } }: Service,
  { eats }: Providers,
  visit: Visit,
  locale: string,
): Promise<void> {
  const ben = await signedInCustomer(pool, 'BEN4M8', 'Ben Okoro');
  const page = await openPageAs(url, ben, { locale });
  const open = opening(page, visit);
  await open('my-cover-new', '/my-cover');
  await (await reporting(pool, 'Quick Eats'))('login @BEN4M8 -2h');
  await addFailedIntroduction(pool, ben, eats);
  await optOut(pool, ben.number, eats, clock() - HOUR);
  await suspendCustomer(pool, ben.number, clock() - HOUR / 2, 'unpaid');
  await page.goto('/my-cover');
  await untilSettled(page);
  await visit(page, 'my-cover-not-covered');
  await contestDriverId(pool, { customerNumber: ben.number, workProvider: eats, driverId: 'B-1' });
  await open('work-providers-opted-out', '/links');
}

/** Links the customer to a work provider that does not know them. */
async function addFailedIntroduction(pool: Pool, { number }: SignedInCustomer, eats: number): Promise<void> {
  await addLink(pool, { workProvider: eats, driverId: 'B-77', customerNumber: number, from: undefined });
  await addIntroduction(pool, number, eats);
  await pool.query("update introduction set outcome = 'unknown', settled_at = now() where customer_number = $1", [
    number,
  ]);
}

function opening(page: Page, visit: Visit) {
  return async (name: string, path: string): Promise<void> => {
    await page.goto(path);
    await visit(page, name);
  };
}

/** Adds shifts of last week for two work providers, with gaps in cover, and an open shift. Returns the id of the link. */
async function addWeekOfShifts(pool: Pool, { number }: SignedInCustomer, courier: number): Promise<number> {
  const added = await addLink(pool, {
    workProvider: courier,
    driverId: '1686',
    customerNumber: number,
    from: instantOn(-7, '09:30'),
  });
  await suspendCustomer(pool, number, instantOn(-4, '17:00'), 'unpaid');
  await resumeCustomer(pool, number, instantOn(-4, '18:15'));
  const shift = (driver: string, day: number, from: string, to: string): string[] => [
    `login ${driver} ${onDay(day, from).toString()}`,
    `logout ${driver} ${onDay(day, to).toString()}`,
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
    ...shift(`@${number}`, -6, '13:30', '20:00'),
    ...shift(`@${number}`, -2, '21:00', '23:50'),
  );
  return added.tag === 'added' ? added.link.id : 0;
}

async function untilSettled(page: Page): Promise<void> {
  for (let tries = 0; tries < 40 && (await page.locator('#week table').count()) === 0; tries++) {
    await page.waitForTimeout(50);
    await page.reload();
  }
}

/** The date that is `days` after this week's Monday. */
function monday(days: number): Temporal.PlainDate {
  const today = Temporal.Now.plainDateISO('Europe/London');
  return today.subtract({ days: today.dayOfWeek - 1 }).add({ days });
}

function onDay(days: number, time: string): Temporal.Instant {
  return monday(days)
    .toZonedDateTime({ timeZone: 'Europe/London', plainTime: Temporal.PlainTime.from(time) })
    .toInstant();
}

function instantOn(days: number, time: string): Instant {
  return fromTemporal(onDay(days, time));
}

function isoWeek(date: Temporal.PlainDate): string {
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
}
