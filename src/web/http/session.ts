import type { FastifyReply, FastifyRequest } from 'fastify';
import { logOut, type SignedIn, signedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { clearSessionCookie, sessionToken } from './cookies.ts';
import { destinationIn } from './destination.ts';
import { redirect } from './redirect.ts';

const customerOfRequest = new WeakMap<FastifyRequest, Promise<SignedIn | undefined>>();

/** The customer of the session cookie. Undefined if the session is missing or over. One query for each request. */
export function currentCustomer(context: PageContext, request: FastifyRequest): Promise<SignedIn | undefined> {
  const customer = customerOfRequest.get(request) ?? signedIn(context.pool, sessionToken(request, context));
  customerOfRequest.set(request, customer);
  return customer;
}

/** Ends the session of this browser, if any. The database ends it too: its token may have been copied. */
export async function endSession(context: PageContext, reply: FastifyReply): Promise<void> {
  const token = sessionToken(reply.request, context);
  if (token !== undefined) await logOut(context.pool, token);
  clearSessionCookie(reply, context);
}

type CustomerHandler = (customer: SignedIn, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** A handler for signed-in customers. Anyone else is redirected to log in, and from there back to the page. */
export function signedInOnly(context: PageContext, handler: CustomerHandler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const customer = await currentCustomer(context, request);
    if (customer) return await handler(customer, request, reply);
    const path = request.url.split('?')[0] as string;
    return redirect(reply, '/log-in', { to: destinationIn(request.url) ?? destinationIn(path) });
  };
}
