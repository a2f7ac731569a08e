import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { signUp as makeCustomer } from '../../accounts/signUp.ts';
import { providerTerms } from '../../accounts/terms.ts';
import type { PageContext } from '../context.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { formFields, type Typed } from '../http/form.ts';
import { askToWait, limited } from '../http/limits.ts';
import { emailIn, nameIn, phoneIn } from '../http/person.ts';
import { queried } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { renderInvalid, show } from '../http/render.ts';
import { currentCustomer, endSignIn } from '../http/session.ts';
import { type Faults, isFaulty } from '../layout/fields.ts';
import { words } from '../text/text.ts';
import { goToLinked } from './linked.ts';
import { signUpErrors } from './signUpErrors.ts';
import { type SignUpView, signUpPage } from './signUpPage.ts';
import { insurerTermsOf, providerTermsOf } from './terms.ts';

/** Signing up, with what a work provider's link said filled in. */
export function signUp(app: FastifyInstance, front: PageContext): void {
  app.get('/sign-up', async (request, reply) => {
    const invited = await invitedBy(front, queried(request, 'invitation'));
    if (invited === 'stale') return redirect(reply, '/link/problem', { why: 'stale' });
    if (await currentCustomer(front, request))
      return redirect(reply, invited ? '/link' : '/my-cover', { invitation: invited?.token });
    const typed = { ...NOTHING, email: invited?.invitation.email ?? '' };
    return await show(
      front,
      request,
      reply,
      signUpPage({ typed, faults: {}, insurer: insurerTermsOf(front), invited }),
    );
  });
  app.post('/sign-up', { config: limited(front) }, async (request, reply) => {
    const invited = await invitedBy(front, formFields(request)('invitation') || undefined);
    if (invited === 'stale') return redirect(reply, '/link/problem', { why: 'stale' });
    const faults = await take(front, invited, request, reply);
    if (faults === undefined) return reply;
    const view = {
      typed: asTyped(formFields(request), front, invited),
      faults,
      insurer: insurerTermsOf(front),
      invited,
    };
    return await renderInvalid(front, request, reply, signUpPage(view));
  });
}

const NOTHING: SignUpView['typed'] = {
  name: '',
  email: '',
  phone: '',
  agreesToInsurer: false,
  agreesToProvider: false,
};

type Invited = NonNullable<SignUpView['invited']>;

async function invitedBy(front: PageContext, token: string | undefined): Promise<Invited | undefined | 'stale'> {
  if (token === undefined) return undefined;
  const invitation = await openInvitation(front.pool, token);
  if (!invitation) return 'stale';
  const terms = await providerTerms(front.pool, invitation.workProvider);
  return { token, invitation, provider: providerTermsOf(invitation.workProviderName, terms, token) };
}

/** What has to be typed again; undefined when the driver was sent on. */
async function take(
  front: PageContext,
  invited: Invited | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Faults | undefined> {
  const typed = formFields(request);
  const faults = signUpErrors(typed, { insurer: insurerTermsOf(front), invited });
  if (isFaulty(faults)) return faults;
  const done = await makeCustomer(front.pool, {
    ...personIn(typed),
    address: request.ip,
    invitation: invited?.invitation,
    verifyFirst: front.mailIsSent,
    agreedTo: { insurer: typed('insurer_terms'), workProvider: invited && typed('provider_terms') },
  });
  switch (done.tag) {
    case 'done':
      await endSignIn(front, request, reply);
      setSessionCookie(reply, front, done.token);
      goToLinked(reply, done.linked ?? unlinked(front), invited?.token);
      return undefined;
    case 'email_taken':
      redirect(reply, '/log-in', { invitation: invited?.token, done: 'log_in_instead' });
      return undefined;
    case 'terms_changed':
      return { insurer_terms: words.faults.termsChanged };
    case 'too_many':
      return { name: askToWait(reply, done) };
  }
}

/** Only for a form without faults. */
function personIn(typed: Typed) {
  const [name, email, phone] = [nameIn(typed('name')), emailIn(typed('email')), phoneIn(typed('phone'))];
  if (name === undefined || email === undefined || phone === undefined) throw new Error('a faulty form was taken');
  return { name, email, phone, password: typed('password') };
}

/** Whoever signs up by themselves has nothing to link yet, but an address to confirm. */
function unlinked(front: PageContext): { readonly tag: 'verify_first' } | undefined {
  return front.mailIsSent ? { tag: 'verify_first' } : undefined;
}

/** Everything but the password. */
function asTyped(typed: Typed, front: PageContext, invited: Invited | undefined): SignUpView['typed'] {
  return {
    name: typed('name'),
    email: typed('email'),
    phone: typed('phone'),
    agreesToInsurer: typed('insurer_terms') === front.insurer.terms.version,
    agreesToProvider: typed('provider_terms') === invited?.provider.terms.version,
  };
}
