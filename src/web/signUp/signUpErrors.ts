import type { Invitation } from '../../accounts/linking/invitation.ts';
import { passwordProblem } from '../../accounts/passwords/password.ts';
import { sameEmail } from '../../core/identifiers.ts';
import type { Typed } from '../http/form.ts';
import { emailIn, nameIn, phoneIn } from '../http/person.ts';
import type { Faults } from '../layout/fields.ts';
import { words } from '../text/text.ts';
import { agreementError } from './agreement.ts';
import type { SignUpView } from './signUpPage.ts';

/** What is wrong with a sign-up form, by the field it stands beside. */
export function signUpErrors(typed: Typed, { insurer, invited }: Pick<SignUpView, 'insurer' | 'invited'>): Faults {
  const password = passwordProblem(typed('password'));
  return {
    name: nameFault(typed('name')),
    email: emailFault(typed('email'), invited?.invitation),
    phone: phoneIn(typed('phone')) === undefined ? words.faults.phone : undefined,
    password: password && words.faults[password],
    insurer_terms: agreementError(typed('insurer_terms'), insurer, words.faults.agree),
    provider_terms:
      invited &&
      agreementError(typed('provider_terms'), invited.provider, words.faults.agreeToProvider(invited.provider.whose)),
  };
}

function nameFault(text: string): string | undefined {
  if (text.trim() === '') return words.faults.name;
  return nameIn(text) === undefined ? words.faults.nameTooLong : undefined;
}

/** A signed link vouches for the address in it, and for no other that is typed over it. */
function emailFault(text: string, invitation: Invitation | undefined): string | undefined {
  const email = emailIn(text);
  if (email === undefined) return words.faults.email;
  return invitation?.signed && !sameEmail(email, invitation.email) ? words.faults.madeFor(invitation.email) : undefined;
}
