import { visibleText } from '../../core/visibleText.ts';

const LONGEST = 60;

/**
 * A value of a request as an answer shows it back: a text, or a number or the like as JSON, cut after 60 characters,
 * with hidden characters by their code points. Of lists and objects only which of them it is.
 */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  const characters = Array.from(String(value).slice(0, 2 * LONGEST));
  const cut = visibleText(characters.slice(0, LONGEST).join(''));
  return characters.length > LONGEST ? `${cut}…` : cut;
}
