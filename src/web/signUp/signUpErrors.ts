import type { Invitation } from '../../accounts/linking/invitation.ts';
import { passwordProblem } from '../../accounts/passwords/password.ts';
import { phoneNumberIn, sameEmail } from '../../core/identifiers.ts';
import { type FormFields, parseEmail, parseName } from '../http/formFields.ts';
import type { FieldErrors } from '../layout/formControls.ts';
import { formText } from '../text/form.ts';
import type { SignUpView } from './signUpPage.ts';
import { termsError } from './terms.ts';

const text = formText.errors;

/** The errors of a posted sign-up form. */
export function signUpErrors(
  fields: FormFields,
  { insurer, invited }: Pick<SignUpView, 'insurer' | 'invited'>,
): FieldErrors {
  const problem = passwordProblem(fields('password'));
  return {
    name: nameError(fields('name')),
    email: emailError(fields('email'), invited?.invitation),
    phone: phoneNumberIn(fields('phone')) === undefined ? text.phone : undefined,
    password: problem && text[problem],
    insurer_terms: termsError(fields('insurer_terms'), insurer, text.agree),
    provider_terms:
      invited && termsError(fields('provider_terms'), invited.terms, text.agreeToProvider(invited.terms.whose)),
  };
}

function nameError(name: string): string | undefined {
  if (name.trim() === '') return text.name;
  return parseName(name) === undefined ? text.nameTooLong : undefined;
}

/** The signature of a link is valid for its email only, so another email is an error. */
function emailError(value: string, invitation: Invitation | undefined): string | undefined {
  const email = parseEmail(value);
  if (email === undefined) return text.email;
  return invitation?.signed && !sameEmail(email, invitation.email) ? text.signedForOther(invitation.email) : undefined;
}
