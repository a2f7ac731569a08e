import type { FastifyInstance, FastifyReply } from 'fastify';
import { changePassword } from '../../accounts/passwordChange.ts';
import { passwordProblem } from '../../accounts/passwords/password.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import type { PageContext } from '../context.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { formFields } from '../http/formFields.ts';
import { formLimit, tooManyAttempts } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { render, renderInvalid } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { type FieldErrors, hasErrors } from '../layout/formControls.ts';
import { texts } from '../text/texts.ts';
import { changePasswordPage } from './passwordPages.ts';

/** The page on which a signed-in customer changes the password. It asks for the old one. */
export function changePasswordRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/change-password',
    signedInOnly(context, async ({ email }, _request, reply) => {
      return await render(context, reply, changePasswordPage(email, {}));
    }),
  );
  app.post(
    '/change-password',
    { config: formLimit(context) },
    signedInOnly(context, async (customer, _request, reply) => await submit(context, customer, reply)),
  );
}

async function submit(context: PageContext, customer: SignedIn, reply: FastifyReply): Promise<FastifyReply> {
  const fields = formFields(reply.request);
  const [oldPassword, newPassword] = [fields('old_password'), fields('new_password')];
  const invalid = async (errors: FieldErrors) =>
    await renderInvalid(context, reply, changePasswordPage(customer.email, errors));
  const errors = errorsIn(oldPassword, newPassword, [customer.email, context.insurer.name]);
  if (hasErrors(errors)) return await invalid(errors);
  const changed = await changePassword(context.pool, customer, oldPassword, newPassword);
  switch (changed.tag) {
    case 'done':
      await setSessionCookie(reply, context, { ...customer, token: changed.token });
      return redirect(reply, '/my-data', { done: 'password_changed' });
    case 'wrong':
      return await invalid({ old_password: texts().form.errors.wrongPassword });
    case 'too_many':
      return await invalid({ old_password: tooManyAttempts(reply, changed) });
  }
}

function errorsIn(oldPassword: string, newPassword: string, known: readonly string[]): FieldErrors {
  const problem = passwordProblem(newPassword, known);
  const isSame = newPassword !== '' && newPassword === oldPassword;
  return {
    old_password: oldPassword === '' ? texts().form.errors.noPassword : undefined,
    new_password: isSame ? texts().form.errors.sameAsOld : problem && texts().form.errors[problem],
  };
}
