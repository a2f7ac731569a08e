import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { logIn as begin } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { formFields } from '../http/form.ts';
import { askToWait, limited } from '../http/limits.ts';
import { emailIn } from '../http/person.ts';
import { queried } from '../http/query.ts';
import { type OwnPath, redirect } from '../http/redirect.ts';
import { renderInvalid, show } from '../http/render.ts';
import { currentCustomer, endSignIn } from '../http/session.ts';
import type { Faults } from '../layout/fields.ts';
import { words } from '../text/text.ts';
import { type LogInView, logInPage } from './logInPage.ts';

/** Logging in and out. */
export function logIn(app: FastifyInstance, front: PageContext): void {
  app.get('/log-in', async (request, reply) => {
    const carried = carriedIn((name) => queried(request, name) ?? '');
    if (await currentCustomer(front, request)) return goOn(reply, carried);
    const view = await viewOf(front, carried);
    if (!view) return redirect(reply, '/link/problem', { why: 'stale' });
    return await show(front, request, reply, logInPage(view));
  });
  app.post('/log-in', { config: limited(front) }, async (request, reply) => await take(front, request, reply));
  app.get('/log-out', async (_request, reply) => redirect(reply, '/'));
  app.post('/log-out', async (request, reply) => {
    await endSignIn(front, request, reply);
    return redirect(reply, '/log-in', { done: 'logged_out' });
  });
}

/** What goes along through the form: the link that led here, or the page that was wanted. */
type Carried = { readonly invitation: string | undefined; readonly to: OwnPath | undefined };

/** The pages that ask to log in first, and nothing else: an address is not to say where a log-in leads. */
const WANTED: readonly OwnPath[] = [
  '/my-cover',
  '/links',
  '/my-data',
  '/change-password',
  '/close-account',
  '/verify/first',
];

function carriedIn(read: (name: string) => string): Carried {
  return { invitation: read('invitation') || undefined, to: WANTED.find((path) => path === read('to')) };
}

function goOn(reply: FastifyReply, { invitation, to }: Carried): FastifyReply {
  return invitation === undefined ? redirect(reply, to ?? '/my-cover') : redirect(reply, '/link', { invitation });
}

/** Undefined when the invitation is too old. */
async function viewOf(
  front: PageContext,
  carried: Carried,
  email?: string,
  faults: Faults = {},
): Promise<LogInView | undefined> {
  const invitation = await openInvitation(front.pool, carried.invitation);
  if (carried.invitation !== undefined && !invitation) return undefined;
  return { ...carried, provider: invitation?.workProviderName, email: email ?? invitation?.email ?? '', faults };
}

async function take(front: PageContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const typed = formFields(request);
  const carried = carriedIn(typed);
  const faults = {
    email: emailIn(typed('email')) === undefined ? words.faults.email : undefined,
    password: typed('password') === '' ? words.faults.noPassword : undefined,
  };
  if (faults.email || faults.password) return await again(front, request, reply, faults);

  const email = emailIn(typed('email')) as string;
  const done = await begin(front.pool, { email, password: typed('password'), address: request.ip });
  switch (done.tag) {
    case 'in':
      await endSignIn(front, request, reply);
      setSessionCookie(reply, front, done.token);
      return goOn(reply, carried);
    case 'wrong':
      return await again(front, request, reply, { password: words.faults.wrongLogIn });
    case 'too_many':
      return await again(front, request, reply, { password: askToWait(reply, done) });
  }
}

async function again(
  front: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  faults: Faults,
): Promise<FastifyReply> {
  const typed = formFields(request);
  const view = await viewOf(front, carriedIn(typed), typed('email'), faults);
  if (!view) return redirect(reply, '/link/problem', { why: 'stale' });
  return await renderInvalid(front, request, reply, logInPage(view));
}
