import type { FastifyInstance } from 'fastify';
import type { PageContext } from '../context.ts';
import { render } from '../http/render.ts';
import { currentCustomer, endSession } from '../http/session.ts';
import { hiddenField, postForm } from '../layout/formControls.ts';
import { html } from '../layout/html.ts';
import { icon } from '../layout/icons.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';
import { isInvited, redirectToNextStep, withInvitation } from './withInvitation.ts';

const text = () => texts().invitation.otherAccount;

/** For an invitation of another customer than the one who is signed in. Offers to switch accounts. */
export function otherAccountRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/link/other-account',
    withInvitation(context, async (invited, request, reply) => {
      const customer = await currentCustomer(context, request);
      if (!customer || isInvited(customer, invited)) {
        return await redirectToNextStep(context, invited, customer, reply);
      }
      const page = otherAccountPage(customer.email, invited.invitation.email, invited.token);
      return await render(context, reply, page);
    }),
  );
  app.post(
    '/link/other-account',
    withInvitation(context, async (invited, _request, reply) => {
      await endSession(context, reply);
      return await redirectToNextStep(context, invited, undefined, reply);
    }),
  );
}

function otherAccountPage(signedInAs: string, invitedEmail: string, token: string): Page {
  return {
    title: text().title,
    main: html`<div class="message">
${icon('warning')}
<h1>${text().title}</h1>
${text()
  .text(signedInAs, invitedEmail)
  .map((paragraph) => html`<p>${paragraph}</p>`)}
${postForm(
  { action: '/link/other-account' },
  html`${hiddenField('invitation', token)}
<button class="button">${text().switch(invitedEmail)}</button>
<a class="button button-secondary" href="/my-cover">${text().stay}</a>`,
)}
</div>`,
  };
}
