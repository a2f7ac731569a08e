import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/signIn.ts';
import { formatIsoWeek, type IsoWeek, readIsoWeek, weekOfDate } from '../../core/time/isoWeek.ts';
import { readMine } from '../account/account.ts';
import { closing } from '../account/closeAccount.ts';
import { links } from '../account/links.ts';
import { myData } from '../account/myData.ts';
import { timeZone } from '../account/timeZone.ts';
import type { PageContext } from '../context.ts';
import { forSignedIn } from '../http/guard.ts';
import { queried } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { show } from '../http/render.ts';
import { livePart, myCoverPage } from './myCoverPage.ts';

/** What a driver sees once they are a customer: their cover, their work providers, their data. */
export function myCover(app: FastifyInstance, front: PageContext): void {
  app.get(
    '/my-cover',
    forSignedIn(front, async (person, request, reply) => await answer(front, person, request, reply)),
  );
  app.get(
    '/my-cover/live',
    forSignedIn(front, async (person, request, reply) => await answerLive(front, person, request, reply)),
  );
  links(app, front);
  timeZone(app, front);
  myData(app, front);
  closing(app, front);
}

async function answer(
  front: PageContext,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const on = weekOn(queried(request, 'on'));
  if (on) return redirect(reply, '/my-cover', { week: formatIsoWeek(on) });
  const mine = await readMine(front, person, readIsoWeek(queried(request, 'week') ?? ''));
  return await show(front, request, reply, myCoverPage(mine, versionOf(livePart(mine))));
}

/** What has changed, or 304: whoever only waits costs little. */
async function answerLive(
  front: PageContext,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const told = livePart(await readMine(front, person, readIsoWeek(queried(request, 'week') ?? '')));
  const version = versionOf(told);
  void reply.header('ETag', version);
  if (request.headers['if-none-match'] === version) return reply.code(304).send();
  return reply.header('Content-Type', 'text/html; charset=utf-8').send(told);
}

/** The week of a date such as `2026-11-16`; undefined for anything else. */
function weekOn(text: string | undefined): IsoWeek | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  try {
    return readIsoWeek(formatIsoWeek(weekOfDate(Temporal.PlainDate.from(text))));
  } catch {
    return undefined;
  }
}

function versionOf(told: string): string {
  return `"${hash('sha256', told).slice(0, 16)}"`;
}
