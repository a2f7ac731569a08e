import type { Invitation } from '../../accounts/linking/invitation.ts';
import type { SignedIn } from '../../accounts/signIn.ts';
import { sameEmail } from '../../core/identifiers.ts';
import type { OwnPath } from '../http/redirect.ts';

/** Where a driver who was invited goes next: the contract's "correct next step". */
export function nextStep(
  invitation: Pick<Invitation, 'email'>,
  signedIn: Pick<SignedIn, 'email'> | undefined,
  isCustomer: boolean,
): OwnPath {
  if (signedIn) return sameEmail(signedIn.email, invitation.email) ? '/link' : '/link/other-account';
  return isCustomer ? '/log-in' : '/sign-up';
}
