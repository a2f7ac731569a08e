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

/** All texts of the pages in English. The other languages have the same members. */
export const en = {
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

/** Every text of the pages in one language. A text that a language lacks is an error of types. */
export type Texts = Translated<typeof en>;

/** The same members with other words. */
type Translated<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Text
    ? (...values: Values) => Translated<Text>
    : { readonly [Key in keyof T]: Translated<T[Key]> };
