import { plural } from '../../../core/language.ts';
import type { Texts } from '../en/texts.ts';

/** Texts of lengths of time. */
export const timeText: Texts['times'] = {
  lessThanAMinute: 'poniżej 1\u00a0min',
  hours: (count) => `${count}\u00a0godz.`,
  minutes: (count) => `${count}\u00a0min`,
  waiting: (minutes) =>
    plural('pl', Math.max(1, minutes), { one: 'minutę', few: '# minuty', many: '# minut', other: '# minuty' }),
};
