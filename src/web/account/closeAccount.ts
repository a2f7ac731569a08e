import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { closeAccount } from '../../accounts/closing.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { clearSessionCookie } from '../http/cookies.ts';
import { formFields } from '../http/form.ts';
import { forSignedIn } from '../http/guard.ts';
import { limited, tooMany } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { renderInvalid, show } from '../http/render.ts';
import { type Faults, field, isFaulty } from '../layout/fields.ts';
import { html } from '../layout/html.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { myCoverWords } from '../text/myCover.ts';
import { words as pageWords } from '../text/text.ts';

const words = myCoverWords.closing;

/** Closing an account: what goes, what has to stay and why, and the password once more. */
export function closing(app: FastifyInstance, front: PageContext): void {
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
  front: PageContext,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const again = (fault: string) => renderInvalid(front, request, reply, closePage(front, { password: fault }));
  const password = formFields(request)('password');
  if (password === '') return await again(pageWords.faults.noPassword);
  const closed = await closeAccount(front.pool, person, password);
  switch (closed.tag) {
    case 'done':
      clearSessionCookie(reply, front);
      return redirect(reply, '/account-closed');
    case 'wrong':
      return await again(pageWords.faults.wrongPassword);
    case 'too_many':
      void reply.header('Retry-After', closed.retryAfterSeconds);
      return await again(tooMany(closed.retryAfterSeconds));
  }
}

function closePage({ insurer }: PageContext, faults: Faults): Page {
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

function closedPage({ insurer }: PageContext): Page {
  return messagePage({ title: words.doneTitle, text: words.done(insurer.name) }, 'tick');
}
