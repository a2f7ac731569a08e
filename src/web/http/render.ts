import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageContext } from '../context.ts';
import { type Page, renderDocument } from '../layout/page.ts';
import type { Texts } from '../text/en/texts.ts';
import { texts } from '../text/texts.ts';
import { lacksDetails } from './destination.ts';
import { queryParameter } from './query.ts';
import { currentCustomer } from './session.ts';

/** Sends a page in the layout for the current customer. The status is 200 unless `reply` has another. */
export async function render(context: PageContext, reply: FastifyReply, page: Page): Promise<FastifyReply> {
  const { request } = reply;
  const customer = await currentCustomer(context, request);
  const document = renderDocument(page, {
    insurer: context.insurer,
    customer,
    lacksDetails: customer !== undefined && lacksDetails(context, customer),
    path: pathOf(request),
    url: urlOf(request),
    flash: flashOf(request),
  });
  return reply.header('Content-Type', 'text/html; charset=utf-8').send(document.toString());
}

/**
 * Sends a form again, with its errors. The status is 422, because the form is well-formed and its content is refused,
 * or 429 when that is what `reply` has. The browser may keep the answer for itself: "back" could not show the answer to
 * a posted form otherwise.
 */
export async function renderInvalid(context: PageContext, reply: FastifyReply, page: Page): Promise<FastifyReply> {
  void reply.header('Cache-Control', 'private, no-cache');
  return await render(context, reply.code(reply.statusCode === 429 ? 429 : 422), { ...page, invalid: true });
}

/** Sends a page in the signed-out layout. For errors: the query for the current customer may be what failed. */
export async function renderSignedOut(context: PageContext, reply: FastifyReply, page: Page): Promise<FastifyReply> {
  const path = pathOf(reply.request);
  const document = renderDocument(page, {
    insurer: context.insurer,
    customer: undefined,
    lacksDetails: false,
    path,
    url: urlOf(reply.request),
    flash: undefined,
  });
  return await reply.header('Content-Type', 'text/html; charset=utf-8').send(document.toString());
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] as string;
}

/** A page that answers a form is reached by its path alone. */
function urlOf(request: FastifyRequest): string {
  return request.method === 'GET' ? request.url : pathOf(request);
}

/** `?done=linked` selects one of our own messages. Any other value selects none. */
function flashOf(request: FastifyRequest): string | undefined {
  const done = request.method === 'GET' ? queryParameter(request, 'done') : undefined;
  return done !== undefined && Object.hasOwn(texts().layout.done, done)
    ? texts().layout.done[done as keyof Texts['layout']['done']]
    : undefined;
}
