import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { tour } from '../support/tour.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const MOST_BYTES = 50 * 1024;

/** `color-contrast: .hint`, one for each place where the page as it looks now breaks a rule. In the dark only colours differ. */
async function faultsOf(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const runOnly = colorScheme === 'light' ? RULES : { type: 'rule', values: ['color-contrast'] };
  const run = `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`;
  const { violations } = await page.evaluate<axe.AxeResults>(run);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

test('every page can be used by everyone: axe finds no fault in light or dark, and nothing runs off a small phone', async () => {
  const found: Record<string, string[]> = {};
  await tour(async (page, name) => {
    await page.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const faults = await faultsOf(page, colorScheme);
      if (faults.length > 0) found[`${name}, ${colorScheme}`] = faults;
    }
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width !== 360) found[`${name}, width`] = [`${width} px`];
    const bytes = Buffer.byteLength(await page.content());
    if (bytes > MOST_BYTES) found[`${name}, size`] = [`${bytes} bytes`];
  });
  assert.deepEqual(found, {});
});
