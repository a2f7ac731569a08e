import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure, type PageContext } from '../context.ts';

const SESSION_SECONDS = 30 * 24 * 3600;
const INVITATION_SECONDS = 30 * 60;

/** The session token that the browser sent. It may have expired. */
export function sessionToken(request: FastifyRequest, context: PageContext): string | undefined {
  return request.cookies[cookieName('sign_in', context)] || undefined;
}

/** Sets the session cookie for 30 days. */
export function setSessionCookie(reply: FastifyReply, context: PageContext, token: string): void {
  setCookie(reply, context, 'sign_in', token, SESSION_SECONDS);
}

/** Deletes the session cookie. */
export function clearSessionCookie(reply: FastifyReply, context: PageContext): void {
  void reply.clearCookie(cookieName('sign_in', context), cookieOptions(context));
}

/** The sealed invitation of a driver who comes back by the mail that sets a password. */
export function invitationCookie(request: FastifyRequest, context: PageContext): string | undefined {
  return request.cookies[cookieName('invitation', context)] || undefined;
}

/** Sets the invitation cookie for 30 minutes, which is how long an invitation is valid. */
export function setInvitationCookie(reply: FastifyReply, context: PageContext, token: string): void {
  setCookie(reply, context, 'invitation', token, INVITATION_SECONDS);
}

/** Deletes the invitation cookie. */
export function clearInvitationCookie(reply: FastifyReply, context: PageContext): void {
  void reply.clearCookie(cookieName('invitation', context), cookieOptions(context));
}

function setCookie(reply: FastifyReply, context: PageContext, name: string, value: string, maxAge: number): void {
  void reply.setCookie(cookieName(name, context), value, { ...cookieOptions(context), maxAge });
}

/** Browsers accept a `__Host-` cookie only over https, and send it to this host alone. */
function cookieName(name: string, context: PageContext): string {
  return isSecure(context) ? `__Host-${name}` : name;
}

function cookieOptions(context: PageContext): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(context) };
}
