/** The text of a mail: its subject, paragraphs before and after, and at most one button between them. */
export type MailText = {
  readonly subject: string;
  readonly before: readonly string[];
  readonly button?: { readonly label: string; readonly url: string };
  readonly after: readonly string[];
};

/** The texts of all mails, in one place so that they can be translated. */
export const mailTexts = {
  /** `name`: null where it must not be shown. */
  greeting: (name: string | null) => (name ? `Hello ${name},` : 'Hello,'),

  verifyEmail: (insurer: string, url: string, awaited: readonly string[]): MailText => ({
    subject: `${insurer}: is this your email address?`,
    before: [
      `Somebody, most likely you, signed up with ${insurer} under this email address. Please confirm that it is yours.`,
      ...(awaited.length > 0 ? [`With that, you are linked to ${[...new Set(awaited)].join(', ')}.`] : []),
    ],
    button: { label: 'Yes, this is my email address', url },
    after: [
      'The link works for three days, and once.',
      'If it was not you, do nothing: the address stays unconfirmed.',
    ],
  }),

  setPassword: (insurer: string, url: string): MailText => ({
    subject: `${insurer}: set a new password`,
    before: [`Somebody, most likely you, asked to set a new password with ${insurer}.`],
    button: { label: 'Set a new password', url },
    after: ['The link works for one hour, and once.', 'If it was not you, do nothing: your password stays as it is.'],
  }),

  signedUpBefore: (insurer: string, url: string): MailText => ({
    subject: `${insurer}: you have an account already`,
    before: [
      `Somebody, most likely you, just tried to sign up with ${insurer} under this email address. It has an account already, so no new one was made.`,
    ],
    button: { label: 'Log in, or set a new password', url },
    after: ['If it was not you, there is nothing you need to do.'],
  }),

  passwordChanged: (insurer: string, url: string): MailText => ({
    subject: `${insurer}: your password was changed`,
    before: [`The password of your account with ${insurer} was just changed, and every other device was logged out.`],
    button: { label: 'It was not me: set a new password', url },
    after: ['If it was you, there is nothing you need to do.'],
  }),

  endpointPaused: (insurer: string, url: string, gone: boolean): MailText => ({
    subject: `${insurer}: a web hook endpoint is paused`,
    before: [
      gone
        ? `The endpoint ${url} answered 410, which says that it wants nothing more. So it is paused.`
        : `Nothing could be delivered to the endpoint ${url} for a day. So it is paused.`,
      'What it misses meanwhile is kept for 30 days.',
    ],
    after: [
      'Its deliveries, each with its attempts, are at GET /v1/deliveries. When it works again, resume it with PATCH /v1/endpoints/{id} and {"paused": false}: what was held is then sent.',
    ],
  }),
};
