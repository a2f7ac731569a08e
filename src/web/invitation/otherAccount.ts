import type { FastifyInstance } from 'fastify';
import { endSignIn } from '../door/endSignIn.ts';
import { show } from '../door/show.ts';
import { whoIs } from '../door/whoIs.ts';
import { hidden } from '../frame/fields.ts';
import { html } from '../frame/html.ts';
import { mark } from '../frame/marks.ts';
import type { Page } from '../frame/page.ts';
import type { Front } from '../front.ts';
import { words } from '../words/words.ts';
import { forInvited, goToNextStep, isMeant } from './invited.ts';

/** For links that were opened while someone else is logged in: says so, and offers to switch. */
export function otherAccount(app: FastifyInstance, front: Front): void {
  app.get(
    '/link/other-account',
    forInvited(front, async (invited, request, reply) => {
      const person = await whoIs(front, request);
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
