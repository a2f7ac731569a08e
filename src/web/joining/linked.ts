import type { FastifyReply } from 'fastify';
import type { LinkedAtSignUp } from '../../accounts/signingUp.ts';
import { goTo } from '../door/goTo.ts';

/** Where a driver goes once they have agreed to a link, or signed up without one. */
export function goToLinked(
  reply: FastifyReply,
  linked: LinkedAtSignUp | undefined,
  invitation: string | undefined,
): FastifyReply {
  if (!linked) return goTo(reply, '/my-cover');
  switch (linked.tag) {
    case 'linked':
      return goTo(reply, '/my-cover', { done: 'linked' });
    case 'already_yours':
      return goTo(reply, '/my-cover', { done: 'already_linked' });
    case 'verify_first':
      return goTo(reply, '/verify/first', { invitation });
    case 'other_email':
      return goTo(reply, '/link/other-account', { invitation });
    case 'taken':
      return goTo(reply, '/link/problem', { why: 'taken', invitation });
    case 'unsigned':
      return goTo(reply, '/link/problem', { why: 'unsigned', invitation });
  }
}
