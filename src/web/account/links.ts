import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endOwnLink, optInToProvider, optOutOfProvider } from '../../accounts/linking/customerLinks.ts';
import { introduceAgain } from '../../accounts/linking/requestIntroduction.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/form.ts';
import { forSignedIn } from '../http/guard.ts';
import { limited } from '../http/limits.ts';
import { queried } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { show } from '../http/render.ts';
import { readMine } from './account.ts';
import { endLinkPage, linksPage } from './linksPage.ts';

/** The driver's work providers: end a link, refuse one that reports by customer number, take that back. */
export function links(app: FastifyInstance, front: PageContext): void {
  const config = limited(front);
  app.get(
    '/links',
    forSignedIn(front, async (person, request, reply) => {
      return await show(front, request, reply, linksPage(await readMine(front, person)));
    }),
  );
  app.get(
    '/links/end',
    forSignedIn(front, async (person, request, reply) => await askFirst(front, person, request, reply)),
  );
  app.post(
    '/links/end',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const ended = await endOwnLink(front.pool, customerNumber, postedId(request, 'link'));
      return redirect(reply, '/links', { done: ended ? 'link_ended' : undefined });
    }),
  );
  app.post(
    '/links/refuse',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const refused = await optOutOfProvider(front.pool, customerNumber, postedId(request, 'provider'));
      return redirect(reply, '/links', { done: refused ? 'provider_refused' : undefined });
    }),
  );
  app.post(
    '/links/accept',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const accepted = await optInToProvider(front.pool, customerNumber, postedId(request, 'provider'));
      return redirect(reply, '/links', { done: accepted ? 'provider_accepted' : undefined });
    }),
  );
  app.post(
    '/links/introduce',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const again = await introduceAgain(front.pool, customerNumber, postedId(request, 'provider'));
      return redirect(reply, '/links', { done: again.tag === 'asked' ? 'introduced_again' : undefined });
    }),
  );
}

async function askFirst(
  front: PageContext,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const mine = await readMine(front, person);
  const link = mine.links.find((each) => String(each.id) === queried(request, 'link') && each.held.to > mine.now);
  if (!link) return redirect(reply, '/links');
  return await show(front, request, reply, endLinkPage(link, mine.names.get(link.workProvider) ?? ''));
}

/** The id in a form of ours; 0, which is nobody's, for anything else. */
function postedId(request: FastifyRequest, field: string): number {
  const text = formFields(request)(field);
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}
