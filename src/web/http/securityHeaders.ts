import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure, type PageContext } from '../context.ts';

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Cache-Control': 'no-store',
};
const ONLY_HTTPS = { 'Strict-Transport-Security': 'max-age=31536000' };

/** The headers of every page: nothing from elsewhere runs in it, nothing of it stays in a cache or leaks to a link. */
export function setSecurityHeaders(front: PageContext): Readonly<Record<string, string>> {
  return isSecure(front) ? { ...HEADERS, ...ONLY_HTTPS } : HEADERS;
}

/**
 * Whether a form was posted from one of our own pages. Browsers say so by Sec-Fetch-Site; older ones, and all of them
 * over plain http, by Origin. A post that says neither comes from no browser that holds anyone's cookie, and is refused.
 */
export function isFromOurPages(request: FastifyRequest, front: PageContext): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const source = originOf(request.headers.origin ?? request.headers.referer);
  return source !== undefined && (source === originOf(front.publicUrl) || hostOf(source) === request.headers.host);
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}

/** Puts the fence's headers on an answer. */
export function securityHeaders(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  void reply.headers(headers);
}
