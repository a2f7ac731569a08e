import type { Page } from 'playwright-core';
import { PASSWORD } from './formClient.ts';

/** Fills in the sign-up form and checks all boxes. Keeps the email of the page unless one is given. */
export async function fillSignUp(page: Page, { email }: { readonly email?: string } = {}): Promise<void> {
  await page.getByLabel('Your full name').fill('Ana Silva');
  if (email !== undefined) await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Mobile number').fill('07700 900123');
  await page.getByLabel('Password').fill(PASSWORD);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
}

/** Signs up on the sign-up page. */
export async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up');
  await fillSignUp(page, { email });
  await press(page, 'Sign up');
}

/** Logs in on the log-in page, which is open. */
export async function logIn(page: Page, email: string, password: string = PASSWORD): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await press(page, 'Log in');
}

/** Presses the first button of the name, and waits until the next page is loaded. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name }).first().click()]);
}

/** The path of the open page. */
export function pathOf(page: Page): string {
  return new URL(page.url()).pathname;
}

/** The text of the h1. */
export async function heading(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
}

/** The text of the main element. */
export async function mainText(page: Page): Promise<string> {
  return await page.getByRole('main').innerText();
}

/** The text of the flash message, or of the first element with the role `status`. */
export async function statusText(page: Page): Promise<string> {
  return await page.getByRole('status').first().innerText();
}
