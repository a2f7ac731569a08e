import type { GapReason } from '../../../core/cover/cover.ts';
import type { Till } from '../../../core/cover/shiftPieces.ts';
import type { DoubtNow } from '../../../queries/cover/coverNow.ts';

type Provider = { readonly workProvider: string };

/** Texts of "my cover": whether the driver is covered now, and the week as a chart and a table. */
export const coverText = {
  now: {
    title: 'My cover',
    covered: { title: 'You are covered now', was: 'You were covered.' },
    notInsured: { title: 'Stop: this work is not insured', was: 'You were at work without cover.' },
    offDuty: { title: 'You are off duty', was: 'You were not at work.' },
    undetermined: { title: 'We cannot know yet whether you are covered', was: 'It was not known.' },
    undeterminedUntil: (at: string) => `We will know at ${at}.`,
    doubts: {
      doubtful_time:
        'A time that was reported lies in the hour in which the clocks go back, and may mean either of two times.',
      logout_without_login: 'A logout was reported, and the login before it is missing.',
    } satisfies Record<DoubtNow, string>,
    through: (workProvider: string, since: string) => `through ${workProvider} since ${since}`,
    and: ' and ',
    until: (at: string) => `Until your logout is reported; at the latest until ${at}.`,
    butNot: (why: string) => `Not all of your work: ${why}`,
    todo: 'What to do',
    toLinks: 'Look at your work providers',
    call: (insurer: string) => `Call ${insurer}`,
    write: (insurer: string) => `Write to ${insurer}`,
    refresh: 'Refresh',
    asOf: 'As of',
    lastKnown: 'Last known at',
    stale: 'No connection: this may be out of date.',
  },

  /** Why work that is under way is not covered, and what to do about it. */
  hindrance: {
    suspended: (since: string, canContactUs: boolean) => ({
      why: `Your cover has been suspended since ${since}. Work is not insured while it is.`,
      todo: canContactUs ? 'Contact us: we tell you what is needed to lift it.' : undefined,
    }),
    refused: ({ workProvider }: Provider) => ({
      why: `${workProvider} reports that you are at work, but you told us that you do not work for them.`,
      todo: `If you do, say so below under “Work providers”.`,
    }),
    link_ended: ({ workProvider }: Provider) => ({
      why: `You are at work for ${workProvider}, but your link with them has ended.`,
      todo: `Ask ${workProvider} for a new link and agree to it.`,
    }),
    work_provider_ended: ({ workProvider }: Provider) => ({
      why: `You are at work for ${workProvider}, who no longer works with us. This work is not insured.`,
      todo: undefined,
    }),
    not_a_customer_yet: ({ workProvider }: Provider) => ({
      why: `You are at work for ${workProvider}, and your insurance has not begun yet.`,
      todo: undefined,
    }),
    not_linked: ({ workProvider }: Provider) => ({
      why: `You are at work for ${workProvider}, but your link with them has not begun.`,
      todo: `Ask ${workProvider} for a link and agree to it.`,
    }),
  },

  /** What a driver who is not at work reads. */
  offDuty: {
    setUp: (workProviders: string) => ({
      why: `You are set up with ${workProviders}. Cover starts when you log in there and they report it, usually within seconds.`,
      todo: undefined,
    }),
    lastCovered: (at: string) => `Last covered until ${at}.`,
    awaitingEmail: (workProvider: string) => ({
      why: `Your link with ${workProvider} waits until you confirm your email address. Until then that work is not insured.`,
      todo: 'Open the link in the mail that we sent you.',
    }),
    nobody: {
      why: 'No work provider is linked to you.',
      todo: 'Open the link that your work provider gave you, or give them your customer number.',
    },
  },

  week: {
    number: (week: number) => `Week ${week}`,
    previous: 'Previous week',
    next: 'Next week',
    goTo: 'Go to the week of',
    show: 'Show',
    legend: 'How to read the picture',
    coveredBy: (workProvider: string) => `covered through ${workProvider}`,
    gap: 'not covered',
    undetermined: 'not known',
    now: (time: string) => `now ${time}`,
    chart: (week: string, worked: string, covered: string) =>
      `Picture of ${week}: at work ${worked}, covered ${covered}. The tables below say the same.`,
    totalAllCovered: (worked: string) => `At work for ${worked}, all of it covered.`,
    total: (worked: string, covered: string, gap: string) =>
      `At work for ${worked}: ${covered} covered, ${gap} not covered.`,
    notKnown: (length: string) => `For ${length} we do not know whether you were covered.`,
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
    work: 'At work',
    cover: 'Covered',
    all: 'all of it',
    none: 'no',
    notKnown: 'not known',
    whyNotKnown: 'a login is missing before a logout, or a time may mean either of two',
  },

  /** What ended a piece of a shift, unless it was a logout. */
  till: {
    logout: '',
    limit: 'no logout came: ended at the longest shift',
    now: 'still at work',
    midnight: 'goes on the next day',
    passed_on: 'the driver ID passed on',
  } satisfies Record<Till, string>,

  /** Why work was not covered. Short, to fit into the chart. */
  gap: {
    not_a_customer_yet: 'before you joined',
    work_provider_ended: 'they have left us',
    not_linked: 'not linked yet',
    link_ended: 'link had ended',
    linked_to_another: 'linked to someone else',
    suspended: 'cover suspended',
    refused: 'you do not work for them',
  } satisfies Record<GapReason, string>,

  customerNumber: {
    title: 'Your customer number',
    purpose: 'Give it to a work provider who asks for it: they can then report your shifts under it, without a link.',
    copy: 'Copy',
    copied: 'Copied',
  },

  timeZone: (timeZone: string) => `Times are those of ${timeZone}.`,
  changeTimeZone: 'Change',
};
