import type pg from 'pg';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { setPasswordOf } from '../../src/store/customer/accounts.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { beginSignIn } from '../../src/store/signIn/signIns.ts';
import { aVisitor } from './browser.ts';

/** A customer who is signed in: their number, and the cookie that says so. */
export type Member = { readonly number: string; readonly email: string; readonly cookie: string };

/** Signed in without a form, for tests of what comes after. The password is none that anyone could log in with. */
export async function signedInMember(db: pg.Pool, number: string, name = 'Ana Silva'): Promise<Member> {
  const email = `${number.toLowerCase()}@example.com`;
  await addCustomer(db, { number, email, name });
  await setPasswordOf(db, number, 'none');
  return { number, email, cookie: `sign_in=${await beginSignIn(db, number, 'none')}` };
}

/** The member with a telephone of their own. */
export async function withTelephone(url: string, member: Member, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await aVisitor(url, options);
  const [name, value] = member.cookie.split('=') as [string, string];
  await page.context().addCookies([{ name, value, url }]);
  return page;
}

/** The text of a page as the member is served it, without the marks of HTML. */
export async function readPage(url: string, path: string, member: Member): Promise<string> {
  const answer = await fetch(new URL(path, url), { headers: { Cookie: member.cookie } });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return plainText(await answer.text());
}

function plainText(html: string): string {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return main
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ')
    .trim();
}
