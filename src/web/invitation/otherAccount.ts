import type { FastifyInstance } from 'fastify';
import type { PageContext } from '../context.ts';
import { show } from '../http/render.ts';
import { currentCustomer, endSignIn } from '../http/session.ts';
import { hidden } from '../layout/fields.ts';
import { html } from '../layout/html.ts';
import { mark } from '../layout/marks.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';
import { forInvited, goToNextStep, isMeant } from './withInvitation.ts';

/** For links that were opened while someone else is logged in: says so, and offers to switch. */
export function otherAccount(app: FastifyInstance, front: PageContext): void {
  app.get(
    '/link/other-account',
    forInvited(front, async (invited, request, reply) => {
      const person = await currentCustomer(front, request);
      if (!person || isMeant(person, invited)) return await goToNextStep(front, invited, person, reply);
      const page = otherAccountPage(person.email, invited.invitation.email, invited.token);
      return await show(front, request, reply, page);
    }),
  );
  app.post(
    '/link/other-account',
    forInvited(front, async (invited, request, reply) => {
      await endSignIn(front, request, reply);
      return await goToNextStep(front, invited, undefined, reply);
    }),
  );
}

function otherAccountPage(signedInAs: string, meantFor: string, token: string): Page {
  return {
    title: words.other.title,
    main: html`<div class="told">
${mark('warning')}
<h1>${words.other.title}</h1>
${words.other.text(signedInAs, meantFor).map((paragraph) => html`<p>${paragraph}</p>`)}
<form method="post" action="/link/other-account">
${hidden('invitation', token)}
<button class="button">${words.other.switch(meantFor)}</button>
<a class="button quiet" href="/my-cover">${words.other.stay}</a>
</form>
</div>`,
  };
}
