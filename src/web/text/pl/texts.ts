import type { Texts } from '../en/texts.ts';
import { accountText } from './account.ts';
import { coverText } from './cover.ts';
import { disputeText } from './dispute.ts';
import { formText } from './form.ts';
import { frontText } from './front.ts';
import { invitationText } from './invitation.ts';
import { layoutText } from './layout.ts';
import { proofText } from './proof.ts';
import { signInText } from './signIn.ts';
import { signUpText } from './signUp.ts';
import { timeText } from './times.ts';

/** All texts of the pages in Polish. */
export const pl: Texts = {
  account: accountText,
  cover: coverText,
  dispute: disputeText,
  form: formText,
  front: frontText,
  invitation: invitationText,
  layout: layoutText,
  proof: proofText,
  signIn: signInText,
  signUp: signUpText,
  times: timeText,
};
