import type { OPTIONAL_MAILS } from '../../../store/jobs.ts';

/** Texts of the pages about work providers, the driver's data, the time zone, and closing an account. */
export const accountText = {
  links: {
    title: 'Work providers',
    lead: 'Who may tell us when you are at work.',
    linkedTitle: 'Linked to you',
    driverId: (driverId: string) => `Driver ID ${driverId}`,
    since: (date: string) => `since ${date}`,
    from: (date: string) => `from ${date}`,
    period: (from: string, to: string) => `${from} to ${to}`,
    end: 'End this link',
    endOf: (workProvider: string, driverId: string) => `(${workProvider}, driver ID ${driverId})`,
    endTitle: (workProvider: string) => `End your link with ${workProvider}?`,
    endText: (workProvider: string, driverId: string) => [
      `What ${workProvider} reports about driver ID ${driverId} stops counting as your work, and cover for it stops at once, even in the middle of a shift.`,
      'Your past shifts and cover stay as they are. To begin again you need a new link from them.',
    ],
    endYes: 'Yes, end it',
    endNo: 'No, keep it',
    contestedTitle: (driverId: string, workProvider: string) =>
      `Driver ID ${driverId} at ${workProvider} is claimed by someone else`,
    contested: (date: string) => `Since ${date}. Work under it is not insured for you while that is so.`,
    contestedContact: (insurer: string, ways: string) =>
      `If it is yours, contact ${insurer}: ${ways}. We find out whose it is.`,
    notMine: 'It is not mine',
    unreported: (workProvider: string) =>
      `${workProvider} has not reported anything under this driver ID yet. Check that it is the one in their app.`,
    endedTitle: 'Ended links',
    awaitedTitle: 'Waiting for your email address to be confirmed',
    none: 'No work provider is linked to you. Open the link that your work provider gave you.',
    byCustomerNumberTitle: 'Report by your customer number',
    byCustomerNumberLead:
      'They need no link: they name your customer number. If you do not work for one of them, say so.',
    lastReport: (when: string) => `Last report: ${when}.`,
    optOut: "I don't work for them",
    optIn: 'I do after all',
    optedOutSince: (date: string) =>
      `You said on ${date} that you don't work for them. What they report gives you no cover.`,
  },

  introductions: {
    unknown: (workProvider: string) =>
      `${workProvider} does not find you among their drivers by your email address. Ask them which address they have for you, then try again. What they report under your driver ID counts all the same.`,
    no_answer: (workProvider: string) =>
      `${workProvider} did not answer when we told them who you are. What they report under your driver ID counts all the same.`,
    taken: (workProvider: string) =>
      `${workProvider} named another driver ID for you, which belongs to someone else, so it was not linked. Ask them to check it.`,
    again: 'Try again',
  },

  myData: {
    title: 'My data',
    lead: (insurer: string) => `What ${insurer} keeps about you.`,
    customerNumber: 'Customer number',
    name: 'Name',
    email: 'Email address',
    confirmed: 'confirmed',
    notConfirmed: 'not confirmed',
    phone: 'Mobile number',
    notGiven: 'not given',
    since: 'Customer since',
    download: 'Download everything',
    downloadContents:
      'One file (JSON) with all of the above and below, your links, every login and logout that was reported about you, your shifts and cover, and who looked you up or changed something.',
    agreementsTitle: 'What you agreed to',
    noAgreements: 'Nothing yet.',
    agreed: (whose: string, version: string | undefined, date: string) =>
      [`Terms of ${whose}`, ...(version === undefined ? [] : [`version ${version}`]), `on ${date}`].join(', '),
    sessionsTitle: 'Where you are logged in',
    session: (began: string, seen: string) => `Since ${began}; last seen ${seen}`,
    thisDevice: '(this device)',
    logOutDevice: 'Log it out',
    sessionsEnd:
      'Each ends after 30 days without use, and after 90 days at the latest. Changing your password logs out every other device.',
    changeTitle: 'Change something',
    changeDetails: 'Change my name, phone or email',
    changePassword: 'Change my password',
    closeAccount: 'Close my account',
  },

  details: {
    title: 'My details',
    firstTitle: 'Are these right?',
    firstLead: (insurer: string) => `${insurer} needs these once, to know whom it insures.`,
    submit: 'Save',
    firstSubmit: 'This is right',
    emailTitle: 'My email address',
    emailLead: (email: string) => `Now: ${email}. We mail a link to the new address; it changes once you open that.`,
    newEmail: 'New email address',
    emailSubmit: 'Send the link',
    same: 'That is your email address already.',
    mailsTitle: 'Mails about my account',
    mailsLead: 'Tell me by mail when …',
    mails: {
      linked: 'I am linked to a work provider',
      link_ended: 'a link ends',
      reported_by_number: 'a work provider first reports my work by my customer number',
      new_device: 'someone logs in from a new device',
      details_changed: 'my name or phone number changes',
    } satisfies Record<(typeof OPTIONAL_MAILS)[number], string>,
    mailsSubmit: 'Save',
    confirmTitle: 'Use this email address?',
    confirm: (email: string) => [`From now on you log in with ${email}, and our mails go there.`],
    confirmSubmit: 'Yes, use it',
    expiredTitle: 'This link has been used or is too old',
    expired: ['Your email address is as it was. Ask for a new link if you still want to change it.'],
    notice: 'Please check your details and the terms.',
    noticeLink: 'Check them now',
  },

  timeZone: {
    title: 'Your time zone',
    lead: 'We show your shifts by this clock. It changes nothing about your cover.',
    label: 'Time zone',
    hint: 'Type a city, such as Warsaw, and choose. Empty: the zone of your work provider.',
    submit: 'Save',
    unknown: 'Choose a time zone from the list.',
  },

  closeAccount: {
    title: 'Close your account',
    lead: 'Your cover stops at once, for all work providers. This cannot be undone.',
    erasedTitle: 'What we erase',
    erased: ['Your name, email address and phone number', 'Your password, and every login on every device'],
    keptTitle: 'What we have to keep',
    kept: [
      'Your customer number, without your name',
      'The logins and logouts that were reported, with the driver IDs they name',
      'Your shifts, your periods of cover, your links and your agreements to terms',
      'The log of who did what, such as this closing of your account',
    ],
    why: (insurer: string) =>
      `The law makes an insurer keep these: ${insurer} must be able to prove, years later, whether there was cover at the moment of an accident.`,
    downloadFirst: 'Download everything about you first',
    submit: 'Close my account for good',
    cancel: 'Keep my account',
    closedTitle: 'Your account is closed',
    closed: (insurer: string) => [
      'Your name, email address, phone number and password are erased, and you are logged out everywhere. You are no longer covered.',
      `What ${insurer} must keep stays under your customer number alone: reported logins and logouts, shifts, cover, links, agreements.`,
    ],
  },
};
