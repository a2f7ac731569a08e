import type { FastifyInstance } from 'fastify';
import { type Invitation, openInvitation } from '../../accounts/invitation.ts';
import { queried } from '../door/query.ts';
import { show } from '../door/show.ts';
import { whoIs } from '../door/whoIs.ts';
import { toldPage } from '../frame/told.ts';
import { canBeContacted, type Front } from '../front.ts';
import { words } from '../words/words.ts';
import type { Why } from './asked.ts';

/** Why a link leads no further, and what to do next. */
export function problem(app: FastifyInstance, front: Front): void {
  app.get('/link/problem', async (request, reply) => {
    const about = await openInvitation(front.pool, queried(request, 'invitation'));
    const why = whyIn(queried(request, 'why'));
    const { title } = words.problem[why];
    const text = [...textOf(why, canBeContacted(front.insurer)), ...detailOf(about)];
    const next = (await whoIs(front, request))
      ? (['/my-cover', words.toMyCover] as const)
      : (['/', words.home] as const);
    return await show(front, request, reply, toldPage({ title, text, next: [next] }));
  });
}

/** Whatever the address says, the page shows our own words. */
function whyIn(why: string | undefined): Why {
  return why !== undefined && Object.hasOwn(words.problem, why) ? (why as Why) : 'nobody_knows';
}

function textOf(why: Why, canContactUs: boolean): string[] {
  const told = words.problem[why];
  return [...told.text, ...(canContactUs && 'contact' in told ? [told.contact] : [])];
}

function detailOf(about: Invitation | undefined): string[] {
  return about ? [words.problemAbout(about.workProviderName, about.driverId)] : [];
}
