import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SignedIn } from '../../accounts/signIn.ts';
import { formatIsoWeek, type IsoWeek, readIsoWeek, weekOfDate } from '../../core/time/isoWeek.ts';
import { readOwnCover } from '../account/ownCover.ts';
import type { PageContext } from '../context.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render } from '../http/render.ts';
import { currentCustomer, signedInOnly } from '../http/session.ts';
import { liveParts, partsAfter, versionOf } from './liveParts.ts';
import { myCoverPage } from './myCoverPage.ts';
import { asOf, type CoverView, inMilliseconds } from './nowView.ts';

/** The page "my cover", and the parts of it that live.js keeps up to date. */
export function myCoverRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/my-cover',
    signedInOnly(context, async (customer, _request, reply) => await answerPage(context, customer, reply)),
  );
  app.get('/my-cover/live', async (request, reply) => {
    const customer = await currentCustomer(context, request);
    return customer ? await answerLive(context, customer, reply) : await reply.code(401).send();
  });
}

/** `?week=2026-W47` selects the week. `?on=2026-11-16`, which the form sends, is redirected to it. */
async function answerPage(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const week = weekOfText(queryParameter(reply.request, 'on'));
  if (week) return redirect(reply, '/my-cover', { week: formatIsoWeek(week) });
  const view = await readView(context, customer, reply);
  return await render(context, reply, myCoverPage(view));
}

/**
 * The parts that have changed since the version in If-None-Match; 304 if none has. Two headers say when it was so: no
 * other answer, such as the page of a hotel's network, has them.
 */
async function answerLive(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const view = await readView(context, customer, reply);
  const parts = liveParts(view);
  void reply.headers({
    ETag: `"${versionOf(parts)}"`,
    'Cover-As-Of': asOf(view),
    'Cover-Now': inMilliseconds(view.now),
  });
  const changed = partsAfter(reply.request.headers['if-none-match'], parts);
  if (changed.length === 0) return reply.code(304).send();
  return reply.header('Content-Type', 'text/html; charset=utf-8').send(changed.map(({ drawn }) => drawn).join('\n'));
}

async function readView(context: PageContext, customer: SignedIn, { request }: FastifyReply): Promise<CoverView> {
  const week = readIsoWeek(queryParameter(request, 'week') ?? '');
  const cover = await readOwnCover(context, customer, week);
  return { ...cover, insurer: context.insurer };
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
