import type { FastifyInstance, FastifyReply } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { signUp } from '../../accounts/signUp.ts';
import { providerTerms } from '../../accounts/terms.ts';
import { phoneNumberIn } from '../../core/identifiers.ts';
import type { PageContext } from '../context.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { type FormFields, formFields, parseEmail, parseName } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { currentCustomer, endSession } from '../http/session.ts';
import { type FieldErrors, hasErrors } from '../layout/formControls.ts';
import { insurerTermsOf, providerTermsOf } from '../terms/terms.ts';
import { language, texts } from '../text/texts.ts';
import { redirectAfterLinking } from './linking.ts';
import { signUpErrors } from './signUpErrors.ts';
import { type SignUpView, signUpPage } from './signUpPage.ts';

/** Signing up. An invitation fills in the email, and the customer agrees to its link in the same form. */
export function signUpRoutes(app: FastifyInstance, context: PageContext): void {
  app.get('/sign-up', async (request, reply) => {
    const invited = await readInvitation(context, queryParameter(request, 'invitation'));
    if (invited === 'stale') return redirect(reply, '/link/problem', { why: 'stale' });
    if (await currentCustomer(context, request))
      return redirect(reply, invited ? '/link' : '/my-cover', { invitation: invited?.token });
    const values = { ...EMPTY, email: invited?.invitation.email ?? '' };
    const view = { values, errors: {}, insurer: insurerTermsOf(context), invited };
    return await render(context, reply, signUpPage(view));
  });
  app.post('/sign-up', { config: formLimit(context) }, async (request, reply) => {
    const fields = formFields(request);
    const invited = await readInvitation(context, fields('invitation') || undefined);
    if (invited === 'stale') return redirect(reply, '/link/problem', { why: 'stale' });
    const errors = await submit(context, invited, reply);
    if (errors === undefined) return reply;
    const values = valuesOf(fields, context, invited);
    const view = { values, errors, insurer: insurerTermsOf(context), invited };
    return await renderInvalid(context, reply, signUpPage(view));
  });
}

const EMPTY: SignUpView['values'] = {
  name: '',
  email: '',
  phone: '',
  agreesToInsurer: false,
  agreesToProvider: false,
};

type Invited = SignUpView['invited'];

/** Undefined without a token, 'stale' if the invitation has expired or was changed. */
async function readInvitation(context: PageContext, token: string | undefined): Promise<Invited | 'stale'> {
  if (token === undefined) return undefined;
  const invitation = await openInvitation(context.pool, token);
  if (!invitation) return 'stale';
  const terms = await providerTerms(context.pool, invitation.workProvider);
  return { token, invitation, terms: providerTermsOf(invitation.workProviderName, terms, token) };
}

/** Adds the customer and redirects, or returns the errors of the form. */
async function submit(context: PageContext, invited: Invited, reply: FastifyReply): Promise<FieldErrors | undefined> {
  const fields = formFields(reply.request);
  const errors = signUpErrors(fields, { insurer: insurerTermsOf(context), invited });
  if (hasErrors(errors)) return errors;
  const done = await signUp(context.pool, {
    ...customerOf(fields),
    address: reply.request.ip,
    invitation: invited?.invitation,
    verifyFirst: context.mailIsSent,
    language: language(),
    agreedTo: { insurer: fields('insurer_terms'), workProvider: invited && fields('provider_terms') },
  });
  switch (done.tag) {
    case 'done':
      await endSession(context, reply);
      await setSessionCookie(reply, context, done);
      redirectAfterLinking(reply, done.linked ?? withoutLink(context), invited?.token);
      return undefined;
    case 'email_taken':
      redirect(reply, '/log-in', { invitation: invited?.token, done: 'log_in_instead' });
      return undefined;
    case 'terms_changed':
      return { insurer_terms: texts().form.errors.termsChanged };
    case 'too_many':
      return { name: tooManyAttempts(reply, done) };
  }
}

/** The new customer in a form without errors. */
function customerOf(fields: FormFields) {
  const [name, email, phone] = [parseName(fields('name')), parseEmail(fields('email')), phoneNumberIn(fields('phone'))];
  if (name === undefined || email === undefined || phone === undefined) throw new Error('the form has errors');
  return { name, email, phone, password: fields('password') };
}

/** Without a link, the next step is to verify the email, if mails are sent. */
function withoutLink(context: PageContext): { readonly tag: 'verify_first' } | undefined {
  return context.mailIsSent ? { tag: 'verify_first' } : undefined;
}

/** The values to show again. The password is not among them. */
function valuesOf(fields: FormFields, context: PageContext, invited: Invited): SignUpView['values'] {
  return {
    name: fields('name'),
    email: fields('email'),
    phone: fields('phone'),
    agreesToInsurer: fields('insurer_terms') === context.insurer.terms.version,
    agreesToProvider: fields('provider_terms') === invited?.terms.terms.version,
  };
}
