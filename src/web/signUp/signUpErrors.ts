import type { Invitation } from '../../accounts/linking/invitation.ts';
import { passwordProblem } from '../../accounts/passwords/password.ts';
import { phoneNumberIn, sameEmail } from '../../core/identifiers.ts';
import { type FormFields, nameError, parseEmail } from '../http/formFields.ts';
import type { FieldErrors } from '../layout/formControls.ts';
import { termsError } from '../terms/terms.ts';
import { texts } from '../text/texts.ts';
import type { SignUpView } from './signUpPage.ts';

const text = () => texts().form.errors;

/** The errors of a posted sign-up form. */
export function signUpErrors(
  fields: FormFields,
  { insurer, invited }: Pick<SignUpView, 'insurer' | 'invited'>,
): FieldErrors {
  const problem = passwordProblem(
    fields('password'),
    [fields('email'), insurer.whose, invited?.invitation.workProviderName ?? ''].filter(Boolean),
  );
  return {
    name: nameError(fields('name')),
    email: emailError(fields('email'), invited?.invitation),
    phone: phoneNumberIn(fields('phone')) === undefined ? text().phone : undefined,
    password: problem && text()[problem],
    insurer_terms: termsError(fields('insurer_terms'), insurer, text().agree),
    provider_terms:
      invited && termsError(fields('provider_terms'), invited.terms, text().agreeToProvider(invited.terms.whose)),
  };
}

/** The signature of a link is valid for its email only, so another email is an error. */
function emailError(value: string, invitation: Invitation | undefined): string | undefined {
  const email = parseEmail(value);
  if (email === undefined) return text().email;
  return invitation?.signed && !sameEmail(email, invitation.email)
    ? text().signedForOther(invitation.email)
    : undefined;
}
