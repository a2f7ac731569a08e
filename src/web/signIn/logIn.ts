import type { FastifyInstance, FastifyReply } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { logIn, signedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { deviceCookie, setSessionCookie } from '../http/cookies.ts';
import { destinationIn, nextPath } from '../http/destination.ts';
import { formFields, parseEmail } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { queryParameter } from '../http/query.ts';
import { type OwnPath, redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { currentCustomer, endSession } from '../http/session.ts';
import type { FieldErrors } from '../layout/formControls.ts';
import { texts } from '../text/texts.ts';
import { type LogInView, logInPage } from './logInPage.ts';

/** Logging in and logging out. */
export function logInRoutes(app: FastifyInstance, context: PageContext): void {
  app.get('/log-in', async (request, reply) => {
    const destination = readDestination((name) => queryParameter(request, name) ?? '');
    if (await currentCustomer(context, request)) return redirectTo(reply, destination);
    const view = await viewOf(context, destination);
    if (!view) return redirect(reply, '/link/problem', { why: 'stale' });
    return await render(context, reply, logInPage(view));
  });
  app.post('/log-in', { config: formLimit(context) }, async (_request, reply) => await submit(context, reply));
  app.get('/log-out', async (_request, reply) => redirect(reply, '/'));
  app.post('/log-out', async (_request, reply) => {
    await endSession(context, reply);
    return redirect(reply, '/log-in', { done: 'logged_out' });
  });
}

/** Where the log-in leads: to the page that asked for it, or on with the invitation of a link. */
type Destination = { readonly invitation: string | undefined; readonly to: OwnPath | undefined };

function readDestination(read: (name: string) => string): Destination {
  return { invitation: read('invitation') || undefined, to: destinationIn(read('to')) };
}

function redirectTo(reply: FastifyReply, { invitation, to }: Destination): FastifyReply {
  return invitation === undefined ? redirect(reply, to ?? '/my-cover') : redirect(reply, '/link', { invitation });
}

/** To the destination; before it to the details, where something is missing in them. */
async function redirectAfter(context: PageContext, reply: FastifyReply, token: string): Promise<FastifyReply> {
  const destination = readDestination(formFields(reply.request));
  const customer = await signedIn(context.pool, token);
  if (!customer || destination.invitation !== undefined) return redirectTo(reply, destination);
  return redirect(reply, nextPath(context, customer, destination.to ?? '/my-cover'));
}

/** Undefined if the invitation has expired. */
async function viewOf(
  context: PageContext,
  destination: Destination,
  email?: string,
  errors: FieldErrors = {},
): Promise<LogInView | undefined> {
  const invitation = await openInvitation(context.pool, destination.invitation);
  if (destination.invitation !== undefined && !invitation) return undefined;
  return { ...destination, provider: invitation?.workProviderName, email: email ?? invitation?.email ?? '', errors };
}

async function submit(context: PageContext, reply: FastifyReply): Promise<FastifyReply> {
  const fields = formFields(reply.request);
  const [email, password] = [parseEmail(fields('email')), fields('password')];
  if (email === undefined || password === '') {
    return await invalid(context, reply, {
      email: email === undefined ? texts().form.errors.email : undefined,
      password: password === '' ? texts().form.errors.noPassword : undefined,
    });
  }
  const device = deviceCookie(reply.request, context);
  const done = await logIn(context.pool, { email, password, address: reply.request.ip, device });
  switch (done.tag) {
    case 'in':
      await endSession(context, reply);
      await setSessionCookie(reply, context, done);
      return await redirectAfter(context, reply, done.token);
    case 'wrong':
      return await invalid(context, reply, { password: texts().form.errors.wrongLogIn });
    case 'too_many':
      return await invalid(context, reply, { password: tooManyAttempts(reply, done) });
  }
}

async function invalid(context: PageContext, reply: FastifyReply, errors: FieldErrors): Promise<FastifyReply> {
  const fields = formFields(reply.request);
  const view = await viewOf(context, readDestination(fields), fields('email'), errors);
  if (!view) return redirect(reply, '/link/problem', { why: 'stale' });
  return await renderInvalid(context, reply, logInPage(view));
}
