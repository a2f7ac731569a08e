import type { Invitation } from '../../accounts/linking/invitation.ts';
import { type Faults, hidden, isFaulty } from '../layout/fields.ts';
import { html } from '../layout/html.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';
import { agreement } from './agreement.ts';
import { linkFacts, whoShares } from './sharing.ts';
import type { TermsOf } from './terms.ts';

export type LinkView = {
  readonly token: string;
  readonly invitation: Invitation;
  readonly insurer: string;
  readonly customerNumber: string;
  readonly terms: TermsOf;
  readonly faults: Faults;
};

/** Who will share what with whom, and the choice. */
export function linkPage({ token, invitation, insurer, customerNumber, terms, faults }: LinkView): Page {
  const provider = invitation.workProviderName;
  return {
    title: words.link.title(provider),
    faulty: isFaulty(faults),
    main: html`<h1>${words.link.title(provider)}</h1>
<p class="lead">${words.link.lead(provider)}</p>
${linkFacts(invitation, customerNumber)}
${whoShares(invitation, insurer)}
<form class="card" method="post" action="/link" novalidate>
${hidden('invitation', token)}
${agreement({ name: 'provider_terms', of: terms, label: words.terms.provider(provider), ticked: false }, faults)}
<button class="button" name="decision" value="agree">${words.link.agree}</button>
<button class="button quiet" name="decision" value="decline">${words.link.decline}</button>
</form>
<p class="aside">${words.link.wrongId(provider)}</p>`,
  };
}
