import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/signingIn.ts';
import { toldPage } from '../frame/told.ts';
import type { Front } from '../front.ts';
import { words } from '../words/words.ts';
import { fence, fenceHeaders, isFromOurPages } from './fence.ts';
import { goTo } from './goTo.ts';
import { show } from './show.ts';
import { whoIs } from './whoIs.ts';

/** Hooks for all pages: the fence's headers on every answer, and no form but from our own pages. */
export function guard(app: FastifyInstance, front: Front): void {
  const headers = fenceHeaders(front);
  app.addHook('onRequest', async (_request, reply) => fence(reply, headers));
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isFromOurPages(request, front)) return undefined;
    return await show(front, request, reply.code(403), toldPage(words.fromElsewhere));
  });
}

type ForSignedIn = (signedIn: SignedIn, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A handler for those who are signed in; others log in first, and come back to the page they wanted. */
export function forSignedIn(front: Front, handler: ForSignedIn) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const person = await whoIs(front, request);
    if (person) return await handler(person, request, reply);
    return goTo(reply, '/log-in', { to: request.url.split('?')[0] });
  };
}
