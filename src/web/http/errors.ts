import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { isDatabaseError } from '../../store/postgres/database.ts';
import type { PageContext } from '../context.ts';
import { messagePage } from '../layout/messagePage.ts';
import type { Page } from '../layout/page.ts';
import { inLanguage, texts } from '../text/texts.ts';
import { languageOf } from './language.ts';
import { renderSignedOut } from './render.ts';
import { securityHeaders } from './securityHeaders.ts';

/** Answers errors of the pages with a page. Errors of status 500 and above go to `context.onError`. */
export function errorPages(app: FastifyInstance, context: PageContext): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) context.onError(error, request.id);
    return await inLanguage(languageOf(request, context), () =>
      renderSignedOut(context, reply.code(status), errorPage(status, reply)),
    );
  });
}

/** Answers a browser that asks for an unknown address with a page. Other clients get the JSON of the API. */
export function notFoundPages(app: FastifyInstance, context: PageContext): void {
  const headers = securityHeaders(context);
  app.addHook('onRequest', async (request, reply) => {
    const asksForPage = request.headers.accept?.includes('text/html') && !/^\/v\d/.test(request.url);
    if (!request.is404 || !asksForPage || !['GET', 'HEAD'].includes(request.method)) return undefined;
    return await inLanguage(languageOf(request, context), () =>
      renderSignedOut(context, reply.code(404).headers(headers), messagePage(texts().layout.notFound)),
    );
  });
}

/** Errors of Fastify have a status. Of the others, those of the database are 503 and the rest are bugs. */
function statusOf(error: FastifyError): number {
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) return statusCode;
  return isDatabaseError(error) ? 503 : 500;
}

const RETRY_AFTER_SECONDS = 30;

function errorPage(status: number, reply: FastifyReply): Page {
  if (status === 503) void reply.header('Retry-After', RETRY_AFTER_SECONDS);
  if (status >= 500) return messagePage(texts().layout.serverError);
  if (status !== 429) return messagePage(texts().layout.badRequest);
  return tooManyRequestsPage(Number(reply.getHeader('Retry-After') ?? 60));
}

/** Asks to wait. */
export function tooManyRequestsPage(retryAfterSeconds: number): Page {
  return messagePage(texts().layout.tooManyRequests(Math.ceil(retryAfterSeconds / 60)));
}
