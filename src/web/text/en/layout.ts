import { timeText } from './times.ts';

/** Texts of the layout, and of the messages that can follow any page. The insurer's name is always an argument. */
export const layoutText = {
  skip: 'Skip to the page',
  navigation: 'Your pages',
  aboutUs: 'About this insurance',
  logOut: 'Log out',
  places: [
    ['/my-cover', 'My cover'],
    ['/links', 'Work providers'],
    ['/my-data', 'My data'],
  ],
  languageTitle: 'Language',
  ownName: 'English',
  contact: (insurer: string) => `Need help? Contact ${insurer}.`,

  /** Flash messages, by the value of the query parameter `done`. */
  done: {
    linked: 'You are linked. Your shifts count from now on.',
    already_linked: 'You were linked already. Nothing has changed.',
    declined: 'You declined. Nothing has been shared or linked.',
    logged_out: 'You are logged out.',
    log_in_instead: 'If this address has an account already, log in here. We have also sent a mail to it.',
    verified: 'Your email address is confirmed.',
    verified_and_linked: 'Your email address is confirmed and you are linked. Your shifts count from now on.',
    verification_sent: 'We have sent another mail.',
    proven: 'Your email address is confirmed. Now choose a password of your own.',
    details_saved: 'Your details are saved.',
    email_asked: 'We have sent a mail to the new address. It changes once you open the link in it.',
    email_changed: 'Your email address is changed.',
    password_set: 'Your new password is set, and you are logged in.',
    password_changed: 'Your password is changed, and every other device is logged out.',
    not_mine: 'Noted. We do not show that driver ID to you any more.',
    mails_saved: 'Noted. Mails that the law wants, or that protect your account, still come.',
    device_logged_out: 'That device is logged out.',
    link_ended: 'The link has ended. Cover for that work has stopped; your past shifts stay.',
    provider_refused: 'Noted. What they report no longer counts as your work.',
    provider_accepted: 'Noted. What they report counts as your work again.',
    introduced_again: 'We told them once more. If they do not find you, it will say so here.',
    dispute_opened: 'Sent. We look into it; the answer will stand here.',
    account_closed: 'Your account is closed.',
  },

  foreignForm: {
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
  tooManyRequests: (minutes: number) => ({
    title: 'Too many tries',
    text: [`Wait ${timeText.waiting(minutes)}, then try again. Nothing you did is lost.`],
  }),
  serverError: {
    title: 'Something is wrong on our side',
    text: [
      'It is not you. We have made a note of it. Try again in a minute.',
      'Your cover does not depend on this page.',
    ],
    next: [['/', 'Try again']],
  },
  badRequest: {
    title: 'We could not take that',
    text: ['What was sent is too large or not complete. Go back and try again.'],
    next: [['/', 'Go to the start']],
  },
} as const;
