import type { FastifyInstance } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { providerTerms, versionToShow } from '../../accounts/terms.ts';
import type { PageContext, Terms } from '../context.ts';
import { queried } from '../http/query.ts';
import { type OwnPath, redirect, withQuery } from '../http/redirect.ts';
import { show } from '../http/render.ts';
import { type Html, html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';

/** Longer terms have a page of their own: nobody should wait for them to fill in a form. */
const MOST_IN_A_FORM = 4_000;

/** Whose terms, as named in a sentence, and where to read them by themselves. */
export type TermsOf = { readonly whose: string; readonly terms: Terms; readonly page: OwnPath };

/** Terms to read beside the box that agrees to them, without leaving the form. */
export function termsToRead({ whose, terms, page }: TermsOf): Html {
  const title = words.terms.read(whose);
  if (terms.text.length > MOST_IN_A_FORM) {
    return html`<p class="terms"><a href="${page}" target="_blank" rel="noopener">${title} ${words.terms.newTab}</a></p>`;
  }
  return html`<details class="terms"><summary>${title}</summary>${textOf(terms)}</details>`;
}

export function insurerTermsOf({ insurer }: PageContext): TermsOf {
  return { whose: insurer.name, terms: insurer.terms, page: '/terms/insurer' };
}

export function providerTermsOf(whose: string, terms: Terms, invitation: string): TermsOf {
  return { whose, terms, page: withQuery('/terms/work-provider', { invitation }) };
}

/** The pages on which terms stand by themselves. */
export function termsPages(app: FastifyInstance, front: PageContext): void {
  app.get('/terms/insurer', async (request, reply) => {
    return await show(front, request, reply, termsPage(front.insurer.name, front.insurer.terms));
  });
  app.get('/terms/work-provider', async (request, reply) => {
    const invitation = await openInvitation(front.pool, queried(request, 'invitation'));
    if (!invitation) return redirect(reply, '/link/problem', { why: 'stale' });
    const terms = await providerTerms(front.pool, invitation.workProvider);
    return await show(front, request, reply, termsPage(invitation.workProviderName, terms));
  });
}

function termsPage(whose: string, terms: Terms): Page {
  const title = words.terms.title(whose);
  return { title, main: html`<h1>${title}</h1><div class="card terms">${textOf(terms)}</div>` };
}

/** Plain text, its paragraphs kept. */
function textOf({ version, text }: Terms): Html {
  const named = versionToShow(version);
  const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  return html`<div class="text">${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}${named !== undefined && html`<p class="hint">${words.terms.version(named)}</p>`}</div>`;
}
