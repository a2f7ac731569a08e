import type { FastifyInstance } from 'fastify';
import { isSecure, type PageContext } from '../context.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Cache-Control': 'no-store',
};
const HTTPS_HEADERS = { 'Strict-Transport-Security': 'max-age=31536000' };

/** The headers of every page: no foreign script or frame, no copy in a cache, no referrer. Over https, HSTS too. */
export function securityHeaders(context: PageContext): Readonly<Record<string, string>> {
  return isSecure(context) ? { ...HEADERS, ...HTTPS_HEADERS } : HEADERS;
}

/** Adds the security headers to every answer. A route may override them later, as assets do for caching. */
export function sendSecurityHeaders(app: FastifyInstance, context: PageContext): void {
  const headers = securityHeaders(context);
  app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
}
