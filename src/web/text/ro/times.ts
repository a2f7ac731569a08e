import { plural } from '../../../core/language.ts';
import type { Texts } from '../en/texts.ts';

/** Texts of lengths of time. */
export const timeText: Texts['times'] = {
  lessThanAMinute: 'sub 1\u00a0min',
  hours: (count) => `${count}\u00a0h`,
  minutes: (count) => `${count}\u00a0min`,
  waiting: (minutes) => plural('ro', Math.max(1, minutes), { one: 'un minut', few: '# minute', other: '# de minute' }),
};
