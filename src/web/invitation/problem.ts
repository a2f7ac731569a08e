import type { FastifyInstance } from 'fastify';
import { type Invitation, openInvitation } from '../../accounts/linking/invitation.ts';
import { canBeContacted, type PageContext } from '../context.ts';
import { queried } from '../http/query.ts';
import { show } from '../http/render.ts';
import { currentCustomer } from '../http/session.ts';
import { messagePage } from '../layout/messagePage.ts';
import { words } from '../text/text.ts';
import type { Why } from './linkRequest.ts';

/** Why a link leads no further, and what to do next. */
export function problem(app: FastifyInstance, front: PageContext): void {
  app.get('/link/problem', async (request, reply) => {
    const about = await openInvitation(front.pool, queried(request, 'invitation'));
    const why = whyIn(queried(request, 'why'));
    const { title } = words.problem[why];
    const text = [...textOf(why, canBeContacted(front.insurer)), ...detailOf(about)];
    const next = (await currentCustomer(front, request))
      ? (['/my-cover', words.toMyCover] as const)
      : (['/', words.home] as const);
    return await show(front, request, reply, messagePage({ title, text, next: [next] }));
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
