import type { Invitation } from '../../accounts/linking/invitation.ts';
import { namedDriverId } from '../../core/visibleText.ts';
import { type FieldErrors, hasErrors, hiddenField, postForm } from '../layout/formControls.ts';
import { type Html, html } from '../layout/html.ts';
import { icon } from '../layout/icons.ts';
import type { Page } from '../layout/page.ts';
import { type NamedTerms, termsCheckbox } from '../terms/terms.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().signUp.link;

type LinkView = {
  readonly token: string;
  readonly invitation: Invitation;
  /** Name of the insurer. */
  readonly insurer: string;
  readonly customerNumber: string;
  readonly terms: NamedTerms;
  readonly errors: FieldErrors;
};

/** Shows who shares what with whom, and asks to agree or decline. */
export function linkPage({ token, invitation, insurer, customerNumber, terms, errors }: LinkView): Page {
  const provider = invitation.workProviderName;
  return {
    title: text().title(provider),
    invalid: hasErrors(errors),
    main: html`<h1>${text().title(provider)}</h1>
<p class="lead">${text().lead(provider)}</p>
${linkFacts(invitation, customerNumber)}
${sharingSection(invitation, insurer)}
${postForm(
  { action: '/link', busy: text().busy, cssClass: 'card' },
  html`${hiddenField('invitation', token)}
${termsCheckbox(terms, { name: 'provider_terms', checked: false }, errors)}
<button class="button" name="decision" value="agree">${text().agree}</button>
<button class="button button-secondary" name="decision" value="decline">${text().decline}</button>`,
)}
<p class="footnote">${text().wrongId(provider)}</p>`,
  };
}

/** A list of what is linked: work provider, driver ID, and the customer number of a customer who has one. */
export function linkFacts({ workProviderName, driverId }: Invitation, customerNumber: string | undefined): Html {
  return html`<dl class="facts card">
<div><dt>${text().workProvider}</dt><dd>${workProviderName}</dd></div>
<div><dt>${text().driverId}</dt><dd class="code">${namedDriverId(driverId)}</dd></div>
${customerNumber !== undefined && html`<div><dt>${text().customerNumber}</dt><dd class="code">${customerNumber}</dd></div>`}
</dl>`;
}

/** A section that says what insurer and work provider share once the driver is linked. */
export function sharingSection({ workProviderName, introduces }: Invitation, insurer: string): Html {
  const items = text().sharing(workProviderName, insurer, introduces);
  return html`<h2>${text().sharingTitle}</h2>
<ul class="sharing">${items.map(([who, what]) => html`<li>${icon('arrow')}<p><strong>${who}</strong> ${what}</p></li>`)}</ul>`;
}
