import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { endOwnLink, optInToProvider, optOutOfProvider } from '../../accounts/linking/customerLinks.ts';
import { introduceAgain } from '../../accounts/linking/requestIntroduction.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { endContest } from '../../store/customer/contestedDriverIds.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/formFields.ts';
import { formLimit } from '../http/limits.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { endLinkPage, linksPage } from './linksPage.ts';
import { readOwnCover } from './ownCover.ts';

/** The pages about the customer's work providers: ending a link, opting out of a work provider and in again. */
export function linksRoutes(app: FastifyInstance, context: PageContext): void {
  const { pool } = context;
  app.get(
    '/links',
    signedInOnly(context, async (customer, _request, reply) => {
      return await render(
        context,
        reply,
        linksPage({ ...(await readOwnCover(context, customer)), insurer: context.insurer }),
      );
    }),
  );
  app.get(
    '/links/end',
    signedInOnly(context, async (customer, _request, reply) => await confirmEnd(context, customer, reply)),
  );

  /** Redirects to the links, with a flash message if the form changed something. */
  function post(path: string, done: string, change: (customer: SignedIn, request: FastifyRequest) => Promise<boolean>) {
    const handler = signedInOnly(context, async (customer, request, reply) => {
      return redirect(reply, '/links', { done: (await change(customer, request)) ? done : undefined });
    });
    app.post(path, { config: formLimit(context) }, handler);
  }
  post('/links/end', 'link_ended', async ({ customerNumber }, request) => {
    return await endOwnLink(pool, customerNumber, idIn(request, 'link'));
  });
  post('/links/not-mine', 'not_mine', async ({ customerNumber }, request) => {
    const driverId = formFields(request)('driver_id');
    await endContest(pool, { customerNumber, workProvider: idIn(request, 'provider'), driverId });
    return true;
  });
  post('/links/refuse', 'provider_refused', async ({ customerNumber }, request) => {
    return await optOutOfProvider(pool, customerNumber, idIn(request, 'provider'));
  });
  post('/links/accept', 'provider_accepted', async ({ customerNumber }, request) => {
    return await optInToProvider(pool, customerNumber, idIn(request, 'provider'));
  });
  post('/links/introduce', 'introduced_again', async ({ customerNumber }, request) => {
    return (await introduceAgain(pool, customerNumber, idIn(request, 'provider'))).tag === 'asked';
  });
}

async function confirmEnd(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const { links, names, now } = await readOwnCover(context, customer);
  const id = queryParameter(reply.request, 'link');
  const link = links.find((each) => String(each.id) === id && each.held.to > now);
  if (!link) return redirect(reply, '/links');
  return await render(context, reply, endLinkPage(link, names.get(link.workProvider) ?? ''));
}

/** The id in a form field. 0, which is no id, for anything else. */
function idIn(request: FastifyRequest, field: string): number {
  const text = formFields(request)(field);
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}
