import type { FastifyRequest } from 'fastify';
import { type SignedIn, signedIn } from '../../accounts/signingIn.ts';
import type { Front } from '../front.ts';
import { signInToken } from './cookies.ts';

const asked = new WeakMap<FastifyRequest, Promise<SignedIn | undefined>>();

/** Who sends this request, by the cookie of their sign-in; asked of the database once a request. */
export function whoIs(front: Front, request: FastifyRequest): Promise<SignedIn | undefined> {
  const known = asked.get(request) ?? signedIn(front.pool, signInToken(request, front));
  asked.set(request, known);
  return known;
}
