/*
 * The text of strangers is kept exact and shown so that a reader sees all of it: characters that are invisible, or that
 * move and hide the text around them, are shown by their code points.
 */

/** Control, format and bidirectional characters, separators of lines, halves of characters, and what is ignored. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The text with every hidden character as `<U+202E>`, but for those in `kept`. */
export function visibleText(text: string, kept = ''): string {
  return text.replaceAll(HIDDEN, (character) => (kept.includes(character) ? character : codePoint(character)));
}

/** JSON with every hidden character as an escape: the same value, and nothing that a terminal would act on. */
export function visibleJson(json: string): string {
  return json.replaceAll(HIDDEN, (character) => (character === '\n' ? character : escapeOf(character)));
}

/** A driver ID that is shown, followed by what a reader would not notice in it: `1686 (ends with a blank)`. */
export function namedDriverId(driverId: string): string {
  const odd = [
    ...(/^\s/u.test(driverId) ? ['begins with a blank'] : []),
    ...(/\s$/u.test(driverId) ? ['ends with a blank'] : []),
    ...(/\S\s{2,}\S/u.test(driverId) ? ['holds several blanks in a row'] : []),
    ...(/[^\S ]/u.test(driverId) ? ['holds an unusual blank'] : []),
    ...(driverId.search(HIDDEN) === -1 ? [] : ['holds a character that is not seen']),
  ];
  return odd.length === 0 ? driverId : `${visibleText(driverId)} (${odd.join(', ')})`;
}

function codePoint(character: string): string {
  return `<U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}>`;
}

function escapeOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
