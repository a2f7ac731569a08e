import { raw, html as tagged } from 'hono/html';
import { visibleText } from '../../core/visibleText.ts';

/** Markup that is safe to send: every text in it was escaped. */
export type Html = { readonly isEscaped: true; toString(): string };

/** A value inside a template. False, null and undefined render as nothing. */
export type Piece = string | number | Html | boolean | null | undefined | readonly Piece[];

/** White space of HTML: it moves nothing on a page. */
const WHITE_SPACE = '\t\n\r';

/**
 * The template tag of all pages. Escapes texts for elements and for attributes in double quotes. Hidden characters of
 * texts are made visible; values of attributes stay exact, because forms send them.
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const shown = pieces.map((piece, index) => (strings[index]?.endsWith('="') ? piece : visible(piece)));
  return tagged(strings, ...shown) as Html;
}

function visible(piece: Piece): Piece {
  if (typeof piece === 'string') return visibleText(piece, WHITE_SPACE);
  return Array.isArray(piece) ? piece.map(visible) : piece;
}

/** An attribute with a leading space: `<input${attribute('value', text)}>`. Renders as nothing if undefined or false. */
export function attribute(name: string, value: string | number | boolean | undefined): Html {
  if (value === undefined || value === false) return nothing;
  return value === true ? html` ${name}` : html` ${name}="${String(value)}"`;
}

export const nothing: Html = raw('');
