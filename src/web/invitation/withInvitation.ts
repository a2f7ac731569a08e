import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Invitation, openInvitation } from '../../accounts/linking/invitation.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { sameEmail } from '../../core/identifiers.ts';
import { customerByEmail } from '../../store/customer/customers.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/formFields.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { currentCustomer } from '../http/session.ts';

/** An invitation with the sealed token that carries it from page to page. */
export type Invited = { readonly token: string; readonly invitation: Invitation };

type Handler = (invited: Invited, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A handler of requests with a valid invitation in the query or the form. Others are redirected to /link/problem. */
export function withInvitation(context: PageContext, handler: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const token =
      (request.method === 'POST' ? formFields(request)('invitation') : queryParameter(request, 'invitation')) ?? '';
    const invitation = await openInvitation(context.pool, token);
    if (!invitation) return redirect(reply, '/link/problem', { why: token === '' ? 'incomplete' : 'stale' });
    return await handler({ token, invitation }, request, reply);
  };
}

type CustomerHandler = (
  customer: SignedIn,
  invited: Invited,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/** As `withInvitation`, for the customer whom it invites. Anyone else is redirected to the next step. */
export function withOwnInvitation(context: PageContext, handler: CustomerHandler) {
  return withInvitation(context, async (invited, request, reply) => {
    const customer = await currentCustomer(context, request);
    if (!customer || !isInvited(customer, invited)) {
      return await redirectToNextStep(context, invited, customer, reply);
    }
    return await handler(customer, invited, request, reply);
  });
}

/** Whether the invitation is for the email of the customer. */
export function isInvited(customer: SignedIn, { invitation }: Invited): boolean {
  return sameEmail(customer.email, invitation.email);
}

/** Redirects to the next step for the current customer: the contract's "correct next step". */
export async function redirectToNextStep(
  context: PageContext,
  invited: Invited,
  customer: SignedIn | undefined,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = { invitation: invited.token };
  if (customer) return redirect(reply, isInvited(customer, invited) ? '/link' : '/link/other-account', query);
  const isKnown = (await customerByEmail(context.pool, invited.invitation.email)) !== undefined;
  return redirect(reply, isKnown ? '/log-in' : '/sign-up', query);
}
