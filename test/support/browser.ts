import process from 'node:process';
import { after } from 'node:test';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';

/** A telephone as couriers have it. */
export const PHONE = { width: 360, height: 740 };

/** Waiting longer than this for anything on a page is a failure. */
const PATIENCE_MS = 5_000;

/** What the package sets for another purpose: it would switch off the very walls that are under test. */
const UNLIKE_A_TELEPHONE = [
  '--single-process',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--disable-features=AudioServiceOutOfProcess,IsolateOrigins,site-per-process',
];

/** A host that browsers do not take for their own machine: over plain http they trust it with less. */
export const FAR_HOST = 'cover.test';
const FAR_AWAY = `--host-resolver-rules=MAP ${FAR_HOST} 127.0.0.1`;

let launched: Promise<Browser> | undefined;
after(async () => await (await launched)?.close());

/** The one Chromium of a test file; closed when its tests are over. */
export function browser(): Promise<Browser> {
  launched ??= launch();
  return launched;
}

async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? (await chromium.executablePath());
  const args = [...chromium.args.filter((arg) => !UNLIKE_A_TELEPHONE.includes(arg)), '--no-sandbox', FAR_AWAY];
  return await playwright.launch({ executablePath, args, headless: true });
}

/** Somebody with a telephone of their own: no cookie is shared with another visitor. */
export async function aVisitor(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await browser()).newContext({ baseURL: url, viewport: PHONE, locale: 'en-GB', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  return await context.newPage();
}
