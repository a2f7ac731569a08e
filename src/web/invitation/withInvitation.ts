import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Invitation, openInvitation } from '../../accounts/linking/invitation.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { sameEmail } from '../../core/identifiers.ts';
import { customerByEmail } from '../../store/customer/customers.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/form.ts';
import { queried } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { currentCustomer } from '../http/session.ts';
import { nextStep } from './nextStep.ts';

/** What a link asked for, open and as it travels on. */
export type Invited = { readonly token: string; readonly invitation: Invitation };

type Handler = (invited: Invited, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A handler for those who bring an invitation that is still in force, in the address or in the form. */
export function forInvited(front: PageContext, handler: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const token =
      (request.method === 'POST' ? formFields(request)('invitation') : queried(request, 'invitation')) ?? '';
    const invitation = await openInvitation(front.pool, token);
    if (!invitation) return redirect(reply, '/link/problem', { why: token === '' ? 'incomplete' : 'stale' });
    return await handler({ token, invitation }, request, reply);
  };
}

type HandlerForMeant = (
  person: SignedIn,
  invited: Invited,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/** The same for the one whom the invitation is meant for, signed in; everyone else goes to the step that is theirs. */
export function forMeant(front: PageContext, handler: HandlerForMeant) {
  return forInvited(front, async (invited, request, reply) => {
    const person = await currentCustomer(front, request);
    if (!person || !isMeant(person, invited)) return await goToNextStep(front, invited, person, reply);
    return await handler(person, invited, request, reply);
  });
}

export function isMeant(person: SignedIn, { invitation }: Invited): boolean {
  return sameEmail(person.email, invitation.email);
}

export async function goToNextStep(
  front: PageContext,
  { token, invitation }: Invited,
  person: SignedIn | undefined,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isCustomer = (await customerByEmail(front.pool, invitation.email)) !== undefined;
  return redirect(reply, nextStep(invitation, person, isCustomer), { invitation: token });
}
