import { raw, html as tagged } from 'hono/html';

/** Markup that is safe to send: every text put into it was escaped. */
export type Html = { readonly isEscaped: true; toString(): string };

/** What may stand in a template: false, null and undefined leave nothing behind. */
export type Piece = string | number | Html | boolean | null | undefined | readonly Piece[];

/** The template tag of all pages. Texts are escaped, for elements and for attributes in double quotes. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return tagged(strings, ...pieces) as Html;
}

/** An attribute that stands only when it is set: `${attribute('value', typed)}`. */
export function attribute(name: string, value: string | number | boolean | undefined): Html {
  if (value === undefined || value === false) return nothing;
  return value === true ? html` ${name}` : html` ${name}="${String(value)}"`;
}

export const nothing: Html = raw('');
