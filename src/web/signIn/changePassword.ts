import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { changePassword as change } from '../../accounts/passwordChange.ts';
import { passwordProblem } from '../../accounts/passwords/password.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { formFields } from '../http/form.ts';
import { forSignedIn } from '../http/guard.ts';
import { askToWait, limited } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { renderInvalid, show } from '../http/render.ts';
import { type Faults, isFaulty } from '../layout/fields.ts';
import { words } from '../text/text.ts';
import { changePasswordPage } from './passwordPages.ts';

/** A new password for whoever knows the old one. */
export function changePassword(app: FastifyInstance, front: PageContext): void {
  app.get(
    '/change-password',
    forSignedIn(front, async (_person, request, reply) => {
      return await show(front, request, reply, changePasswordPage({}));
    }),
  );
  app.post(
    '/change-password',
    { config: limited(front) },
    forSignedIn(front, async (person, request, reply) => await take(front, person, request, reply)),
  );
}

async function take(
  front: PageContext,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [old, wished] = [formFields(request)('old_password'), formFields(request)('new_password')];
  const again = async (faults: Faults) => await renderInvalid(front, request, reply, changePasswordPage(faults));
  const faults = faultsIn(old, wished);
  if (isFaulty(faults)) return await again(faults);
  const changed = await change(front.pool, person, old, wished);
  switch (changed.tag) {
    case 'done':
      setSessionCookie(reply, front, changed.token);
      return redirect(reply, '/my-data', { done: 'password_changed' });
    case 'wrong':
      return await again({ old_password: words.faults.wrongPassword });
    case 'too_many':
      return await again({ old_password: askToWait(reply, changed) });
  }
}

function faultsIn(old: string, wished: string): Faults {
  const fault = passwordProblem(wished);
  return {
    old_password: old === '' ? words.faults.noPassword : undefined,
    new_password: fault && words.faults[fault],
  };
}
