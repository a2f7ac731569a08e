import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestVerificationMail } from '../../accounts/emailVerification.ts';
import { agreeToLink, isLinkedAlready } from '../../accounts/linking/customerLinks.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { providerTerms } from '../../accounts/terms.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/form.ts';
import { askToWait, limited } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { renderInvalid, show } from '../http/render.ts';
import { forMeant, type Invited } from '../invitation/withInvitation.ts';
import type { Page } from '../layout/page.ts';
import { words } from '../text/text.ts';
import { agreementError } from './agreement.ts';
import { goToLinked } from './linked.ts';
import { linkPage } from './linkPage.ts';
import { providerTermsOf, type TermsOf } from './terms.ts';

/** Agreeing to a link, or declining it. */
export function linking(app: FastifyInstance, front: PageContext): void {
  app.get(
    '/link',
    forMeant(front, async (person, invited, request, reply) => {
      if (await isLinkedAlready(front.pool, person.customerNumber, invited.invitation))
        return redirect(reply, '/my-cover', { done: 'already_linked' });
      return await show(front, request, reply, await pageFor(front, person, invited, undefined));
    }),
  );
  app.post(
    '/link',
    { config: limited(front) },
    forMeant(front, async (person, invited, request, reply) => {
      if (formFields(request)('decision') !== 'agree') return redirect(reply, '/my-cover', { done: 'declined' });
      const fault = await agree(front, person, invited, request, reply);
      if (fault === undefined) return reply;
      return await renderInvalid(front, request, reply, await pageFor(front, person, invited, fault));
    }),
  );
}

/** What stands in the way of the link; undefined when the driver was sent on. */
async function agree(
  front: PageContext,
  { customerNumber }: SignedIn,
  invited: Invited,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | undefined> {
  const version = formFields(request)('provider_terms');
  const terms = await termsOf(front, invited);
  const fault = agreementError(version, terms, words.faults.agreeToProvider(terms.whose));
  if (fault !== undefined) return fault;
  const agreed = await agreeToLink(front.pool, customerNumber, invited.invitation, version, front.mailIsSent);
  if (agreed.tag === 'terms_changed') return words.faults.termsChanged;
  if (agreed.tag === 'too_many') return askToWait(reply, agreed);
  if (agreed.tag === 'verify_first') await requestVerificationMail(front.pool, customerNumber);
  goToLinked(reply, agreed, invited.token);
  return undefined;
}

async function pageFor(
  front: PageContext,
  person: SignedIn,
  invited: Invited,
  fault: string | undefined,
): Promise<Page> {
  return linkPage({
    ...invited,
    insurer: front.insurer.name,
    customerNumber: person.customerNumber,
    terms: await termsOf(front, invited),
    faults: { provider_terms: fault },
  });
}

async function termsOf(front: PageContext, { token, invitation }: Invited): Promise<TermsOf> {
  return providerTermsOf(invitation.workProviderName, await providerTerms(front.pool, invitation.workProvider), token);
}
