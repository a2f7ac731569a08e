import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseError } from '../../store/postgres/database.ts';
import type { PageContext } from '../context.ts';
import { messagePage } from '../layout/messagePage.ts';
import { documentOf, type Page } from '../layout/page.ts';
import { words } from '../text/text.ts';
import { securityHeaders, setSecurityHeaders } from './securityHeaders.ts';

/** Gives what goes wrong on a page the form of a page. */
export function errorPages(app: FastifyInstance, front: PageContext): void {
  app.setErrorHandler(async (fault: FastifyError, request, reply) => {
    const status = statusOf(fault);
    if (status >= 500) front.onFault(fault, request.id);
    return await sendBare(front, request, reply.code(status), pageFor(status, reply));
  });
}

/** Addresses without a page, where a browser asks; programs that report shifts get their JSON. */
export function lostPages(app: FastifyInstance, front: PageContext): void {
  const headers = setSecurityHeaders(front);
  app.addHook('onRequest', async (request, reply) => {
    const asksForPage = request.headers.accept?.includes('text/html') && !/^\/v\d/.test(request.url);
    if (!request.is404 || !asksForPage || !['GET', 'HEAD'].includes(request.method)) return undefined;
    securityHeaders(reply, headers);
    return await sendBare(front, request, reply.code(404), messagePage(words.notFound));
  });
}

/** Fastify gives its own faults a status; the rest is the database's, or a bug. */
function statusOf(fault: FastifyError): number {
  const { statusCode = 500 } = fault;
  if (statusCode >= 400 && statusCode < 500) return statusCode;
  return isDatabaseError(fault) ? 503 : 500;
}

const RETRY_AFTER_SECONDS = 30;

function pageFor(status: number, reply: FastifyReply): Page {
  if (status === 503) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
  if (status >= 500) return messagePage(words.unwell);
  if (status !== 429) return messagePage(words.unusable);
  return messagePage(words.tooManyTries(Math.ceil(Number(reply.getHeader('Retry-After') ?? 60) / 60)));
}

/** A page as a stranger sees it: to find out who asks may be what went wrong. */
async function sendBare(
  front: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
): Promise<FastifyReply> {
  const path = request.url.split('?')[0] as string;
  const shown = documentOf(page, { insurer: front.insurer, signedIn: undefined, path, notice: undefined });
  return await reply.header('Content-Type', 'text/html; charset=utf-8').send(shown.toString());
}
