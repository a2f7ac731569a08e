import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { messagePage } from '../layout/messagePage.ts';
import { words } from '../text/text.ts';
import { redirect } from './redirect.ts';
import { show } from './render.ts';
import { isFromOurPages, securityHeaders, setSecurityHeaders } from './securityHeaders.ts';
import { currentCustomer } from './session.ts';

/** Hooks for all pages: the fence's headers on every answer, and no form but from our own pages. */
export function guard(app: FastifyInstance, front: PageContext): void {
  const headers = setSecurityHeaders(front);
  app.addHook('onRequest', async (_request, reply) => securityHeaders(reply, headers));
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isFromOurPages(request, front)) return undefined;
    return await show(front, request, reply.code(403), messagePage(words.fromElsewhere));
  });
}

type ForSignedIn = (signedIn: SignedIn, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A handler for those who are signed in; others log in first, and come back to the page they wanted. */
export function forSignedIn(front: PageContext, handler: ForSignedIn) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const person = await currentCustomer(front, request);
    if (person) return await handler(person, request, reply);
    return redirect(reply, '/log-in', { to: request.url.split('?')[0] });
  };
}
