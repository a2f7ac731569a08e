import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openInvitation } from '../../accounts/linking/invitation.ts';
import { canSetPassword, requestPasswordMail, setPassword } from '../../accounts/passwordChange.ts';
import { passwordProblem } from '../../accounts/passwords/password.ts';
import type { PageContext } from '../context.ts';
import { clearInvitationCookie, invitationCookie, setInvitationCookie, setSessionCookie } from '../http/cookies.ts';
import { formFields } from '../http/form.ts';
import { askToWait, limited } from '../http/limits.ts';
import { emailIn } from '../http/person.ts';
import { queried } from '../http/query.ts';
import { redirect } from '../http/redirect.ts';
import { renderInvalid, show } from '../http/render.ts';
import { currentCustomer, endSignIn } from '../http/session.ts';
import { words } from '../text/text.ts';
import { forgotPage, sentPage, setPasswordPage, stalePasswordPage } from './passwordPages.ts';

/** A password that was forgotten or never set: by way of a mail to a new one. */
export function forgotten(app: FastifyInstance, front: PageContext): void {
  const config = limited(front);
  app.get('/forgot', async (request, reply) => await showForgot(front, request, reply));
  app.post('/forgot', { config }, async (request, reply) => await takeForgot(front, request, reply));
  app.get('/forgot/sent', async (request, reply) => await show(front, request, reply, sentPage()));
  app.get('/set-password', async (request, reply) => {
    const token = queried(request, 'token') ?? '';
    if (await canSetPassword(front.pool, token)) return await show(front, request, reply, setPasswordPage(token, {}));
    return await show(front, request, reply.code(410), stalePasswordPage());
  });
  app.post('/set-password', { config }, async (request, reply) => await takeNew(front, request, reply));
}

async function showForgot(front: PageContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = queried(request, 'invitation');
  const invitation = await openInvitation(front.pool, token);
  const page = forgotPage(
    invitation?.email ?? (await currentCustomer(front, request))?.email ?? '',
    invitation && token,
    {},
  );
  return await show(front, request, reply, page);
}

/** The same answer whoever asks. The invitation waits in a cookie until they come back by the mail. */
async function takeForgot(front: PageContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const typed = formFields(request);
  const email = emailIn(typed('email'));
  const invitation = typed('invitation') || undefined;
  if (email === undefined) {
    const page = forgotPage(typed('email'), invitation, { email: words.faults.email });
    return await renderInvalid(front, request, reply, page);
  }
  await requestPasswordMail(front.pool, email, request.ip);
  if (invitation && (await openInvitation(front.pool, invitation))) setInvitationCookie(reply, front, invitation);
  return redirect(reply, '/forgot/sent');
}

async function takeNew(front: PageContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const [token, password] = [formFields(request)('token'), formFields(request)('password')];
  const again = async (fault: string) =>
    await renderInvalid(front, request, reply, setPasswordPage(token, { password: fault }));
  const fault = passwordProblem(password);
  if (fault) return await again(words.faults[fault]);
  const done = await setPassword(front.pool, token, password);
  switch (done.tag) {
    case 'done':
      await endSignIn(front, request, reply);
      setSessionCookie(reply, front, done.token);
      return await goOn(front, request, reply);
    case 'stale':
      return await show(front, request, reply.code(410), stalePasswordPage());
    case 'too_many':
      return await again(askToWait(reply, done));
  }
}

/** On with the link that led here, if it is still in force. */
async function goOn(front: PageContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const kept = invitationCookie(request, front);
  if (kept !== undefined) clearInvitationCookie(reply, front);
  const invitation = (await openInvitation(front.pool, kept)) && kept;
  return redirect(reply, invitation ? '/link' : '/my-cover', { invitation, done: 'password_set' });
}
