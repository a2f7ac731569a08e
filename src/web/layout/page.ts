import type { SignedIn } from '../../accounts/signIn.ts';
import { canBeContacted, type Insurer } from '../context.ts';
import { words } from '../text/text.ts';
import { versioned } from './assets.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';

/** One page: what stands between the header and the footer. `main` begins with its h1. */
export type Page = {
  readonly title: string;
  readonly main: Html;
  /** A form is shown again with faults: the title says so first, for those who only hear it. */
  readonly faulty?: boolean;
  /** Our own scripts, by the name of their asset. The page works without them. */
  readonly scripts?: readonly string[];
};

/** What surrounds a page: whose it is, who reads it, where they are, and what they did just now. */
export type Surroundings = {
  readonly insurer: Insurer;
  readonly signedIn: SignedIn | undefined;
  /** The page's own path. */
  readonly path: string;
  /** What has come of what the reader did on the page before. */
  readonly notice: string | undefined;
};

/**
 * The whole document. The answer's header says `no-referrer`; the document says `same-origin`, because under
 * `no-referrer` browsers post forms with `Origin: null`, and those without Sec-Fetch-Site could not be told from forgers.
 */
export function documentOf(page: Page, around: Surroundings): Html {
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<meta name="robots" content="noindex">
<title>${page.faulty && words.frame.faultyTitle}${page.title} · ${around.insurer.name}</title>
<link rel="icon" href="${versioned('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${versioned('style.css')}">
${page.scripts?.map((name) => html`<script src="${versioned(name)}" defer></script>`)}
</head>
<body>
<a class="skip" href="#main">${words.frame.skip}</a>
${header(around)}
<main id="main" tabindex="-1">
${around.notice && html`<p class="notice" role="status">${mark('tick')}<span>${around.notice}</span></p>`}
${page.main}
</main>
${canBeContacted(around.insurer) && footer(around.insurer)}
</body>
</html>
`;
}

function header({ insurer, signedIn, path }: Surroundings): Html {
  return html`<header class="top">
<div class="bar">
<a class="brand" href="/">${mark('shield')}<span>${insurer.name}</span></a>
${signedIn && html`<form method="post" action="/log-out"><button class="plain">${words.frame.logOut}</button></form>`}
</div>
${signedIn && html`<nav aria-label="${words.frame.pages}"><ul>${words.frame.places.map(([to, name]) => place(to, name, path))}</ul></nav>`}
</header>`;
}

function place(to: string, name: string, path: string): Html {
  const here = path === to;
  return html`<li>${here ? html`<a href="${to}" aria-current="page">${name}</a>` : html`<a href="${to}">${name}</a>`}</li>`;
}

function footer({ name, email, phone }: Insurer): Html {
  return html`<footer>
<p>${words.frame.contact(name)}${email && html` <a href="mailto:${email}">${email}</a>`}${email && phone && html` ·`}${phone && html` <a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a>`}</p>
</footer>`;
}
