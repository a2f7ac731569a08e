/**
 * Every word of the pages on the way to being covered, in one place so that it can be translated. What a driver is
 * called by the insurer or a work provider comes in as an argument; nothing here names anyone.
 */
export const words = {
  language: 'en',

  frame: {
    skip: 'Skip to the page',
    pages: 'Your pages',
    logOut: 'Log out',
    faultyTitle: 'Error: ',
    places: [
      ['/my-cover', 'My cover'],
      ['/links', 'Work providers'],
      ['/my-data', 'My data'],
    ],
    contact: (insurer: string) => `Need help? Contact ${insurer}.`,
  },

  /** What has come of what was done on the page before: `?done=…`. */
  done: {
    linked: 'You are linked. Your shifts count from now on.',
    already_linked: 'You were linked already. Nothing has changed.',
    declined: 'You declined. Nothing has been shared or linked.',
    logged_out: 'You are logged out.',
    log_in_instead: 'If this address has an account already, log in here. We have also sent a mail to it.',
    verified: 'Your email address is confirmed.',
    verified_and_linked: 'Your email address is confirmed and you are linked. Your shifts count from now on.',
    verification_sent: 'We have sent another mail.',
    password_set: 'Your new password is set, and you are logged in.',
    password_changed: 'Your password is changed, and every other device is logged out.',
    link_ended: 'The link has ended. Cover for that work has stopped; your past shifts stay.',
    provider_refused: 'Noted. What they report no longer counts as your work.',
    provider_accepted: 'Noted. What they report counts as your work again.',
    introduced_again: 'We told them once more. If they do not find you, it will say so here.',
    account_closed: 'Your account is closed.',
  },

  fields: {
    name: 'Your full name',
    email: 'Email address',
    phone: 'Mobile number',
    phoneHint: 'Only for questions about your cover.',
    password: 'Password',
    newPassword: 'New password',
    oldPassword: 'Present password',
    passwordHint: 'At least 10 characters. Three random words work well.',
  },

  faults: {
    name: 'Enter your name.',
    nameTooLong: 'Enter a name of at most 200 characters.',
    email: 'Enter an email address like ana@example.com.',
    madeFor: (email: string) =>
      `The link you opened is for ${email}. Sign up with that address, or ask for a new link.`,
    phone: 'Enter a phone number with its digits, like 07700 900123.',
    noPassword: 'Enter your password.',
    too_short: 'Use at least 10 characters.',
    too_long: 'Use at most 200 characters.',
    too_common: 'That password is one of the first that anyone would try. Choose another.',
    agree: 'Tick the box if you agree. Without it we cannot insure you.',
    agreeToProvider: (provider: string) => `Tick the box if you agree. Without it we cannot link you to ${provider}.`,
    termsChanged: 'These terms changed while the page was open. Please look again and tick the box.',
    wrongLogIn: 'That email address and password do not match.',
    wrongPassword: 'That is not your present password.',
    tooMany: (minutes: number) => `Too many tries. Wait ${inMinutes(minutes)}, then try again.`,
  },

  signUp: {
    title: 'Sign up',
    lead: (insurer: string) => `${insurer} covers you while you work. It takes a minute.`,
    leadWith: (provider: string, insurer: string) =>
      `${insurer} covers you while you work for ${provider}. It takes a minute.`,
    submit: 'Sign up',
    submitWith: 'Sign up and link',
    haveAccount: 'Have an account?',
    logIn: 'Log in',
  },

  terms: {
    insurer: (insurer: string) => `I agree to the terms of ${insurer}`,
    provider: (provider: string) => `I agree to the terms of ${provider}`,
    read: (whose: string) => `Read the terms of ${whose}`,
    version: (version: string) => `Version ${version}`,
    newTab: '(opens a new tab)',
    title: (whose: string) => `Terms of ${whose}`,
  },

  logIn: {
    title: 'Log in',
    lead: (provider: string) => `Then you can link your work for ${provider}.`,
    submit: 'Log in',
    forgot: 'Forgotten your password, or never set one?',
    forgotLink: 'Get a mail to set it',
    noAccount: 'No account yet?',
    signUp: 'Sign up',
  },

  link: {
    title: (provider: string) => `Link ${provider}`,
    lead: (provider: string) => `So that you are covered while you work for ${provider}.`,
    workProvider: 'Work provider',
    driverId: 'Your driver ID there',
    customerNumber: 'Your customer number',
    you: 'You',
    shareTitle: 'Who shares what',
    shares: (provider: string, insurer: string, introduces: boolean) => [
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
    decline: 'Decline',
    wrongId: (provider: string) => `Is that not your driver ID? Decline, and ask ${provider} for a new link.`,
  },

  other: {
    title: 'You are logged in as someone else',
    text: (signedInAs: string, meantFor: string) => [
      `You are logged in as ${signedInAs}.`,
      `The link you opened is for ${meantFor}.`,
    ],
    switch: (email: string) => `Switch to ${email}`,
    stay: 'Stay, and do nothing',
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
    staleTitle: 'This link has been used or is too old',
    stale: ['A link to set a password works once, and only for a short while.'],
    again: 'Get a new mail',
  },

  changePassword: {
    title: 'Change your password',
    submit: 'Change password',
  },

  verify: {
    title: 'Confirm your email address',
    lead: (email: string) => `Is ${email} yours, and did you sign up? Then one tap is all we need.`,
    links: (provider: string, driverId: string) => `This also links you to ${provider}, with driver ID ${driverId}.`,
    notYou: 'If you did not sign up, close this page. Nothing happens then.',
    submit: 'Yes, confirm my address',
    staleTitle: 'This link has been used or is too old',
    stale: ['If your address is confirmed already, all is well. If not, log in and ask for a new mail.'],
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

  problem: {
    unknown_provider: {
      title: 'We do not know this work provider',
      text: [
        'The link names a company that we do not work with, or spells its name differently.',
        'Ask your work provider for a new link.',
      ],
    },
    incomplete: {
      title: 'Something is missing from this link',
      text: [
        'It does not say everything we need: your work provider, your driver ID and your email address.',
        'Open it again from where you got it, without changing it. If that does not help, ask your work provider for a new one.',
      ],
    },
    unreadable: {
      title: 'We cannot read this link',
      text: [
        'It looks damaged, as if it was cut off or changed on the way.',
        'Open it again from where you got it. If that does not help, ask your work provider for a new one.',
      ],
    },
    expired: {
      title: 'This link is too old',
      text: [
        'Your work provider made it to work for a certain time only, and that is over.',
        'Ask them for a new one: nothing is lost.',
      ],
    },
    forged: {
      title: 'This link is not genuine',
      text: [
        'It was changed after your work provider made it, or someone else made it. Nothing has been linked.',
        'Ask your work provider for a new one.',
      ],
    },
    unsigned: {
      title: 'This link lacks a signature',
      text: [
        'This work provider signs its links so that nobody can pretend to be you, and this one is not signed.',
        'Ask your work provider for a new one.',
      ],
    },
    stale: {
      title: 'That took too long',
      text: [
        'To keep you safe, what you opened is forgotten after half an hour.',
        'Open the link from your work provider again: nothing is lost.',
      ],
    },
    too_many: {
      title: 'Too many tries',
      text: ['Wait a few minutes, then open the link again.'],
    },
    taken: {
      title: 'This driver ID is linked to someone else',
      text: [
        'Nothing has been changed, and we have made a note of it.',
        'Check the driver ID in the app of your work provider. If it is wrong, ask them for a new link.',
      ],
      /** Said only where it is told how. */
      contact: 'If it is yours, contact us: we will find out whose it is.',
    },
    nobody_knows: {
      title: 'This link did not work',
      text: ['Open it again from where you got it, or ask your work provider for a new one.'],
    },
  },
  /** What a link was about, on a page that says why it did not work. */
  problemAbout: (provider: string, driverId: string) => `Work provider: ${provider}. Driver ID: ${driverId}.`,
  home: 'Go to the start',
  toMyCover: 'Go to my cover',

  fromElsewhere: {
    title: 'Please try that again',
    text: [
      'What you sent did not come from one of our pages, so we did nothing with it.',
      'Go back, load the page again, and send it once more.',
    ],
    next: [['/', 'Go to the start']],
  },
  notFound: {
    title: 'There is no such page',
    text: ['The address may be mistyped or cut off.'],
    next: [['/', 'Go to the start']],
  },
  tooManyTries: (minutes: number) => ({
    title: 'Too many tries',
    text: [`Wait ${inMinutes(minutes)}, then try again. Nothing you did is lost.`],
  }),
  unwell: {
    title: 'Something is wrong on our side',
    text: [
      'It is not you. We have made a note of it. Try again in a minute.',
      'Your cover does not depend on this page.',
    ],
    next: [['/', 'Try again']],
  },
  unusable: {
    title: 'We could not take that',
    text: ['What was sent is too large or not complete. Go back and try again.'],
    next: [['/', 'Go to the start']],
  },
} as const;

function inMinutes(minutes: number): string {
  return minutes <= 1 ? 'a minute' : `${minutes} minutes`;
}
