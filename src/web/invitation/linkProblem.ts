import type { FastifyInstance } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { namedDriverId } from '../../core/visibleText.ts';
import { canBeContacted, type PageContext } from '../context.ts';
import { queryParameter } from '../http/query.ts';
import { render } from '../http/render.ts';
import { currentCustomer } from '../http/session.ts';
import { messagePage } from '../layout/messagePage.ts';
import { texts } from '../text/texts.ts';
import type { LinkProblem } from './linkRequest.ts';

/** The page that says why a link cannot be followed, and what to do. */
export function linkProblemRoutes(app: FastifyInstance, context: PageContext): void {
  app.get('/link/problem', async (request, reply) => {
    const invitation = await openInvitation(context.pool, queryParameter(request, 'invitation'));
    const why = readProblem(queryParameter(request, 'why'));
    const { title, text } = texts().invitation.problems[why];
    const contact = why === 'taken' && canBeContacted(context.insurer) ? [texts().invitation.contactIfTaken] : [];
    const about = invitation
      ? [texts().invitation.about(invitation.workProviderName, namedDriverId(invitation.driverId))]
      : [];
    const next = (await currentCustomer(context, request))
      ? (['/my-cover', texts().invitation.toMyCover] as const)
      : (['/', texts().invitation.toStart] as const);
    return await render(context, reply, messagePage({ title, text: [...text, ...contact, ...about], next: [next] }));
  });
}

/** An unknown value reads as `other`. */
function readProblem(why: string | undefined): LinkProblem {
  return why !== undefined && Object.hasOwn(texts().invitation.problems, why) ? (why as LinkProblem) : 'other';
}
