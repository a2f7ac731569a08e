import type { FastifyInstance, FastifyReply } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { emailOfPasswordToken, requestPasswordMail, setPassword } from '../../accounts/passwordChange.ts';
import { passwordProblem } from '../../accounts/passwords/password.ts';
import { signedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { clearInvitationCookie, invitationCookie, setInvitationCookie, setSessionCookie } from '../http/cookies.ts';
import { lacksDetails } from '../http/destination.ts';
import { formFields, parseEmail } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { queryParameter } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { currentCustomer, endSession } from '../http/session.ts';
import { texts } from '../text/texts.ts';
import { expiredPasswordLinkPage, forgotPage, passwordMailSentPage, setPasswordPage } from './passwordPages.ts';

/** The pages that mail a link to set a password, and the page that the link opens. */
export function forgotPasswordRoutes(app: FastifyInstance, context: PageContext): void {
  const config = formLimit(context);
  app.get('/forgot', async (_request, reply) => await showForgot(context, reply));
  app.post('/forgot', { config }, async (_request, reply) => await submitForgot(context, reply));
  app.get('/forgot/sent', async (_request, reply) => await render(context, reply, passwordMailSentPage()));
  app.get('/set-password', async (request, reply) => {
    const token = queryParameter(request, 'token') ?? '';
    const email = await emailOfPasswordToken(context.pool, token);
    if (email !== undefined) return await render(context, reply, setPasswordPage(token, email, {}));
    return await render(context, reply.code(410), expiredPasswordLinkPage());
  });
  app.post('/set-password', { config }, async (_request, reply) => await submitNewPassword(context, reply));
}

async function showForgot(context: PageContext, reply: FastifyReply): Promise<FastifyReply> {
  const token = queryParameter(reply.request, 'invitation');
  const invitation = await openInvitation(context.pool, token);
  const email = invitation?.email ?? (await currentCustomer(context, reply.request))?.email ?? '';
  return await render(context, reply, forgotPage(email, invitation && token, {}));
}

/** The answer does not show whether the email is known. A cookie holds the invitation until the mail is opened. */
async function submitForgot(context: PageContext, reply: FastifyReply): Promise<FastifyReply> {
  const fields = formFields(reply.request);
  const email = parseEmail(fields('email'));
  const invitation = fields('invitation') || undefined;
  if (email === undefined) {
    const page = forgotPage(fields('email'), invitation, { email: texts().form.errors.email });
    return await renderInvalid(context, reply, page);
  }
  await requestPasswordMail(context.pool, email, reply.request.ip);
  if (invitation && (await openInvitation(context.pool, invitation))) setInvitationCookie(reply, context, invitation);
  return redirect(reply, '/forgot/sent');
}

async function submitNewPassword(context: PageContext, reply: FastifyReply): Promise<FastifyReply> {
  const fields = formFields(reply.request);
  const [token, password] = [fields('token'), fields('password')];
  const email = await emailOfPasswordToken(context.pool, token);
  const invalid = async (error: string) =>
    await renderInvalid(context, reply, setPasswordPage(token, email, { password: error }));
  const problem = passwordProblem(password, [email ?? '', context.insurer.name].filter(Boolean));
  if (problem) return await invalid(texts().form.errors[problem]);
  const done = await setPassword(context.pool, token, password);
  switch (done.tag) {
    case 'done':
      await endSession(context, reply);
      await setSessionCookie(reply, context, done);
      return await redirectAfterPassword(context, reply, done.token);
    case 'stale':
      return await render(context, reply.code(410), expiredPasswordLinkPage());
    case 'too_many':
      return await invalid(tooManyAttempts(reply, done));
  }
}

/** Redirects to the invitation in the cookie if it is still valid, else to the details where they lack something. */
async function redirectAfterPassword(context: PageContext, reply: FastifyReply, token: string): Promise<FastifyReply> {
  const cookie = invitationCookie(reply.request, context);
  if (cookie !== undefined) clearInvitationCookie(reply, context);
  const invitation = (await openInvitation(context.pool, cookie)) && cookie;
  if (invitation) return redirect(reply, '/link', { invitation, done: 'password_set' });
  const customer = await signedIn(context.pool, token);
  const lacking = customer !== undefined && lacksDetails(context, customer);
  return redirect(reply, lacking ? '/details' : '/my-cover', { done: 'password_set' });
}
