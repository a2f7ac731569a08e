import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PageContext } from '../context.ts';
import { messagePage } from '../layout/messagePage.ts';
import { texts } from '../text/texts.ts';
import { render } from './render.ts';

/** Refuses posted forms of other sites with 403. */
export function refuseForeignForms(app: FastifyInstance, context: PageContext): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isFromOwnPage(request, context)) return undefined;
    return await render(context, reply.code(403), messagePage(texts().layout.foreignForm));
  });
}

/**
 * Browsers name the origin of a form in Sec-Fetch-Site. Older browsers, and all browsers over plain http, name it in
 * Origin or Referer. A form without any of them comes from no browser that holds a session, and is refused.
 */
function isFromOwnPage({ headers, protocol }: FastifyRequest, { publicUrl }: PageContext): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const source = originOf(headers.origin ?? headers.referer);
  return (
    source !== undefined && (source === originOf(publicUrl) || source === originOf(`${protocol}://${headers.host}`))
  );
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}
