import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type EmailVerified,
  pendingVerification,
  requestVerificationMail,
  verifyEmail,
} from '../../accounts/emailVerification.ts';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/form.ts';
import { forSignedIn } from '../http/guard.ts';
import { limited } from '../http/limits.ts';
import { queried } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { show } from '../http/render.ts';
import { currentCustomer } from '../http/session.ts';
import { messagePage } from '../layout/messagePage.ts';
import { words } from '../text/text.ts';
import { stalePage, verifyFirstPage, verifyPage } from './verifyPages.ts';

/** Confirming an email address. Opening the mailed link changes nothing: mail programs look at links before people do. */
export function verify(app: FastifyInstance, front: PageContext): void {
  const config = limited(front);
  app.get('/verify', async (request, reply) => {
    const token = queried(request, 'token') ?? '';
    const found = await pendingVerification(front.pool, token);
    if (!found) return await show(front, request, reply.code(410), stalePage(await currentCustomer(front, request)));
    return await show(front, request, reply, verifyPage(token, found));
  });
  app.post('/verify', { config }, async (request, reply) => {
    const verified = await verifyEmail(front.pool, formFields(request)('token'));
    if (verified.tag === 'done') return await goOn(front, verified, request, reply);
    return await show(front, request, reply.code(410), stalePage(await currentCustomer(front, request)));
  });
  app.get(
    '/verify/first',
    forSignedIn(front, async (person, request, reply) => {
      if (person.emailVerified) return redirect(reply, '/my-cover', { done: 'verified' });
      const invitation = await openInvitation(front.pool, queried(request, 'invitation'));
      return await show(front, request, reply, verifyFirstPage(person.email, invitation?.workProviderName));
    }),
  );
  app.post(
    '/verify/again',
    { config },
    forSignedIn(front, async ({ customerNumber }, request, reply) => {
      const asked = await requestVerificationMail(front.pool, customerNumber);
      if (asked.tag === 'asked') return redirect(reply, '/verify/first', { done: 'verification_sent' });
      void reply.code(429).header('Retry-After', asked.retryAfterSeconds);
      return await show(
        front,
        request,
        reply,
        messagePage(words.tooManyTries(Math.ceil(asked.retryAfterSeconds / 60))),
      );
    }),
  );
}

type Verified = Extract<EmailVerified, { readonly tag: 'done' }>;

/** What stood in the way of a link that waited comes first: someone else has it, or it had to be signed meanwhile. */
async function goOn(
  front: PageContext,
  { customerNumber, links }: Verified,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  for (const why of ['taken', 'unsigned'] as const) {
    if (links.some(({ linked }) => linked.tag === why)) return redirect(reply, '/link/problem', { why });
  }
  const done = links.length > 0 ? 'verified_and_linked' : 'verified';
  const person = await currentCustomer(front, request);
  return redirect(reply, person?.customerNumber === customerNumber ? '/my-cover' : '/log-in', { done });
}
