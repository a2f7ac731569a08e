import process from 'node:process';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';
import { atEnd } from './atEnd.ts';

/** The viewport of a small phone. */
export const PHONE = { width: 360, height: 740 };

const TIMEOUT_MS = 20_000;

/**
 * Flags that the Chromium package sets for serverless use. They switch off the protections that the tests rely on, start
 * each page's process from the beginning, or draw pages by emulating a graphics card.
 */
const UNSUITABLE_FLAGS = [
  '--no-zygote',
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--single-process',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--disable-features=AudioServiceOutOfProcess,IsolateOrigins,site-per-process',
];

/** A host name of this machine that browsers do not trust as they trust `localhost` over plain http. */
export const UNTRUSTED_HOST = 'cover.test';

let launched: Promise<Browser> | undefined;
atEnd(async () => await (await launched)?.close());

/** The one Chromium of a test file. It is closed after its tests. */
export function browser(): Promise<Browser> {
  launched ??= launch();
  return launched;
}

async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? (await chromium.executablePath());
  const args = [
    ...chromium.args.filter((arg) => !UNSUITABLE_FLAGS.includes(arg)),
    '--no-sandbox',
    '--disable-gpu',
    `--host-resolver-rules=MAP ${UNTRUSTED_HOST} 127.0.0.1`,
  ];
  return await playwright.launch({ executablePath, args, headless: true });
}

/** Opens a page in a browser context of its own: it shares no cookie with other pages. */
export async function openPage(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await browser()).newContext({ baseURL: url, viewport: PHONE, locale: 'en-GB', ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  return await context.newPage();
}
