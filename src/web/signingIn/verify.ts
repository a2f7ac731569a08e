import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openInvitation } from '../../accounts/invitation.ts';
import { askForVerification, type EmailVerified, verificationOf, verifyEmail } from '../../accounts/mailed.ts';
import { typedIn } from '../door/form.ts';
import { goTo } from '../door/goTo.ts';
import { forSignedIn } from '../door/guard.ts';
import { limited } from '../door/limits.ts';
import { queried } from '../door/query.ts';
import { show } from '../door/show.ts';
import { whoIs } from '../door/whoIs.ts';
import { toldPage } from '../frame/told.ts';
import type { Front } from '../front.ts';
import { words } from '../words/words.ts';
import { stalePage, verifyFirstPage, verifyPage } from './verifyPages.ts';

/** Confirming an email address. Opening the mailed link changes nothing: mail programs look at links before people do. */
export function verify(app: FastifyInstance, front: Front): void {
  const config = limited(front);
  app.get('/verify', async (request, reply) => {
    const token = queried(request, 'token') ?? '';
    const found = await verificationOf(front.pool, token);
    if (!found) return await show(front, request, reply.code(410), stalePage(await whoIs(front, request)));
    return await show(front, request, reply, verifyPage(token, found));
  });
  app.post('/verify', { config }, async (request, reply) => {
    const verified = await verifyEmail(front.pool, typedIn(request)('token'));
    if (verified.tag === 'done') return await goOn(front, verified, request, reply);
    return await show(front, request, reply.code(410), stalePage(await whoIs(front, request)));
  });
  app.get(
    '/verify/first',
    forSignedIn(front, async (person, request, reply) => {
      if (person.emailVerified) return goTo(reply, '/my-cover', { done: 'verified' });
      const invitation = await openInvitation(front.pool, queried(request, 'invitation'));
      return await show(front, request, reply, verifyFirstPage(person.email, invitation?.workProviderName));
    }),
  );
  app.post(
    '/verify/again',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const asked = await askForVerification(front.pool, customerNumber);
      if (asked.tag === 'asked') return goTo(reply, '/verify/first', { done: 'verification_sent' });
      void reply.code(429).header('Retry-After', asked.retryAfterSeconds);
      return await show(front, request, reply, toldPage(words.tooManyTries(Math.ceil(asked.retryAfterSeconds / 60))));
    }),
  );
}

type Verified = Extract<EmailVerified, { readonly tag: 'done' }>;

/** What stood in the way of a link that waited comes first: someone else has it, or it had to be signed meanwhile. */
async function goOn(
  front: Front,
  { customerNumber, links }: Verified,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  for (const why of ['taken', 'unsigned'] as const) {
    if (links.some(({ linked }) => linked.tag === why)) return goTo(reply, '/link/problem', { why });
  }
  const done = links.length > 0 ? 'verified_and_linked' : 'verified';
  const person = await whoIs(front, request);
  return goTo(reply, person?.customerNumber === customerNumber ? '/my-cover' : '/log-in', { done });
}
