import type { SignedIn } from '../../accounts/signIn.ts';
import type { Insurer } from '../../core/insurer.ts';
import { LANGUAGES } from '../../core/language.ts';
import { canBeContacted } from '../context.ts';
import { ALL_TEXTS, language, texts } from '../text/texts.ts';
import { assetUrl } from './assets.ts';
import { hiddenField, postForm } from './formControls.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';

/** The colours of the paper, as base.css has them: a phone draws the bar around the page in them. */
export const PAPER = { light: '#f5f3ee', dark: '#101513' };

/** The content of one page. */
export type Page = {
  readonly title: string;
  /** The markup between header and footer. It begins with the h1. */
  readonly main: Html;
  /** Whether the page shows a form with errors. The title then begins with "Error:", for screen readers. */
  readonly invalid?: boolean;
  /** Asset names of further scripts. The page works without them. */
  readonly scripts?: readonly string[];
};

/** Layout data: insurer, signed-in customer, path, flash message. */
export type LayoutData = {
  readonly insurer: Insurer;
  readonly customer: SignedIn | undefined;
  /** The page then asks to check them. */
  readonly lacksDetails: boolean;
  readonly path: string;
  /** The page with its query, to come back to. */
  readonly url: string;
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
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<meta name="robots" content="noindex">
<title>${page.invalid && texts().form.errorPrefix}${page.title} · ${layout.insurer.name}</title>
<meta name="theme-color" content="${PAPER.light}" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="${PAPER.dark}" media="(prefers-color-scheme: dark)">
<link rel="manifest" href="/manifest.webmanifest">
<link rel="icon" href="${assetUrl('icon.svg')}" type="image/svg+xml">
<link rel="apple-touch-icon" href="${assetUrl('touch-icon.png')}">
<link rel="stylesheet" href="${assetUrl('style.css')}">
${['forms.js', ...(page.scripts ?? [])].map((name) => html`<script src="${assetUrl(name)}" defer></script>`)}
</head>
<body>
<a class="skip-link" href="#main">${texts().layout.skip}</a>
${header(layout)}
<main id="main" tabindex="-1">
${layout.flash && html`<p class="flash" role="status">${icon('check')}<span>${layout.flash}</span></p>`}
${layout.lacksDetails && layout.path !== '/details' && notice()}
${page.main}
</main>
${footer(layout)}
</body>
</html>
`;
}

function notice(): Html {
  const { notice: text, noticeLink } = texts().account.details;
  return html`<p class="notice">${icon('warning')}<span>${text} <a href="/details">${noticeLink}</a></span></p>`;
}

function header({ insurer, customer, path }: LayoutData): Html {
  return html`<header class="page-header">
<div class="brand-row">
<a class="brand" href="/">${icon('shield')}<span>${insurer.name}</span></a>
${customer && html`${postForm({ action: '/log-out' }, html`<button class="button-text">${texts().layout.logOut}</button>`)}`}
</div>
${customer && html`<nav aria-label="${texts().layout.navigation}"><ul>${texts().layout.places.map(([to, name]) => navigationItem(to, name, path))}</ul></nav>`}
</header>`;
}

function navigationItem(to: string, name: string, path: string): Html {
  return html`<li>${path === to ? html`<a href="${to}" aria-current="page">${name}</a>` : html`<a href="${to}">${name}</a>`}</li>`;
}

function footer({ insurer, url }: LayoutData): Html {
  const pages = texts().front.footer.filter(([path]) => path !== '/contact' || canBeContacted(insurer));
  return html`<footer>
${canBeContacted(insurer) && contactLine(insurer)}
<nav aria-label="${texts().layout.aboutUs}"><ul class="about">${pages.map(([path, label]) => html`<li><a href="${path}">${label}</a></li>`)}</ul></nav>
${languageForm(url)}
</footer>`;
}

/** Each language calls itself by its own name. */
function languageForm(url: string): Html {
  const others = LANGUAGES.filter((each) => each !== language());
  const buttons = others.map(
    (each) =>
      html`<button class="button-text" name="language" value="${each}" lang="${each}">${ALL_TEXTS[each].layout.ownName}</button>`,
  );
  return html`<div class="languages" role="group" aria-label="${texts().layout.languageTitle}">${postForm({ action: '/language' }, html`${hiddenField('back', url)}${buttons}`)}</div>`;
}

function contactLine({ name, email, phone }: Insurer): Html {
  return html`<p>${texts().layout.contact(name)}${email && html` <a href="mailto:${email}">${email}</a>`}${email && phone && html` ·`}${phone && html` <a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a>`}</p>`;
}
