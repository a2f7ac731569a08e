import type { Page } from 'playwright-core';
import { PASSWORD } from './visitor.ts';

/** What drivers do on our pages, by what they see there. */

/** Fills in the sign-up form, and agrees to everything; the email is as it was unless given. */
export async function fillSignUp(page: Page, { email }: { readonly email?: string } = {}): Promise<void> {
  await page.getByLabel('Your full name').fill('Ana Silva');
  if (email !== undefined) await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Mobile number').fill('07700 900123');
  await page.getByLabel('Password').fill(PASSWORD);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
}

export async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up');
  await fillSignUp(page, { email });
  await press(page, 'Sign up');
}

export async function logIn(page: Page, email: string, password: string = PASSWORD): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await press(page, 'Log in');
}

/** Presses the button that has these words, and waits for the page that comes. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name }).first().click()]);
}

/** The path of the page that is shown. */
export function pathOf(page: Page): string {
  return new URL(page.url()).pathname;
}

export async function heading(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
}
