/** Texts of signing up, agreeing to a link, and reading terms. */
export const signUpText = {
  signUp: {
    title: 'Sign up',
    lead: (insurer: string) => `${insurer} covers you while you work. It takes a minute.`,
    leadWith: (provider: string, insurer: string) =>
      `${insurer} covers you while you work for ${provider}. It takes a minute.`,
    submit: 'Sign up',
    submitWith: 'Sign up and link',
    busy: 'Signing up…',
    haveAccount: 'Have an account?',
    logIn: 'Log in',
  },

  terms: {
    agree: (whose: string) => `I agree to the terms of ${whose}`,
    read: (whose: string) => `Read the terms of ${whose}`,
    version: (version: string) => `Version ${version}`,
    newTab: '(opens a new tab)',
    title: (whose: string) => `Terms of ${whose}`,
  },

  link: {
    title: (provider: string) => `Link ${provider}`,
    lead: (provider: string) => `So that you are covered while you work for ${provider}.`,
    workProvider: 'Work provider',
    driverId: 'Your driver ID there',
    customerNumber: 'Your customer number',
    sharingTitle: 'Who shares what',
    sharing: (provider: string, insurer: string, introduces: boolean) => [
      [
        `${provider} tells ${insurer}`,
        'when you log in and log out, under your driver ID. Nothing about your trips, places or pay.',
      ],
      [
        `${insurer} tells ${provider}`,
        introduces
          ? 'your customer number, email and phone number, so that they find you among their drivers. Nothing about your work for others.'
          : 'whether your customer number and email are right, if they ask. Nothing about your work for others.',
      ],
      ['You decide', 'and can end the link whenever you like. Cover for this work stops then.'],
    ],
    agree: 'Agree and link',
    busy: 'Linking…',
    decline: 'Decline',
    wrongId: (provider: string) => `Is that not your driver ID? Decline, and ask ${provider} for a new link.`,
  },
};
