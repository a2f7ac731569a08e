import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isStorageFault } from '../../store/database.ts';
import { documentOf, type Page } from '../frame/page.ts';
import { toldPage } from '../frame/told.ts';
import type { Front } from '../front.ts';
import { words } from '../words/words.ts';
import { fence, fenceHeaders } from './fence.ts';

/** Gives what goes wrong on a page the form of a page. */
export function faultPages(app: FastifyInstance, front: Front): void {
  app.setErrorHandler(async (fault: FastifyError, request, reply) => {
    const status = statusOf(fault);
    if (status >= 500) front.onFault(fault, request.id);
    return await sendBare(front, request, reply.code(status), pageFor(status, reply));
  });
}

/** Addresses without a page, where a browser asks; programs that report shifts get their JSON. */
export function lostPages(app: FastifyInstance, front: Front): void {
  const headers = fenceHeaders(front);
  app.addHook('onRequest', async (request, reply) => {
    const asksForPage = request.headers.accept?.includes('text/html') && !/^\/v\d/.test(request.url);
    if (!request.is404 || !asksForPage || !['GET', 'HEAD'].includes(request.method)) return undefined;
    fence(reply, headers);
    return await sendBare(front, request, reply.code(404), toldPage(words.notFound));
  });
}

/** Fastify gives its own faults a status; the rest is the database's, or a bug. */
function statusOf(fault: FastifyError): number {
  const { statusCode = 500 } = fault;
  if (statusCode >= 400 && statusCode < 500) return statusCode;
  return isStorageFault(fault) ? 503 : 500;
}

const RETRY_AFTER_SECONDS = 30;

function pageFor(status: number, reply: FastifyReply): Page {
  if (status === 503) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
  if (status >= 500) return toldPage(words.unwell);
  if (status !== 429) return toldPage(words.unusable);
  return toldPage(words.tooManyTries(Math.ceil(Number(reply.getHeader('Retry-After') ?? 60) / 60)));
}

/** A page as a stranger sees it: to find out who asks may be what went wrong. */
async function sendBare(front: Front, request: FastifyRequest, reply: FastifyReply, page: Page): Promise<FastifyReply> {
  const path = request.url.split('?')[0] as string;
  const shown = documentOf(page, { insurer: front.insurer, signedIn: undefined, path, notice: undefined });
  return await reply.header('Content-Type', 'text/html; charset=utf-8').send(shown.toString());
}
