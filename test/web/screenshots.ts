import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { visitEveryPage } from '../support/everyPage.ts';

/** Git ignores this folder. */
const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url));

test('takes screenshots of every page on a phone, in light and dark', { timeout: 120_000 }, async () => {
  mkdirSync(FOLDER, { recursive: true });
  await visitEveryPage(async (page, name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${FOLDER}${name}-${colorScheme}.png`, fullPage: true });
    }
  });
});
