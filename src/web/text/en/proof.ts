import type { Answer, Doubt, NoCoverReason } from '../../../core/cover/answer.ts';

/** Texts of the sheet that proves cover at a moment. */
export const proofText = {
  title: 'Proof of cover',
  titles: {
    covered: 'Covered at this moment',
    not_covered: 'Not covered at this moment',
    undetermined: 'Not known yet for this moment',
  } satisfies Record<Answer['tag'], string>,
  name: 'Name',
  notGiven: 'not given',
  customerNumber: 'Customer number',
  insurer: 'Insurer',
  workProvider: 'Work provider',
  moment: 'The moment',
  covered: 'Covered',
  fromTo: (from: string, to: string) => `from ${from} to ${to} at the latest`,
  reason: 'Why',
  finalFrom: 'Known for good from',
  asked: 'Asked and answered',
  check: (insurer: string) => `To check this sheet, ask ${insurer}: name the customer number and the moment.`,
  another: 'Another moment',
  show: 'Show',
  print: 'Print this page, or save it as a PDF, with your browser.',
  link: 'Show as proof',

  week: {
    title: 'Cover in a week',
    name: 'Week',
    covered: (workProvider: string) => `covered through ${workProvider}`,
    notCovered: (workProvider: string, reason: string) => `not covered, ${workProvider}: ${reason}`,
    noWork: 'No work was reported.',
    mayChange: 'Reports of the last two days may still be on their way, so this sheet may change.',
    link: 'Show this week as proof',
  },

  reasons: {
    unknown_customer: 'no such customer',
    no_shift: 'no work was reported for this moment',
    not_a_customer_yet: 'the insurance had not begun',
    work_provider_ended: 'the work provider no longer worked with the insurer',
    suspended: 'cover was suspended',
    refused: 'the customer does not work for them',
    not_linked: 'the driver ID was not linked yet',
    link_ended: 'the link had ended',
    linked_to_another: 'the driver ID was linked to someone else',
  } satisfies Record<NoCoverReason, string>,

  doubts: {
    not_come_yet: 'the moment has not come',
    feed_not_complete: 'reports of it may still be on their way',
    doubtful_time: 'a reported time lies in a repeated hour and may mean either',
    logout_without_login: 'a logout was reported without the login before it',
  } satisfies Record<Doubt, string>,
};
