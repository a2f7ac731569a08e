import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tour } from '../support/tour.ts';

/** Where the pictures go: for people to look at, and not kept in git. */
const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url));

test('every page is pictured as a phone shows it, in light and dark', { timeout: 120_000 }, async () => {
  mkdirSync(FOLDER, { recursive: true });
  await tour(async (page, name) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${FOLDER}${name}-${colorScheme}.png`, fullPage: true });
    }
  });
});
