import type pg from 'pg';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { setPasswordOf } from '../../src/store/customer/accounts.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { beginSignIn } from '../../src/store/signIn/signIns.ts';
import { openPage } from './browser.ts';

/** A customer with the session cookie. */
export type SignedInCustomer = { readonly number: string; readonly email: string; readonly cookie: string };

/** Adds a customer without a beginning, and signs it in without a form. Its password cannot be used to log in. */
export async function signedInCustomer(db: pg.Pool, number: string, name = 'Ana Silva'): Promise<SignedInCustomer> {
  const email = `${number.toLowerCase()}@example.com`;
  await addCustomer(db, { number, email, name, from: -Infinity });
  await setPasswordOf(db, number, 'none');
  return { number, email, cookie: `sign_in=${await beginSignIn(db, number, 'none')}` };
}

/** Opens a page in a browser that holds the session cookie of the customer. */
export async function openPageAs(
  url: string,
  customer: SignedInCustomer,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await openPage(url, options);
  const [name, value] = customer.cookie.split('=') as [string, string];
  await page.context().addCookies([{ name, value, url }]);
  return page;
}

/** The text of a page as served to the customer, without HTML. */
export async function readPageText(url: string, path: string, customer: SignedInCustomer): Promise<string> {
  const answer = await fetch(new URL(path, url), { headers: { Cookie: customer.cookie } });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  const page = await answer.text();
  return plainText(page.slice(page.indexOf('<main'), page.indexOf('</main>')));
}

/** A piece of markup without its elements, with single spaces. */
export function plainText(html: string): string {
  return html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ')
    .trim();
}
