import type { FastifyInstance, FastifyReply } from 'fastify';
import { closeAccount } from '../../accounts/closing.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { clearSessionCookie } from '../http/cookies.ts';
import { formFields } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { type FieldErrors, hasErrors, postForm, textField } from '../layout/formControls.ts';
import { html } from '../layout/html.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { texts } from '../text/texts.ts';

const text = () => texts().account.closeAccount;

/** The page on which a customer closes the account. It says what is erased and kept, and asks for the password. */
export function closeAccountRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/close-account',
    signedInOnly(context, async (_customer, _request, reply) => {
      return await render(context, reply, closeAccountPage(context, {}));
    }),
  );
  app.post(
    '/close-account',
    { config: formLimit(context) },
    signedInOnly(context, async (customer, _request, reply) => await submit(context, customer, reply)),
  );
  app.get('/account-closed', async (_request, reply) => await render(context, reply, accountClosedPage(context)));
}

async function submit(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const invalid = (error: string) => renderInvalid(context, reply, closeAccountPage(context, { password: error }));
  const password = formFields(reply.request)('password');
  if (password === '') return await invalid(texts().form.errors.noPassword);
  const closed = await closeAccount(context.pool, customer, password);
  switch (closed.tag) {
    case 'done':
      clearSessionCookie(reply, context);
      return redirect(reply, '/account-closed');
    case 'wrong':
      return await invalid(texts().form.errors.wrongPassword);
    case 'too_many':
      return await invalid(tooManyAttempts(reply, closed));
  }
}

function closeAccountPage({ insurer }: PageContext, errors: FieldErrors): Page {
  const list = (items: readonly string[]) => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return {
    title: text().title,
    invalid: hasErrors(errors),
    main: html`<h1>${text().title}</h1>
<p class="lead">${text().lead}</p>
<h2>${text().erasedTitle}</h2>
${list(text().erased)}
<h2>${text().keptTitle}</h2>
${list(text().kept)}
<p>${text().why(insurer.name)}</p>
<p><a href="/my-data/download" download>${text().downloadFirst}</a></p>
${postForm(
  { action: '/close-account', cssClass: 'card' },
  html`${textField({ name: 'password', label: texts().form.fields.password, type: 'password', autocomplete: 'current-password' }, errors)}
<button class="button button-danger">${text().submit}</button>
<a class="button button-secondary" href="/my-data">${text().cancel}</a>`,
)}`,
  };
}

function accountClosedPage({ insurer }: PageContext): Page {
  return messagePage({ title: text().closedTitle, text: text().closed(insurer.name) }, 'check');
}
