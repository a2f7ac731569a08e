import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SignedIn } from '../../accounts/signIn.ts';
import { formatIsoWeek, type IsoWeek, readIsoWeek, weekOfDate } from '../../core/time/isoWeek.ts';
import { readOwnCover } from '../account/ownCover.ts';
import { canBeContacted, type PageContext } from '../context.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { liveParts, myCoverPage } from './myCoverPage.ts';
import type { CoverView } from './nowView.ts';

/** The page "my cover", and the parts of it that live.js keeps up to date. */
export function myCoverRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/my-cover',
    signedInOnly(context, async (customer, _request, reply) => await answerPage(context, customer, reply)),
  );
  app.get(
    '/my-cover/live',
    signedInOnly(context, async (customer, _request, reply) => await answerLive(context, customer, reply)),
  );
}

/** `?week=2026-W47` selects the week. `?on=2026-11-16`, which the form sends, is redirected to it. */
async function answerPage(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const week = weekOfText(queryParameter(reply.request, 'on'));
  if (week) return redirect(reply, '/my-cover', { week: formatIsoWeek(week) });
  const view = await readView(context, customer, reply);
  return await render(context, reply, myCoverPage(view, versionOf(liveParts(view))));
}

/** 304 if nothing has changed since the version in If-None-Match. */
async function answerLive(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const parts = liveParts(await readView(context, customer, reply));
  const version = versionOf(parts);
  void reply.header('ETag', version);
  if (reply.request.headers['if-none-match'] === version) return reply.code(304).send();
  return reply.header('Content-Type', 'text/html; charset=utf-8').send(parts);
}

async function readView(context: PageContext, customer: SignedIn, { request }: FastifyReply): Promise<CoverView> {
  const week = readIsoWeek(queryParameter(request, 'week') ?? '');
  const cover = await readOwnCover(context, customer, week);
  return { ...cover, canContactUs: canBeContacted(context.insurer) };
}

/** The week of a date such as `2026-11-16`. Undefined for any other text. */
function weekOfText(text: string | undefined): IsoWeek | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  try {
    return readIsoWeek(formatIsoWeek(weekOfDate(Temporal.PlainDate.from(text))));
  } catch {
    return undefined;
  }
}

function versionOf(parts: string): string {
  return `"${hash('sha256', parts).slice(0, 16)}"`;
}
