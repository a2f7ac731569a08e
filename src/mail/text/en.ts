import type { Terms } from '../../core/insurer.ts';
import { type Contact, type MailText, waysTo } from './mailText.ts';

/** The texts of all mails to customers, in English. The other languages have the same members. */
export const en = {
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

  changeEmail: (insurer: string, url: string): MailText => ({
    subject: `${insurer}: confirm your new email address`,
    before: [
      `Somebody, most likely you, asked ${insurer} to write to this address from now on. Please confirm it where you are logged in.`,
    ],
    button: { label: 'Use this address', url },
    after: ['The link works for three days, and once.', 'If it was not you, do nothing: nothing changes then.'],
  }),

  emailChanged: (insurer: Contact): MailText => ({
    subject: `${insurer.name}: your email address was changed`,
    before: [`${insurer.name} now writes to another address of yours, and you log in with that one.`],
    after: [`If it was not you, ${contactText(insurer)} at once.`],
  }),

  detailsChanged: (insurer: Contact, url: string): MailText => ({
    subject: `${insurer.name}: your details were changed`,
    before: ['Your name or phone number was just changed.'],
    button: { label: 'Look at my details', url },
    after: [`If it was not you, ${contactText(insurer)}.`],
  }),

  disputeAnswered: (insurer: Contact, url: string): MailText => ({
    subject: `${insurer.name}: an answer to what you reported`,
    before: ['You said that something about your shifts was wrong. There is an answer now.'],
    button: { label: 'Read the answer', url },
    after: [`If you do not agree with it, ${contactText(insurer)}.`],
  }),

  linked: ({ name }: Contact, workProvider: string, url: string): MailText => ({
    subject: `${name}: you are linked to ${workProvider}`,
    before: [`From now on ${name} covers you while ${workProvider} reports that you are at work.`],
    button: { label: 'Look at my work providers', url },
    after: ['If you do not work for them, end the link there.'],
  }),

  link_ended: (insurer: Contact, workProvider: string, url: string): MailText => ({
    subject: `${insurer.name}: your link with ${workProvider} has ended`,
    before: [`What ${workProvider} reports no longer gives you cover under that driver ID.`],
    button: { label: 'Look at my work providers', url },
    after: [`If you still work for them, ask them for a new link, or ${contactText(insurer)}.`],
  }),

  driver_id_contested: (insurer: Contact, workProvider: string, url: string): MailText => ({
    subject: `${insurer.name}: someone else has your driver ID at ${workProvider}`,
    before: [
      `A driver ID at ${workProvider} that you said is yours belongs to someone else. Work under it is not insured for you.`,
    ],
    button: { label: 'Look at it', url },
    after: [`If it is yours, ${contactText(insurer)}: we find out whose it is.`],
  }),

  reported_by_number: (insurer: Contact, workProvider: string, url: string): MailText => ({
    subject: `${insurer.name}: ${workProvider} reports your work`,
    before: [`${workProvider} has begun to report your work by your customer number. It gives you cover.`],
    button: { label: 'I do not work for them', url },
    after: ['If you work for them, there is nothing you need to do.'],
  }),

  suspended: (insurer: Contact, url: string): MailText => ({
    subject: `${insurer.name}: your cover is suspended`,
    before: ['Your cover is suspended. While it is, work is not insured.'],
    button: { label: 'Look at my cover', url },
    after: [`To learn why and what to do, ${contactText(insurer)}.`],
  }),

  resumed: ({ name }: Contact, url: string): MailText => ({
    subject: `${name}: your cover goes on`,
    before: [
      'The suspension of your cover has ended, or ends at a set time. “My cover” says whether you are covered now.',
    ],
    button: { label: 'Look at my cover', url },
    after: [],
  }),

  newDevice: (insurer: Contact, url: string): MailText => ({
    subject: `${insurer.name}: a log-in from a new device`,
    before: ['Somebody, most likely you, just logged in to your account in a browser that was not used for it before.'],
    button: { label: 'It was not me: change my password', url },
    after: ['Changing it logs out every other device. If it was you, there is nothing you need to do.'],
  }),

  accountClosed: (insurer: Contact): MailText => ({
    subject: `${insurer.name}: your account is closed`,
    before: ['Your account is closed, as you asked, and you are no longer covered. This is our last mail to you.'],
    after: [`If it was not you, ${contactText(insurer)} at once.`],
  }),

  agreed: ({ name }: Contact, whose: string, { version, text }: Terms): MailText => ({
    subject: `${name}: what you agreed to`,
    before: [`You agreed to the terms of ${whose}, version ${version}. This is their text, for your records:`],
    after: text.split(/\n\s*\n/),
  }),
};

/** The text of every mail to customers in one language. A text that a language lacks is an error of types. */
export type MailTexts = typeof en;

/** `tell Fairway Mutual (+44 20 7946 0018)`: completes "If it was not you, ". */
function contactText(contact: Contact): string {
  const ways = waysTo(contact, ' or ');
  return ways === '' ? `tell ${contact.name}` : `tell ${contact.name} (${ways})`;
}
