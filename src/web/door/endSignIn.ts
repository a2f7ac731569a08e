import type { FastifyReply, FastifyRequest } from 'fastify';
import { logOut } from '../../accounts/signingIn.ts';
import type { Front } from '../front.ts';
import { dropSignIn, signInToken } from './cookies.ts';

/** Ends the sign-in of this browser, if there is one: in the database too, for a token may have been copied. */
export async function endSignIn(front: Front, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const token = signInToken(request, front);
  if (token !== undefined) await logOut(front.pool, token);
  dropSignIn(reply, front);
}
