import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { changePassword as change } from '../../accounts/mailed.ts';
import { faultOfPassword } from '../../accounts/password.ts';
import type { SignedIn } from '../../accounts/signingIn.ts';
import { keepSignIn } from '../door/cookies.ts';
import { typedIn } from '../door/form.ts';
import { goTo } from '../door/goTo.ts';
import { forSignedIn } from '../door/guard.ts';
import { limited } from '../door/limits.ts';
import { show, showAgain } from '../door/show.ts';
import { askToWait } from '../door/tooMany.ts';
import { type Faults, isFaulty } from '../frame/fields.ts';
import type { Front } from '../front.ts';
import { words } from '../words/words.ts';
import { changePasswordPage } from './passwordPages.ts';

/** A new password for whoever knows the old one. */
export function changePassword(app: FastifyInstance, front: Front): void {
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
  front: Front,
  person: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [old, wished] = [typedIn(request)('old_password'), typedIn(request)('new_password')];
  const again = async (faults: Faults) => await showAgain(front, request, reply, changePasswordPage(faults));
  const faults = faultsIn(old, wished);
  if (isFaulty(faults)) return await again(faults);
  const changed = await change(front.pool, person, old, wished);
  switch (changed.tag) {
    case 'done':
      keepSignIn(reply, front, changed.token);
      return goTo(reply, '/my-data', { done: 'password_changed' });
    case 'wrong':
      return await again({ old_password: words.faults.wrongPassword });
    case 'too_many':
      return await again({ old_password: askToWait(reply, changed) });
  }
}

function faultsIn(old: string, wished: string): Faults {
  const fault = faultOfPassword(wished);
  return {
    old_password: old === '' ? words.faults.noPassword : undefined,
    new_password: fault && words.faults[fault],
  };
}
