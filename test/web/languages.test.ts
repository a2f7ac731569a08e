import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { type Language, LOCALES, languageAccepted, plural } from '../../src/core/language.ts';
import { ALL_TEXTS } from '../../src/web/text/texts.ts';
import { openPage, PHONE } from '../support/browser.ts';
import { visitEveryPage } from '../support/everyPage.ts';
import { formClient, formIn } from '../support/formClient.ts';
import { startMailServer } from '../support/mailServer.ts';
import { heading, press, signUp } from '../support/pageActions.ts';
import { startService } from '../support/service.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What the words of a page decide. The other rules are the same in every language, and are tested in English. */
const RULES = [
  'html-has-lang',
  'html-lang-valid',
  'valid-lang',
  'button-name',
  'link-name',
  'label',
  'document-title',
  'heading-order',
  'empty-heading',
  'region',
  'list',
  'target-size',
];
/** Stands in a text for what a function puts in. */
const GAP = '¤';
const SHORTEST_FRAGMENT = 12;

/** Every text in a table; those of functions with gaps. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return textsIn(value(...Array.from({ length: value.length }, () => GAP)));
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** The English words that a page in another language must not have: whole texts, and the fixed parts of long ones. */
function englishWords(language: Language): { readonly whole: Set<string>; readonly parts: string[] } {
  const english = textsIn(ALL_TEXTS.en);
  const own = textsIn(ALL_TEXTS[language]);
  const parts = english.flatMap((text) => text.split(/¤|undefined|NaN/)).map((part) => part.trim());
  return {
    whole: new Set(english.filter((text) => text.length > 1 && !text.startsWith('/') && !own.includes(text))),
    parts: parts.filter((part) => part.length >= SHORTEST_FRAGMENT && !own.some((text) => text.includes(part))),
  };
}

const ENGLISH = { en: englishWords('en'), pl: englishWords('pl'), ro: englishWords('ro') };

/** The texts of all elements, and of the attributes that are read out. Names of languages are in their own. */
async function textNodes(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const texts = [document.title.split(' · ')[0]];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) if (!nodes.currentNode.parentElement.closest('[lang]:not(html), script, datalist')) texts.push(nodes.currentNode.data.trim());
    for (const each of document.querySelectorAll('[aria-label], [data-busy], [data-copied]'))
      texts.push(...['aria-label', 'data-busy', 'data-copied'].flatMap((name) => each.getAttribute(name) ?? []));
    return texts.filter(Boolean);
  })()`);
}

/** What is wrong with the open page in a language. */
async function faultsOf(page: Page, language: Language): Promise<Record<string, unknown>> {
  const { whole, parts } = ENGLISH[language];
  const texts = await textNodes(page);
  const left = texts.filter((text) => whole.has(text) || parts.some((part) => text.includes(part)));
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`,
  );
  await page.setViewportSize({ ...PHONE, width: 320 });
  const widths = await page.evaluate<number[]>(`['200%', '100%'].map((size) => {
    document.documentElement.style.fontSize = size;
    return document.documentElement.scrollWidth;
  })`);
  await page.setViewportSize(PHONE);
  const lang = await page.locator('html').getAttribute('lang');
  return {
    ...(left.length > 0 && { left }),
    ...(violations.length > 0 && {
      axe: violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.html).join(' ')}`),
    }),
    ...(widths.some((width) => width > 320) && { widths }),
    ...(lang !== language && { lang }),
  };
}

/** Puts the same page in another language in place of the open one. */
async function switchTo(page: Page, language: Language): Promise<void> {
  const cookie = { name: 'language', value: language, url: new URL(page.url()).origin };
  await page.context().addCookies([cookie]);
  await page.evaluate(`fetch(location.href, { headers: { Accept: 'text/html' } }).then((answer) => answer.text()).then((text) => {
    const other = new DOMParser().parseFromString(text, 'text/html');
    document.documentElement.lang = other.documentElement.lang;
    document.title = other.title;
    document.body.replaceWith(other.body);
  })`);
  await page.context().clearCookies({ name: 'language' });
}

test('every page in Polish and Romanian has no English left over, suits axe, and fits a narrow screen with large letters', async () => {
  const found: Record<string, unknown> = {};
  const note = async (page: Page, name: string, language: Language) => {
    const faults = await faultsOf(page, language);
    if (Object.keys(faults).length > 0) found[`${name}, ${language}`] = faults;
  };
  await visitEveryPage(async (page, name) => {
    await page.evaluate(AXE);
    await note(page, name, 'pl');
    // What answers a form cannot be fetched again.
    if (name.endsWith('-invalid')) return;
    await switchTo(page, 'ro');
    await note(page, name, 'ro');
  }, LOCALES.pl);
  assert.deepEqual(found, {});
});

test('the language is the one that the browser weighs most, and English where it names none of ours', () => {
  const rows: readonly (readonly [string | undefined, Language])[] = [
    ['pl', 'pl'],
    ['ro-MD,ro;q=0.9,en;q=0.8', 'ro'],
    ['de-DE,de;q=0.9,pl;q=0.3,en;q=0.2', 'pl'],
    ['en;q=0.5, PL;q=0.7', 'pl'],
    ['pl;q=0, fr', 'en'],
    ['*', 'en'],
    [undefined, 'en'],
    [';;,q=1,,', 'en'],
  ];
  for (const [header, expected] of rows) assert.equal(languageAccepted(header), expected, String(header));
});

test('counts have the words of the language', () => {
  const minutes = (language: Language) => [1, 2, 5, 22, 100].map(ALL_TEXTS[language].times.waiting).join(', ');
  assert.equal(minutes('en'), 'a minute, 2 minutes, 5 minutes, 22 minutes, 100 minutes');
  assert.equal(minutes('pl'), 'minutę, 2 minuty, 5 minut, 22 minuty, 100 minut');
  assert.equal(minutes('ro'), 'un minut, 2 minute, 5 minute, 22 de minute, 100 de minute');
  assert.equal(plural('pl', 3, { other: '#' }), '3');
});

const mailServer = await startMailServer();
const service = await startService({ SMTP_URL: mailServer.url });

test('a driver chooses a language without JavaScript, stays on the page, and mails follow', async () => {
  const page = await openPage(service.url, { javaScriptEnabled: false, locale: 'ro-RO' });
  await page.goto('/forgot');
  assert.equal(await heading(page), ALL_TEXTS.ro.signIn.forgot.title);
  await press(page, 'English');
  assert.equal(await heading(page), 'Set a password');
  await signUp(page, 'languages@example.com');
  assert.match(
    (await mailServer.mailTo('languages@example.com')).text,
    /Yes, this is my email address.*<html lang="en">/s,
  );
  await press(page, 'Polski');
  assert.equal(await heading(page), ALL_TEXTS.pl.signIn.verify.firstTitle);
  await page.click('main button');
  assert.match((await mailServer.mailTo('languages@example.com', 2)).text, /Link dzia.*<html lang="pl">/s);
});

test('errors and unknown addresses are in the language; the choice leads to no other site', async () => {
  const client = formClient(service.url);
  client.cookies.set('language', 'pl');
  const large = await client.post('/sign-up', `name=${'x'.repeat(70_000)}`);
  assert.ok(large.body.includes(ALL_TEXTS.pl.layout.badRequest.title));
  const unknown = await formClient(service.url).get('/nowhere', { headers: { 'Accept-Language': 'ro' } });
  assert.ok(unknown.body.includes(ALL_TEXTS.ro.layout.notFound.title));
  const form = formIn((await client.get('/forgot')).body, '/language');
  for (const [back, leadsTo] of [
    ['/log-in?to=%2Flinks', '/log-in?to=%2Flinks'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['/..//evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
  ] as const) {
    const { location } = await client.post('/language', { ...form, language: 'en', back, form: '' });
    assert.equal(location, leadsTo, back);
  }
});
