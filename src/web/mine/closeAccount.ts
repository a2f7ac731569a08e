import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { closeAccount } from '../../accounts/closing.ts';
import type { SignedIn } from '../../accounts/signingIn.ts';
import { dropSignIn } from '../door/cookies.ts';
import { typedIn } from '../door/form.ts';
import { goTo } from '../door/goTo.ts';
import { forSignedIn } from '../door/guard.ts';
import { limited } from '../door/limits.ts';
import { show, showAgain } from '../door/show.ts';
import { tooMany } from '../door/tooMany.ts';
import { type Faults, field, isFaulty } from '../frame/fields.ts';
import { html } from '../frame/html.ts';
import type { Page } from '../frame/page.ts';
import { toldPage } from '../frame/told.ts';
import type { Front } from '../front.ts';
import { myCoverWords } from '../words/myCoverWords.ts';
import { words as pageWords } from '../words/words.ts';

const words = myCoverWords.closing;

/** Closing an account: what goes, what has to stay and why, and the password once more. */
export function closing(app: FastifyInstance, front: Front): void {
  app.get(
    '/close-account',
    forSignedIn(front, async (_person, request, reply) => {
      return await show(front, request, reply, closePage(front, {}));
    }),
  );
  app.post(
    '/close-account',
    { config: limited(front) },
    forSignedIn(front, async (person, request, reply) => {
      return await takeClosing(front, person, request, reply);
    }),
  );
  app.get('/account-closed', async (request, reply) => await show(front, request, reply, closedPage(front)));
}

async function takeClosing(
  front: Front,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const again = (fault: string) => showAgain(front, request, reply, closePage(front, { password: fault }));
  const password = typedIn(request)('password');
  if (password === '') return await again(pageWords.faults.noPassword);
  const closed = await closeAccount(front.pool, person, password);
  switch (closed.tag) {
    case 'done':
      dropSignIn(reply, front);
      return goTo(reply, '/account-closed');
    case 'wrong':
      return await again(pageWords.faults.wrongPassword);
    case 'too_many':
      void reply.header('Retry-After', closed.retryAfterSeconds);
      return await again(tooMany(closed.retryAfterSeconds));
  }
}

function closePage({ insurer }: Front, faults: Faults): Page {
  const list = (items: readonly string[]) => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return {
    title: words.title,
    faulty: isFaulty(faults),
    main: html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
<h2>${words.goes}</h2>
${list(words.erased)}
<h2>${words.stays}</h2>
${list(words.kept)}
<p>${words.why(insurer.name)}</p>
<p><a href="/my-data/download" download>${words.firstDownload}</a></p>
<form class="card" method="post" action="/close-account" novalidate>
${field({ name: 'password', label: pageWords.fields.password, type: 'password', autocomplete: 'current-password' }, faults)}
<button class="button danger">${words.submit}</button>
<a class="button quiet" href="/my-data">${words.keep}</a>
</form>`,
  };
}

function closedPage({ insurer }: Front): Page {
  return toldPage({ title: words.doneTitle, text: words.done(insurer.name) }, 'tick');
}
