import { timeText } from './times.ts';

/** Texts of form fields, and the errors shown at them. */
export const formText = {
  /** Begins the title of a page with errors, and each error, for screen readers. */
  errorPrefix: 'Error: ',

  /** What a button says while its form is on the way. */
  busy: 'One moment…',

  fields: {
    name: 'Your full name',
    email: 'Email address',
    phone: 'Mobile number',
    nameHint: (insurer: string) => `Only ${insurer} sees it.`,
    emailHint: (insurer: string) =>
      `${insurer} writes to you there. A work provider who knows your customer number can check whether it is yours.`,
    phoneHint: 'For questions about your cover. A work provider gets it only where you agree to that.',
    phoneHintIntroduced: (workProvider: string) =>
      `For questions about your cover. ${workProvider} gets it too, to find you among its drivers.`,
    password: 'Password',
    newPassword: 'New password',
    oldPassword: 'Present password',
    passwordHint: 'At least 10 characters. Three random words work well.',
  },

  errors: {
    name: 'Enter your name.',
    nameTooLong: 'Enter a name of at most 200 characters.',
    email: 'Enter an email address like ana@example.com.',
    signedForOther: (email: string) =>
      `The link you opened is for ${email}. Sign up with that address, or ask for a new link.`,
    phone: 'Enter a phone number with its digits, like 07700 900123.',
    noPassword: 'Enter your password.',
    too_short: 'Use at least 10 characters.',
    too_long: 'Use at most 200 characters.',
    too_common: 'That password is one of the first that anyone would try. Choose another.',
    holds_known_words: 'Leave out your email address and the names of companies: anyone would try those.',
    sameAsOld: 'That is your present password. Choose another.',
    agree: 'Tick the box if you agree. Without it we cannot insure you.',
    agreeToProvider: (provider: string) => `Tick the box if you agree. Without it we cannot link you to ${provider}.`,
    termsChanged: 'These terms changed while the page was open. Please look again and tick the box.',
    wrongLogIn: 'That email address and password do not match.',
    wrongPassword: 'That is not your present password.',
    tooMany: (minutes: number) => `Too many tries. Wait ${timeText.waiting(minutes)}, then try again.`,
  },
};
