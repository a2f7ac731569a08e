import type { GapReason } from '../../core/cover/cover.ts';
import type { Till } from '../../core/cover/shiftPieces.ts';

/** Every word of "my cover", "work providers", "my data" and closing an account, in one place. */
export const myCoverWords = {
  locale: 'en-GB',
  yesterday: 'yesterday',
  tomorrow: 'tomorrow',
  /** A number and its unit never stand on two lines. */
  lessThanAMinute: 'under 1\u00a0min',
  hours: (count: number) => `${count}\u00a0h`,
  minutes: (count: number) => `${count}\u00a0min`,

  now: {
    title: 'My cover',
    covered: 'You are covered now',
    notCovered: 'You are not covered now',
    undetermined: 'We cannot tell whether you are covered now',
    doubtful:
      'A time that was reported lies in the hour in which the clocks went back, and may mean either of two times.',
    through: (workProvider: string, since: string) => `through ${workProvider} since ${since}`,
    and: ' and ',
    until: (at: string) => `Until your logout is reported; at the latest until ${at}.`,
    todo: 'What to do',
    refresh: 'Refresh',
    asOf: (time: string) => `As of ${time}.`,
    stale: 'No connection: this may be out of date.',
  },

  /** Why someone is not covered, and what they can do about it. */
  hindrance: {
    suspended: (since: string, canContactUs: boolean) => ({
      why: `Your cover has been suspended since ${since}. Work is not insured while it is.`,
      todo: canContactUs ? 'Contact us: we tell you what is needed to lift it.' : undefined,
    }),
    refused: ({ workProvider }: { readonly workProvider: string }) => ({
      why: `${workProvider} reports that you are at work, but you told us that you do not work for them.`,
      todo: `If you do, say so below under “Work providers”.`,
    }),
    link_ended: ({ workProvider }: { readonly workProvider: string }) => ({
      why: `You are at work for ${workProvider}, but your link with them has ended.`,
      todo: `Ask ${workProvider} for a new link and agree to it.`,
    }),
    work_provider_ended: ({ workProvider }: { readonly workProvider: string }) => ({
      why: `You are at work for ${workProvider}, who no longer works with us. This work is not insured.`,
      todo: undefined,
    }),
    not_a_customer_yet: ({ workProvider }: { readonly workProvider: string }) => ({
      why: `You are at work for ${workProvider}, and your insurance has not begun yet.`,
      todo: undefined,
    }),
    not_linked: ({ workProvider }: { readonly workProvider: string }) => ({
      why: `You are at work for ${workProvider}, but your link with them has not begun.`,
      todo: `Ask ${workProvider} for a link and agree to it.`,
    }),
  },
  notAtWork: (workProviders: string) => ({
    why: `${workProviders} has not told us that you are at work.`,
    todo: 'Log in to work in their app. Cover begins with the login that they report, usually within seconds.',
  }),
  noneAtWork: (workProviders: string) => ({
    why: `None of your work providers has told us that you are at work: ${workProviders}.`,
    todo: 'Log in to work in their app. Cover begins with the login that they report, usually within seconds.',
  }),
  awaitingEmail: (workProvider: string) => ({
    why: `Your link with ${workProvider} waits until you confirm your email address.`,
    todo: 'Open the link in the mail that we sent you.',
  }),
  nobodyReports: {
    why: 'No work provider is linked to you.',
    todo: 'Open the link that your work provider gave you, or give them your customer number.',
  },

  week: {
    heading: 'Week',
    number: (week: number) => `Week ${week}`,
    previous: 'Previous week',
    next: 'Next week',
    thisWeek: 'This week',
    redirect: 'Go to the week of',
    go: 'Show',
    worked: 'At work',
    covered: 'Covered',
    notCovered: 'Not covered',
    legend: 'How to read the picture',
    shift: 'at work',
    cover: 'covered',
    gap: 'not covered',
    now: (time: string) => `now ${time}`,
    picture: (week: string, worked: string, covered: string) =>
      `Picture of ${week}: at work ${worked}, covered ${covered}. The table below says the same.`,
    allCovered: (worked: string) => `${worked}, all covered`,
    partCovered: (covered: string, worked: string) => `${covered} of ${worked} covered`,
    clocksForward: 'clocks go forward',
    clocksBack: 'clocks go back',
    more: (count: number) => `and ${count} more, see the table`,
    empty: 'No shifts in this week.',
    nothingYet: 'No shifts in this week yet.',
    soon: 'We are bringing this week up to date. It will be complete in a moment.',
    setAside: 'Something that was reported could not be worked in yet. We know about it; nothing is lost.',
  },

  table: {
    caption: (week: string) => `Shifts and cover, ${week}`,
    day: 'Day',
    work: 'At work',
    cover: 'Covered',
    all: 'all of it',
    none: 'no',
  },

  /** How a piece of a shift ended, where a logout did not end it. */
  till: {
    logout: '',
    limit: 'no logout came: ended at the longest shift',
    now: 'still at work',
    midnight: 'goes on the next day',
    passed_on: 'the driver ID passed on',
  } satisfies Record<Till, string>,

  /** Why work went without cover, in two or three words. */
  gap: {
    not_a_customer_yet: 'before you joined',
    work_provider_ended: 'they have left us',
    not_linked: 'not linked yet',
    link_ended: 'link had ended',
    linked_to_another: 'linked to someone else',
    suspended: 'cover suspended',
    refused: 'you do not work for them',
  } satisfies Record<GapReason, string>,

  number: {
    heading: 'Your customer number',
    purpose: 'Give it to a work provider who asks for it: they can then report your shifts under it, without a link.',
    copy: 'Copy',
    copied: 'Copied',
  },

  zone: {
    told: (timeZone: string) => `Times are those of ${timeZone}.`,
    change: 'Change',
    title: 'Your time zone',
    lead: 'We show your shifts by this clock. It changes nothing about your cover.',
    label: 'Time zone',
    theirs: 'That of my work provider',
    submit: 'Save',
    unknown: 'Choose a time zone from the list.',
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
  links: {
    title: 'Work providers',
    lead: 'Who may tell us when you are at work.',
    linked: 'Linked to you',
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
    ended: 'Ended links',
    awaited: 'Waiting for your email address to be confirmed',
    none: 'No work provider is linked to you. Open the link that your work provider gave you.',
    byNumber: 'Report by your customer number',
    byNumberLead: 'They need no link: they name your customer number. If you do not work for one of them, say so.',
    lastReport: (when: string) => `Last report: ${when}.`,
    refuse: "I don't work for them",
    accept: 'I do after all',
    refusedSince: (date: string) =>
      `You said on ${date} that you don't work for them. What they report gives you no cover.`,
  },

  data: {
    title: 'My data',
    lead: (insurer: string) => `What ${insurer} keeps about you.`,
    number: 'Customer number',
    name: 'Name',
    email: 'Email address',
    confirmed: 'confirmed',
    notConfirmed: 'not confirmed',
    phone: 'Mobile number',
    notGiven: 'not given',
    since: 'Customer since',
    download: 'Download everything',
    downloadHolds:
      'One file (JSON) with all of the above and below, your links, every login and logout that was reported about you, your shifts and cover, and who looked you up or changed something.',
    agreements: 'What you agreed to',
    noAgreements: 'Nothing yet.',
    agreed: (whose: string, version: string | undefined, date: string) =>
      [`Terms of ${whose}`, ...(version === undefined ? [] : [`version ${version}`]), `on ${date}`].join(', '),
    signIns: 'Where you are logged in',
    signIn: (began: string, seen: string) => `Since ${began}; last seen ${seen}`,
    signInsEnd: 'Changing your password logs out every other device.',
    change: 'Change something',
    password: 'Change my password',
    close: 'Close my account',
  },

  closing: {
    title: 'Close your account',
    lead: 'Your cover stops at once, for all work providers. This cannot be undone.',
    goes: 'What we erase',
    erased: ['Your name, email address and phone number', 'Your password, and every login on every device'],
    stays: 'What we have to keep',
    kept: [
      'Your customer number, without your name',
      'The logins and logouts that were reported, with the driver IDs they name',
      'Your shifts, your periods of cover, your links and your agreements to terms',
      'The log of who did what, such as this closing of your account',
    ],
    why: (insurer: string) =>
      `The law makes an insurer keep these: ${insurer} must be able to prove, years later, whether there was cover at the moment of an accident.`,
    firstDownload: 'Download everything about you first',
    submit: 'Close my account for good',
    keep: 'Keep my account',
    doneTitle: 'Your account is closed',
    done: (insurer: string) => [
      'Your name, email address, phone number and password are erased, and you are logged out everywhere. You are no longer covered.',
      `What ${insurer} must keep stays under your customer number alone: reported logins and logouts, shifts, cover, links, agreements.`,
    ],
  },
};
