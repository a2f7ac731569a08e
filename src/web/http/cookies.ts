import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure, type PageContext } from '../context.ts';

const SIGN_IN_SECONDS = 30 * 24 * 3600;
const INVITATION_SECONDS = 30 * 60;

/** The token of the browser's sign-in, whether or not it is still in force. */
export function sessionToken(request: FastifyRequest, front: PageContext): string | undefined {
  return request.cookies[nameOf('sign_in', front)] || undefined;
}

export function setSessionCookie(reply: FastifyReply, front: PageContext, token: string): void {
  keep(reply, front, 'sign_in', token, SIGN_IN_SECONDS);
}

export function clearSessionCookie(reply: FastifyReply, front: PageContext): void {
  void reply.clearCookie(nameOf('sign_in', front), options(front));
}

/** What a link asked for, kept for a driver who goes by way of their mail and comes back. */
export function invitationCookie(request: FastifyRequest, front: PageContext): string | undefined {
  return request.cookies[nameOf('invitation', front)] || undefined;
}

export function setInvitationCookie(reply: FastifyReply, front: PageContext, token: string): void {
  keep(reply, front, 'invitation', token, INVITATION_SECONDS);
}

export function clearInvitationCookie(reply: FastifyReply, front: PageContext): void {
  void reply.clearCookie(nameOf('invitation', front), options(front));
}

function keep(reply: FastifyReply, front: PageContext, name: string, value: string, maxAge: number): void {
  void reply.setCookie(nameOf(name, front), value, { ...options(front), maxAge });
}

/** A browser takes a cookie by a `__Host-` name only over https and for this host alone. */
function nameOf(name: string, front: PageContext): string {
  return isSecure(front) ? `__Host-${name}` : name;
}

function options(front: PageContext): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(front) };
}
