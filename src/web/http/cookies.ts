import { type CookieSerializeOptions, fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deviceMark } from '../../accounts/device.ts';
import type { Language } from '../../core/language.ts';
import { chooseLanguage } from '../../store/customer/accounts.ts';
import { isSecure, type PageContext } from '../context.ts';
import { language } from '../text/texts.ts';

/** A sign-in ends sooner when it is not used for 30 days. */
const SESSION_SECONDS = 90 * 24 * 3600;
const DEVICE_SECONDS = 365 * 24 * 3600;
const LANGUAGE_SECONDS = 365 * 24 * 3600;
const INVITATION_SECONDS = 30 * 60;

/** The session token that the browser sent. It may have expired. */
export function sessionToken(request: FastifyRequest, context: PageContext): string | undefined {
  return request.cookies[cookieName('sign_in', context)] || undefined;
}

/**
 * Sets the session cookie for as long as a sign-in lasts at the most, and the mark by which a log-in in this browser is
 * no news to the customer. Mails follow the language of the last log-in.
 */
export async function setSessionCookie(
  reply: FastifyReply,
  context: PageContext,
  { token, customerNumber }: { readonly token: string; readonly customerNumber: string },
): Promise<void> {
  setCookie(reply, context, 'sign_in', token, SESSION_SECONDS);
  await chooseLanguage(context.pool, customerNumber, language());
  setCookie(reply, context, 'device', await deviceMark(context.pool, customerNumber), DEVICE_SECONDS);
}

/** The mark of the customer who was signed in to this browser last. */
export function deviceCookie(request: FastifyRequest, context: PageContext): string | undefined {
  return request.cookies[cookieName('device', context)] || undefined;
}

/** Deletes the session cookie. */
export function clearSessionCookie(reply: FastifyReply, context: PageContext): void {
  void reply.clearCookie(cookieName('sign_in', context), cookieOptions(context));
}

/** The language that was chosen in this browser. */
export function languageCookie(request: FastifyRequest, context: PageContext): string | undefined {
  // Where there is no such page, no plugin has read the cookies.
  return fastifyCookie.parse(request.headers.cookie ?? '')[cookieName('language', context)];
}

/** Keeps the language for a year. */
export function setLanguageCookie(reply: FastifyReply, context: PageContext, language: Language): void {
  setCookie(reply, context, 'language', language, LANGUAGE_SECONDS);
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
