import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  type EmailVerified,
  pendingVerification,
  requestVerificationMail,
  verifyEmail,
} from '../../accounts/emailVerification.ts';
import { awaitedLinksOf } from '../../store/customer/awaitedLinks.ts';
import type { PageContext } from '../context.ts';
import { tooManyRequestsPage } from '../http/errors.ts';
import { formFields } from '../http/formFields.ts';
import { formLimit } from '../http/limits.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render } from '../http/render.ts';
import { currentCustomer, signedInOnly } from '../http/session.ts';
import { expiredVerificationPage, verifyFirstPage, verifyPage } from './verifyEmailPages.ts';

/** Verifying an email. Opening the mailed link changes nothing, because mail programs open links by themselves. */
export function verifyEmailRoutes(app: FastifyInstance, context: PageContext): void {
  const config = formLimit(context);
  app.get('/verify', async (request, reply) => {
    const token = queryParameter(request, 'token') ?? '';
    const verification = await pendingVerification(context.pool, token);
    if (!verification) return await renderExpired(context, reply);
    const customer = await currentCustomer(context, request);
    const isSame = customer?.customerNumber === verification.customerNumber;
    return await render(context, reply, verifyPage(token, verification, isSame));
  });
  app.post('/verify', { config }, async (request, reply) => {
    const customer = await currentCustomer(context, request);
    const verified = await verifyEmail(context.pool, formFields(request)('token'), customer?.customerNumber);
    switch (verified.tag) {
      case 'done':
        return await redirectAfterVerification(context, verified, reply);
      case 'begun_anew':
        return redirect(reply, '/set-password', { token: verified.token, done: 'proven' });
      case 'stale':
        return await renderExpired(context, reply);
    }
  });
  app.get(
    '/verify/first',
    signedInOnly(context, async ({ emailVerified, email, customerNumber }, _request, reply) => {
      if (emailVerified) return redirect(reply, '/my-cover', { done: 'verified' });
      const awaited = await awaitedLinksOf(context.pool, customerNumber);
      const names = [...new Set(awaited.map(({ workProviderName }) => workProviderName))];
      return await render(context, reply, verifyFirstPage(email, names));
    }),
  );
  app.post(
    '/verify/again',
    { config },
    signedInOnly(context, async ({ customerNumber }, _request, reply) => {
      const asked = await requestVerificationMail(context.pool, customerNumber);
      if (asked.tag === 'asked') return redirect(reply, '/verify/first', { done: 'verification_sent' });
      void reply.code(429).header('Retry-After', asked.retryAfterSeconds);
      return await render(context, reply, tooManyRequestsPage(asked.retryAfterSeconds));
    }),
  );
}

async function renderExpired(context: PageContext, reply: FastifyReply): Promise<FastifyReply> {
  const customer = await currentCustomer(context, reply.request);
  return await render(context, reply.code(410), expiredVerificationPage(customer));
}

type Verified = Extract<EmailVerified, { readonly tag: 'done' }>;

/** Redirects to the problem of an awaited link that was refused, if any; else to "my cover" or to log in. */
async function redirectAfterVerification(
  context: PageContext,
  { customerNumber, links }: Verified,
  reply: FastifyReply,
): Promise<FastifyReply> {
  for (const why of ['taken', 'unsigned', 'other_claim'] as const) {
    if (links.some(({ linked }) => linked.tag === why)) return redirect(reply, '/link/problem', { why });
  }
  const done = links.length > 0 ? 'verified_and_linked' : 'verified';
  const customer = await currentCustomer(context, reply.request);
  return redirect(reply, customer?.customerNumber === customerNumber ? '/my-cover' : '/log-in', { done });
}
