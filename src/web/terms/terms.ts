import type { FastifyInstance } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { providerTerms, versionToShow } from '../../accounts/terms.ts';
import type { Terms } from '../../core/insurer.ts';
import { termsOfVersion } from '../../store/customer/terms.ts';
import { providersById } from '../../store/provider/providers.ts';
import type { PageContext } from '../context.ts';
import { queryParameter } from '../http/query.ts';
import { type OwnPath, redirect, withQuery } from '../http/redirect.ts';
import { render } from '../http/render.ts';
import { checkbox, type FieldErrors } from '../layout/formControls.ts';
import { type Html, html } from '../layout/html.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().signUp.terms;

/** Longer terms are shown on a page of their own, so that the form loads fast. */
const MAX_CHARACTERS_IN_FORM = 4_000;

/** Terms, with the name of the insurer or work provider whose they are, and the page that shows them. */
export type NamedTerms = { readonly whose: string; readonly terms: Terms; readonly page: OwnPath };

/** The insurer's terms. */
export function insurerTermsOf({ insurer }: PageContext): NamedTerms {
  return { whose: insurer.name, terms: insurer.terms, page: '/terms/insurer' };
}

/** The terms of the work provider that is called `whose`. `invitation` is the sealed invitation to it. */
export function providerTermsOf(whose: string, terms: Terms, invitation: string): NamedTerms {
  return { whose, terms, page: withQuery('/terms/work-provider', { invitation }) };
}

/** A checkbox to agree to the terms, with the terms below. Its value is their version. */
export function termsCheckbox(
  { whose, terms, page }: NamedTerms,
  { name, checked }: { readonly name: string; readonly checked: boolean },
  errors: FieldErrors,
): Html {
  const details =
    terms.text.length > MAX_CHARACTERS_IN_FORM
      ? html`<p class="terms"><a href="${page}" target="_blank" rel="noopener">${text().read(whose)} ${text().newTab}</a></p>`
      : html`<details class="terms"><summary>${text().read(whose)}</summary>${termsText(terms)}</details>`;
  return checkbox({ name, value: terms.version, label: text().agree(whose), checked, details }, errors);
}

/**
 * The error of a posted terms checkbox. `version` is its value, and `notChecked` the error if it is empty. Another version
 * than the current one is an error too: the terms changed after the form was opened.
 */
export function termsError(version: string, { terms }: NamedTerms, notChecked: string): string | undefined {
  if (version === '') return notChecked;
  return version === terms.version ? undefined : texts().form.errors.termsChanged;
}

/** The page of one version of terms, for good. `document`: `insurer`, or the id of a work provider. */
export function pageOfVersion(document: string, version: string): OwnPath {
  const path = document === 'insurer' ? '/terms/insurer' : (`/terms/work-provider/${document}` as const);
  return withQuery(path, { version });
}

/** The pages that show terms. */
export function termsRoutes(app: FastifyInstance, context: PageContext): void {
  app.get('/terms/insurer', async (request, reply) => {
    const version = queryParameter(request, 'version');
    const terms =
      version === undefined ? context.insurer.terms : await termsOfVersion(context.pool, 'insurer', version);
    if (!terms) return await render(context, reply.code(404), messagePage(texts().layout.notFound));
    return await render(context, reply, termsPage(context.insurer.name, terms));
  });
  app.get<{ Params: { id: string } }>('/terms/work-provider/:id', async (request, reply) => {
    const id = /^[1-9]\d{0,8}$/.test(request.params.id) ? Number(request.params.id) : 0;
    const provider = (await providersById(context.pool, [id])).get(id);
    const terms = await termsOfVersion(context.pool, id, queryParameter(request, 'version') ?? '');
    if (!provider || !terms) return await render(context, reply.code(404), messagePage(texts().layout.notFound));
    return await render(context, reply, termsPage(provider.name, terms));
  });
  app.get('/terms/work-provider', async (request, reply) => {
    const invitation = await openInvitation(context.pool, queryParameter(request, 'invitation'));
    if (!invitation) return redirect(reply, '/link/problem', { why: 'stale' });
    const terms = await providerTerms(context.pool, invitation.workProvider);
    return await render(context, reply, termsPage(invitation.workProviderName, terms));
  });
}

function termsPage(whose: string, terms: Terms): Page {
  const title = text().title(whose);
  return { title, main: html`<h1>${title}</h1><div class="card terms">${termsText(terms)}</div>` };
}

/** Terms are plain text(). Empty lines separate their paragraphs. */
function termsText(terms: Terms): Html {
  const version = versionToShow(terms.version);
  const paragraphs = terms.text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  return html`<div class="terms-text">${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}${version !== undefined && html`<p class="hint">${text().version(version)}</p>`}</div>`;
}
