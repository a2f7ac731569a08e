import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openInvitation } from '../../accounts/invitation.ts';
import { askForPassword, canSetPassword, setPassword } from '../../accounts/mailed.ts';
import { faultOfPassword } from '../../accounts/password.ts';
import { dropInvitation, keepInvitation, keepSignIn, keptInvitation } from '../door/cookies.ts';
import { endSignIn } from '../door/endSignIn.ts';
import { typedIn } from '../door/form.ts';
import { goTo } from '../door/goTo.ts';
import { limited } from '../door/limits.ts';
import { emailIn } from '../door/person.ts';
import { queried } from '../door/query.ts';
import { show, showAgain } from '../door/show.ts';
import { askToWait } from '../door/tooMany.ts';
import { whoIs } from '../door/whoIs.ts';
import type { Front } from '../front.ts';
import { words } from '../words/words.ts';
import { forgotPage, sentPage, setPasswordPage, stalePasswordPage } from './passwordPages.ts';

/** A password that was forgotten or never set: by way of a mail to a new one. */
export function forgotten(app: FastifyInstance, front: Front): void {
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

async function showForgot(front: Front, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = queried(request, 'invitation');
  const invitation = await openInvitation(front.pool, token);
  const page = forgotPage(invitation?.email ?? (await whoIs(front, request))?.email ?? '', invitation && token, {});
  return await show(front, request, reply, page);
}

/** The same answer whoever asks. The invitation waits in a cookie until they come back by the mail. */
async function takeForgot(front: Front, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const typed = typedIn(request);
  const email = emailIn(typed('email'));
  const invitation = typed('invitation') || undefined;
  if (email === undefined) {
    const page = forgotPage(typed('email'), invitation, { email: words.faults.email });
    return await showAgain(front, request, reply, page);
  }
  await askForPassword(front.pool, email, request.ip);
  if (invitation && (await openInvitation(front.pool, invitation))) keepInvitation(reply, front, invitation);
  return goTo(reply, '/forgot/sent');
}

async function takeNew(front: Front, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const [token, password] = [typedIn(request)('token'), typedIn(request)('password')];
  const again = async (fault: string) =>
    await showAgain(front, request, reply, setPasswordPage(token, { password: fault }));
  const fault = faultOfPassword(password);
  if (fault) return await again(words.faults[fault]);
  const done = await setPassword(front.pool, token, password);
  switch (done.tag) {
    case 'done':
      await endSignIn(front, request, reply);
      keepSignIn(reply, front, done.token);
      return await goOn(front, request, reply);
    case 'stale':
      return await show(front, request, reply.code(410), stalePasswordPage());
    case 'too_many':
      return await again(askToWait(reply, done));
  }
}

/** On with the link that led here, if it is still in force. */
async function goOn(front: Front, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const kept = keptInvitation(request, front);
  if (kept !== undefined) dropInvitation(reply, front);
  const invitation = (await openInvitation(front.pool, kept)) && kept;
  return goTo(reply, invitation ? '/link' : '/my-cover', { invitation, done: 'password_set' });
}
