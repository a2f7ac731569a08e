const LONGEST = 60;
/** Control, formatting and unassigned characters, halves of characters, and separators of lines. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A value of a request as an answer shows it back: a text, or a number or the like as JSON, cut after 60 characters,
 * with what cannot be seen written as `\u{202e}`. Of lists and objects only which of them it is.
 */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  const characters = Array.from(String(value).slice(0, 2 * LONGEST));
  const cut = characters.slice(0, LONGEST).join('').replaceAll(UNSEEN, escaped);
  return characters.length > LONGEST ? `${cut}…` : cut;
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
