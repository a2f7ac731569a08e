import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { introduceAgain } from '../../accounts/introducing.ts';
import { acceptOwnProvider, endOwnLink, refuseOwnProvider } from '../../accounts/linking.ts';
import type { SignedIn } from '../../accounts/signingIn.ts';
import { typedIn } from '../door/form.ts';
import { goTo } from '../door/goTo.ts';
import { forSignedIn } from '../door/guard.ts';
import { limited } from '../door/limits.ts';
import { queried } from '../door/query.ts';
import { show } from '../door/show.ts';
import type { Front } from '../front.ts';
import { endLinkPage, linksPage } from './linksPage.ts';
import { readMine } from './mine.ts';

/** The driver's work providers: end a link, refuse one that reports by customer number, take that back. */
export function links(app: FastifyInstance, front: Front): void {
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
      return goTo(reply, '/links', { done: ended ? 'link_ended' : undefined });
    }),
  );
  app.post(
    '/links/refuse',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const refused = await refuseOwnProvider(front.pool, customerNumber, postedId(request, 'provider'));
      return goTo(reply, '/links', { done: refused ? 'provider_refused' : undefined });
    }),
  );
  app.post(
    '/links/accept',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const accepted = await acceptOwnProvider(front.pool, customerNumber, postedId(request, 'provider'));
      return goTo(reply, '/links', { done: accepted ? 'provider_accepted' : undefined });
    }),
  );
  app.post(
    '/links/introduce',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const again = await introduceAgain(front.pool, customerNumber, postedId(request, 'provider'));
      return goTo(reply, '/links', { done: again.tag === 'asked' ? 'introduced_again' : undefined });
    }),
  );
}

async function askFirst(
  front: Front,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const mine = await readMine(front, person);
  const link = mine.links.find((each) => String(each.id) === queried(request, 'link') && each.held.to > mine.now);
  if (!link) return goTo(reply, '/links');
  return await show(front, request, reply, endLinkPage(link, mine.names.get(link.workProvider) ?? ''));
}

/** The id in a form of ours; 0, which is nobody's, for anything else. */
function postedId(request: FastifyRequest, field: string): number {
  const text = typedIn(request)(field);
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}
