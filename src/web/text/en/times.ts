import { plural } from '../../../core/language.ts';

/** Texts of lengths of time. */
export const timeText = {
  // The spaces do not break, so that a number and its unit stay on one line.
  lessThanAMinute: 'under 1\u00a0min',
  hours: (count: number) => `${count}\u00a0h`,
  minutes: (count: number) => `${count}\u00a0min`,
  /** `Wait 5 minutes`: completes a sentence. */
  waiting: (minutes: number) => plural('en', Math.max(1, minutes), { one: 'a minute', other: '# minutes' }),
};
