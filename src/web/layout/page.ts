import type { SignedIn } from '../../accounts/signIn.ts';
import type { Insurer } from '../../core/insurer.ts';
import { canBeContacted } from '../context.ts';
import { formText } from '../text/form.ts';
import { layoutText } from '../text/layout.ts';
import { assetUrl } from './assets.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';

/** The content of one page. */
export type Page = {
  readonly title: string;
  /** The markup between header and footer. It begins with the h1. */
  readonly main: Html;
  /** Whether the page shows a form with errors. The title then begins with "Error:", for screen readers. */
  readonly invalid?: boolean;
  /** Asset names of scripts. The page works without them. */
  readonly scripts?: readonly string[];
};

/** Layout data: insurer, signed-in customer, path, flash message. */
export type LayoutData = {
  readonly insurer: Insurer;
  readonly customer: SignedIn | undefined;
  readonly path: string;
  /** Message about the form that was posted just before. */
  readonly flash: string | undefined;
};

/**
 * The whole document. Its meta element sets the referrer policy to `same-origin`, although the header says
 * `no-referrer`: under `no-referrer`, browsers post forms with `Origin: null`, and a form of ours could not be told
 * from a foreign one where browsers send no Sec-Fetch-Site.
 */
export function renderDocument(page: Page, layout: LayoutData): Html {
  return html`<!doctype html>
<html lang="${layoutText.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<meta name="robots" content="noindex">
<title>${page.invalid && formText.errorPrefix}${page.title} · ${layout.insurer.name}</title>
<link rel="icon" href="${assetUrl('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl('style.css')}">
${page.scripts?.map((name) => html`<script src="${assetUrl(name)}" defer></script>`)}
</head>
<body>
<a class="skip-link" href="#main">${layoutText.skip}</a>
${header(layout)}
<main id="main" tabindex="-1">
${layout.flash && html`<p class="flash" role="status">${icon('check')}<span>${layout.flash}</span></p>`}
${page.main}
</main>
${canBeContacted(layout.insurer) && footer(layout.insurer)}
</body>
</html>
`;
}

function header({ insurer, customer, path }: LayoutData): Html {
  return html`<header class="page-header">
<div class="brand-row">
<a class="brand" href="/">${icon('shield')}<span>${insurer.name}</span></a>
${customer && html`<form method="post" action="/log-out"><button class="button-text">${layoutText.logOut}</button></form>`}
</div>
${customer && html`<nav aria-label="${layoutText.navigation}"><ul>${layoutText.places.map(([to, name]) => navigationItem(to, name, path))}</ul></nav>`}
</header>`;
}

function navigationItem(to: string, name: string, path: string): Html {
  return html`<li>${path === to ? html`<a href="${to}" aria-current="page">${name}</a>` : html`<a href="${to}">${name}</a>`}</li>`;
}

function footer({ name, email, phone }: Insurer): Html {
  return html`<footer>
<p>${layoutText.contact(name)}${email && html` <a href="mailto:${email}">${email}</a>`}${email && phone && html` ·`}${phone && html` <a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a>`}</p>
</footer>`;
}
