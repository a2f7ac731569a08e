import type { Invitation } from '../../accounts/linking/invitation.ts';
import { type Html, html } from '../layout/html.ts';
import { mark } from '../layout/marks.ts';
import { words } from '../text/text.ts';

type Linked = Pick<Invitation, 'workProviderName' | 'driverId'>;
type Sharing = Pick<Invitation, 'workProviderName' | 'introduces'>;

/** What will be linked: the work provider, the driver ID, and the customer number once there is one. */
export function linkFacts({ workProviderName, driverId }: Linked, customerNumber: string | undefined): Html {
  return html`<dl class="facts card">
<div><dt>${words.link.workProvider}</dt><dd>${workProviderName}</dd></div>
<div><dt>${words.link.driverId}</dt><dd class="code">${driverId}</dd></div>
${customerNumber !== undefined && html`<div><dt>${words.link.customerNumber}</dt><dd class="code">${customerNumber}</dd></div>`}
</dl>`;
}

/** Who tells whom what from then on. */
export function whoShares({ workProviderName, introduces }: Sharing, insurer: string): Html {
  return html`<h2>${words.link.shareTitle}</h2>
<ul class="shares">${words.link.shares(workProviderName, insurer, introduces).map(([who, what]) => html`<li>${mark('arrow')}<p><strong>${who}</strong> ${what}</p></li>`)}</ul>`;
}
