/** Texts of logging in, setting and changing a password, and verifying an email. */
export const signInText = {
  logIn: {
    title: 'Log in',
    lead: (provider: string) => `Then you can link your work for ${provider}.`,
    submit: 'Log in',
    busy: 'Logging in…',
    forgot: 'Forgotten your password, or never set one?',
    forgotLink: 'Get a mail to set it',
    noAccount: 'No account yet?',
    signUp: 'Sign up',
  },

  forgot: {
    title: 'Set a password',
    lead: 'Forgotten your password, or never set one? We send you a mail with a link to set it.',
    submit: 'Send me the mail',
    sentTitle: 'Look in your mail',
    sent: [
      'If there is an account for that address, a mail is on its way to it. Its link works once, for an hour.',
      'Nothing there after a few minutes? Look in the folder for spam, or check the address and ask again.',
    ],
    again: 'Ask again',
    logIn: 'Log in',
  },

  setPassword: {
    title: 'Choose a new password',
    submit: 'Set password',
    expiredTitle: 'This link has been used or is too old',
    expired: ['A link to set a password works once, and only for a short while.'],
    again: 'Get a new mail',
  },

  changePassword: {
    title: 'Change your password',
    submit: 'Change password',
  },

  verify: {
    title: 'Confirm your email address',
    lead: (email: string) => `Is ${email} yours, and did you sign up? Then one tap is all we need.`,
    leadAnew: (email: string) => `Is ${email} yours? Then confirm it, and choose a password.`,
    anew: 'You are not logged in here, so we cannot know who signed up with your address. If it was you in another browser, confirm there instead and nothing is lost. Confirming here ends every log-in and drops what was typed in: you give your name and number again, and open the link of your work provider again.',
    wrongAddress: 'Wrong address?',
    changeIt: 'Change it',
    links: (provider: string, driverId: string) => `This also links you to ${provider}, with driver ID ${driverId}.`,
    notYou: 'If you did not sign up, close this page. Nothing happens then.',
    submit: 'Yes, confirm my address',
    expiredTitle: 'This link has been used or is too old',
    expired: ['If your address is confirmed already, all is well. If not, log in and ask for a new mail.'],
    firstTitle: 'One more step: confirm your email',
    first: (email: string, provider: string | undefined) => [
      `We have sent a mail to ${email}. Open the link in it.`,
      provider === undefined
        ? 'You can look around until then.'
        : `As soon as you do, you are linked to ${provider}. Until then, your work for ${provider} is not covered.`,
    ],
    again: 'Send the mail again',
    toMyCover: 'Go to my cover',
  },
};
