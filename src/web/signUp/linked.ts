import type { FastifyReply } from 'fastify';
import type { LinkedAtSignUp } from '../../accounts/signUp.ts';
import { redirect } from '../http/redirect.ts';

/** Where a driver goes once they have agreed to a link, or signed up without one. */
export function goToLinked(
  reply: FastifyReply,
  linked: LinkedAtSignUp | undefined,
  invitation: string | undefined,
): FastifyReply {
  if (!linked) return redirect(reply, '/my-cover');
  switch (linked.tag) {
    case 'linked':
      return redirect(reply, '/my-cover', { done: 'linked' });
    case 'already_yours':
      return redirect(reply, '/my-cover', { done: 'already_linked' });
    case 'verify_first':
      return redirect(reply, '/verify/first', { invitation });
    case 'other_email':
      return redirect(reply, '/link/other-account', { invitation });
    case 'taken':
      return redirect(reply, '/link/problem', { why: 'taken', invitation });
    case 'unsigned':
      return redirect(reply, '/link/problem', { why: 'unsigned', invitation });
  }
}
