import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { PHONE } from '../support/browser.ts';
import { visitEveryPage } from '../support/everyPage.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NARROWEST = 320;
const MAX_BYTES = 50 * 1024;

/** Violations such as `color-contrast: .hint`. The dark page differs in its colours alone, so only these are checked. */
async function violationsOf(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const runOnly = colorScheme === 'light' ? RULES : { type: 'rule', values: ['color-contrast'] };
  const run = `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`;
  const { violations } = await page.evaluate<axe.AxeResults>(run);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

test('every page is accessible to axe in light and dark, as wide as a phone with letters of any size, and less than 50 KB', async () => {
  const found: Record<string, string[]> = {};
  await visitEveryPage(async (page, name) => {
    await page.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const violations = await violationsOf(page, colorScheme);
      if (violations.length > 0) found[`${name}, ${colorScheme}`] = violations;
    }
    const uncounted = await page.locator('form[method=post]:not(:has(input[name=form]))').count();
    if (uncounted > 0) found[`${name}, forms without an id`] = [String(uncounted)];
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width !== PHONE.width) found[`${name}, width`] = [`${width} px`];
    await page.setViewportSize({ ...PHONE, width: NARROWEST });
    for (const size of [100, 130, 200]) {
      const wide = await page.evaluate<string[]>(`(() => {
        document.documentElement.style.fontSize = '${size}%';
        if (document.documentElement.scrollWidth <= ${NARROWEST}) return [];
        return [...document.querySelectorAll('main *, header *, footer *')]
          .filter((each) => each.getBoundingClientRect().right > ${NARROWEST} && !each.closest('.scroll, datalist'))
          .map((each) => each.tagName + '.' + each.getAttribute('class') + ' ' + each.textContent.slice(0, 40));
      })()`);
      if (wide.length > 0) found[`${name}, letters of ${size} %`] = wide.slice(0, 3);
    }
    await page.setViewportSize(PHONE);
    const bytes = Buffer.byteLength(await page.content());
    if (bytes > MAX_BYTES) found[`${name}, size`] = [`${bytes} bytes`];
  });
  assert.deepEqual(found, {});
});
