import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageContext } from '../context.ts';
import { documentOf, type Page } from '../layout/page.ts';
import { words } from '../text/text.ts';
import { queried } from './query.ts';
import { currentCustomer } from './session.ts';

/** Answers with a page, in the frame that fits whoever asks. The status is 200 unless `reply` has another. */
export async function show(
  front: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
): Promise<FastifyReply> {
  const signedIn = await currentCustomer(front, request);
  const path = request.url.split('?')[0] as string;
  const shown = documentOf(page, { insurer: front.insurer, signedIn, path, notice: noticeFor(request) });
  return reply.header('Content-Type', 'text/html; charset=utf-8').send(shown.toString());
}

/** A form once more, with its faults; 422 because what was sent is well-formed but cannot be taken. */
export async function renderInvalid(
  front: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
): Promise<FastifyReply> {
  return await show(front, request, reply.code(422), { ...page, faulty: true });
}

/** `?done=linked` says what came of the page before; only our own words, whatever the address holds. */
function noticeFor(request: FastifyRequest): string | undefined {
  const done = request.method === 'GET' ? queried(request, 'done') : undefined;
  return done !== undefined && Object.hasOwn(words.done, done)
    ? words.done[done as keyof typeof words.done]
    : undefined;
}
