import type { FastifyInstance, FastifyReply } from 'fastify';
import { changeDetails, changeEmail, pendingEmail, requestEmailChange } from '../../accounts/details.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { phoneNumberIn, sameEmail } from '../../core/identifiers.ts';
import { accountOf, turnOffMails } from '../../store/customer/accounts.ts';
import { OPTIONAL_MAILS } from '../../store/jobs.ts';
import type { PageContext } from '../context.ts';
import { destinationIn, lacksDetails } from '../http/destination.ts';
import { formFields, nameError, parseEmail, parseName } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { type FieldErrors, hasErrors } from '../layout/formControls.ts';
import { messagePage } from '../layout/messagePage.ts';
import { insurerTermsOf, termsError } from '../terms/terms.ts';
import { texts } from '../text/texts.ts';
import { confirmEmailPage, type DetailsView, detailsPage } from './detailsPage.ts';

const text = () => texts().account.details;
const messages = () => texts().form.errors;

/** The page on which a customer checks and changes name, phone and email, and agrees to new terms. */
export function detailsRoutes(app: FastifyInstance, context: PageContext): void {
  const config = formLimit(context);
  app.get(
    '/details',
    signedInOnly(context, async (customer, request, reply) => {
      const to = destinationIn(queryParameter(request, 'to') ?? '');
      return await render(context, reply, detailsPage(await viewOf(context, customer, { to })));
    }),
  );
  app.post(
    '/details',
    { config },
    signedInOnly(context, async (customer, _request, reply) => await submit(context, customer, reply)),
  );
  app.post(
    '/details/email',
    { config },
    signedInOnly(context, async (customer, _request, reply) => await submitEmail(context, customer, reply)),
  );
  app.post(
    '/details/mails',
    { config },
    signedInOnly(context, async ({ customerNumber }, request, reply) => {
      const fields = formFields(request);
      const unwanted = OPTIONAL_MAILS.filter((kind) => fields(kind) === '');
      await turnOffMails(context.pool, customerNumber, unwanted);
      return redirect(reply, '/details', { done: 'mails_saved' });
    }),
  );
  app.get(
    '/details/email',
    signedInOnly(context, async (customer, request, reply) => {
      const token = queryParameter(request, 'token') ?? '';
      const email = await pendingEmail(context.pool, customer, token);
      if (email === undefined) return await renderExpired(context, reply);
      return await render(context, reply, confirmEmailPage(token, email));
    }),
  );
  app.post(
    '/details/email/confirm',
    { config },
    signedInOnly(context, async (customer, request, reply) => {
      const changed = await changeEmail(context.pool, customer, formFields(request)('token'));
      if (changed.tag === 'stale') return await renderExpired(context, reply);
      return redirect(reply, '/details', { done: 'email_changed' });
    }),
  );
}

async function viewOf(context: PageContext, customer: SignedIn, more: Partial<DetailsView> = {}): Promise<DetailsView> {
  const isFirst = lacksDetails(context, customer);
  const terms = insurerTermsOf(context);
  const mustAgree = isFirst && customer.agreedTo !== terms.terms.version;
  const values = { name: customer.name ?? '', phone: customer.phone ?? '', newEmail: '' };
  const unwantedMails = (await accountOf(context.pool, customer.customerNumber))?.unwantedMails ?? [];
  return { customer, isFirst, terms, mustAgree, values, unwantedMails, errors: {}, to: undefined, ...more };
}

async function submit(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const fields = formFields(reply.request);
  const to = destinationIn(fields('to'));
  const values = { name: fields('name'), phone: fields('phone'), newEmail: '' };
  const view = await viewOf(context, customer, { values, to });
  const invalid = async (errors: FieldErrors) => await renderInvalid(context, reply, detailsPage({ ...view, errors }));
  const [name, phone] = [parseName(values.name), phoneNumberIn(values.phone)];
  const agreedTo = view.mustAgree ? fields('insurer_terms') : undefined;
  const errors = {
    name: nameError(values.name),
    phone: phone === undefined ? messages().phone : undefined,
    insurer_terms: agreedTo === undefined ? undefined : termsError(agreedTo, view.terms, messages().agree),
  };
  if (hasErrors(errors) || name === undefined || phone === undefined) return await invalid(errors);
  const changed = await changeDetails(context.pool, customer, { name, phone, agreedTo });
  if (changed.tag === 'terms_changed') return await invalid({ insurer_terms: messages().termsChanged });
  return redirect(reply, to ?? '/my-data', to ? {} : { done: 'details_saved' });
}

async function submitEmail(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const fields = formFields(reply.request);
  const view = await viewOf(context, customer);
  const values = { ...view.values, newEmail: fields('new_email') };
  const invalid = async (errors: FieldErrors) =>
    await renderInvalid(context, reply, detailsPage({ ...view, values, errors }));
  const [email, password] = [parseEmail(values.newEmail), fields('password')];
  const isSame = email !== undefined && sameEmail(email, customer.email) && customer.emailVerified;
  const errors = {
    new_email: email === undefined ? messages().email : isSame ? text().same : undefined,
    password: password === '' ? messages().noPassword : undefined,
  };
  if (hasErrors(errors) || email === undefined) return await invalid(errors);
  const asked = await requestEmailChange(context.pool, customer, { email, password });
  switch (asked.tag) {
    case 'asked':
      return redirect(reply, '/details', { done: 'email_asked' });
    case 'wrong':
      return await invalid({ password: messages().wrongPassword });
    case 'too_many':
      return await invalid({ password: tooManyAttempts(reply, asked) });
  }
}

async function renderExpired(context: PageContext, reply: FastifyReply): Promise<FastifyReply> {
  const next = [['/details', text().title]] as const;
  return await render(
    context,
    reply.code(410),
    messagePage({ title: text().expiredTitle, text: text().expired, next }),
  );
}
