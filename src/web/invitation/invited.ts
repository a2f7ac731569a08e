import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Invitation, openInvitation } from '../../accounts/invitation.ts';
import type { SignedIn } from '../../accounts/signingIn.ts';
import { sameEmail } from '../../core/customer.ts';
import { customerByEmail } from '../../store/customers.ts';
import { typedIn } from '../door/form.ts';
import { goTo } from '../door/goTo.ts';
import { queried } from '../door/query.ts';
import { whoIs } from '../door/whoIs.ts';
import type { Front } from '../front.ts';
import { nextStep } from './nextStep.ts';

/** What a link asked for, open and as it travels on. */
export type Invited = { readonly token: string; readonly invitation: Invitation };

type Handler = (invited: Invited, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A handler for those who bring an invitation that is still in force, in the address or in the form. */
export function forInvited(front: Front, handler: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const token = (request.method === 'POST' ? typedIn(request)('invitation') : queried(request, 'invitation')) ?? '';
    const invitation = await openInvitation(front.pool, token);
    if (!invitation) return goTo(reply, '/link/problem', { why: token === '' ? 'incomplete' : 'stale' });
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
export function forMeant(front: Front, handler: HandlerForMeant) {
  return forInvited(front, async (invited, request, reply) => {
    const person = await whoIs(front, request);
    if (!person || !isMeant(person, invited)) return await goToNextStep(front, invited, person, reply);
    return await handler(person, invited, request, reply);
  });
}

export function isMeant(person: SignedIn, { invitation }: Invited): boolean {
  return sameEmail(person.email, invitation.email);
}

export async function goToNextStep(
  front: Front,
  { token, invitation }: Invited,
  person: SignedIn | undefined,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isCustomer = (await customerByEmail(front.pool, invitation.email)) !== undefined;
  return goTo(reply, nextStep(invitation, person, isCustomer), { invitation: token });
}
