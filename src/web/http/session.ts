import type { FastifyReply, FastifyRequest } from 'fastify';
import { logOut, type SignedIn, signedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { clearSessionCookie, sessionToken } from './cookies.ts';

/** Ends the sign-in of this browser, if there is one: in the database too, for a token may have been copied. */
export async function endSignIn(front: PageContext, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const token = sessionToken(request, front);
  if (token !== undefined) await logOut(front.pool, token);
  clearSessionCookie(reply, front);
}

const asked = new WeakMap<FastifyRequest, Promise<SignedIn | undefined>>();

/** Who sends this request, by the cookie of their sign-in; asked of the database once a request. */
export function currentCustomer(front: PageContext, request: FastifyRequest): Promise<SignedIn | undefined> {
  const known = asked.get(request) ?? signedIn(front.pool, sessionToken(request, front));
  asked.set(request, known);
  return known;
}
