import type { FastifyInstance, FastifyReply } from 'fastify';
import { requestVerificationMail } from '../../accounts/emailVerification.ts';
import { agreeToLink, isLinkedAlready } from '../../accounts/linking/customerLinks.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import type { LinkedAtSignUp } from '../../accounts/signUp.ts';
import { providerTerms } from '../../accounts/terms.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { type Invited, withOwnInvitation } from '../invitation/withInvitation.ts';
import type { Page } from '../layout/page.ts';
import { type NamedTerms, providerTermsOf, termsError } from '../terms/terms.ts';
import { texts } from '../text/texts.ts';
import { linkPage } from './linkPage.ts';

/** The page on which a customer agrees to a link, or declines it. */
export function linkingRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/link',
    withOwnInvitation(context, async (customer, invited, _request, reply) => {
      if (await isLinkedAlready(context.pool, customer.customerNumber, invited.invitation))
        return redirect(reply, '/my-cover', { done: 'already_linked' });
      return await render(context, reply, await pageFor(context, customer, invited, undefined));
    }),
  );
  app.post(
    '/link',
    { config: formLimit(context) },
    withOwnInvitation(context, async (customer, invited, request, reply) => {
      if (formFields(request)('decision') !== 'agree') return redirect(reply, '/my-cover', { done: 'declined' });
      const error = await agree(context, customer, invited, reply);
      if (error === undefined) return reply;
      return await renderInvalid(context, reply, await pageFor(context, customer, invited, error));
    }),
  );
}

/** Links the customer and redirects, or returns the error of the terms checkbox. */
async function agree(
  context: PageContext,
  { customerNumber }: SignedIn,
  invited: Invited,
  reply: FastifyReply,
): Promise<string | undefined> {
  const version = formFields(reply.request)('provider_terms');
  const terms = await termsOf(context, invited);
  const error = termsError(version, terms, texts().form.errors.agreeToProvider(terms.whose));
  if (error !== undefined) return error;
  const agreed = await agreeToLink(context.pool, customerNumber, invited.invitation, version, context.mailIsSent);
  if (agreed.tag === 'terms_changed') return texts().form.errors.termsChanged;
  if (agreed.tag === 'too_many') return tooManyAttempts(reply, agreed);
  if (agreed.tag === 'verify_first') await requestVerificationMail(context.pool, customerNumber);
  redirectAfterLinking(reply, agreed, invited.token);
  return undefined;
}

async function pageFor(
  context: PageContext,
  customer: SignedIn,
  invited: Invited,
  error: string | undefined,
): Promise<Page> {
  return linkPage({
    ...invited,
    insurer: context.insurer.name,
    customerNumber: customer.customerNumber,
    terms: await termsOf(context, invited),
    errors: { provider_terms: error },
  });
}

async function termsOf({ pool }: PageContext, { token, invitation }: Invited): Promise<NamedTerms> {
  return providerTermsOf(invitation.workProviderName, await providerTerms(pool, invitation.workProvider), token);
}

/** Redirects a customer who agreed to a link, or signed up without one, to the page about what came of it. */
export function redirectAfterLinking(
  reply: FastifyReply,
  linked: LinkedAtSignUp | undefined,
  invitation: string | undefined,
): FastifyReply {
  switch (linked?.tag) {
    case undefined:
      return redirect(reply, '/my-cover');
    case 'linked':
      return redirect(reply, '/my-cover', { done: 'linked' });
    case 'already_yours':
      return redirect(reply, '/my-cover', { done: 'already_linked' });
    case 'verify_first':
      return redirect(reply, '/verify/first');
    case 'other_email':
      return redirect(reply, '/link/other-account', { invitation });
    case 'taken':
    case 'unsigned':
    case 'used_link':
    case 'other_claim':
      return redirect(reply, '/link/problem', { why: linked.tag, invitation });
  }
}
