import { raw, html as tagged } from 'hono/html';

/** Markup that is safe to send: every text in it was escaped. */
export type Html = { readonly isEscaped: true; toString(): string };

/** A value inside a template. False, null and undefined render as nothing. */
export type Piece = string | number | Html | boolean | null | undefined | readonly Piece[];

/** The template tag of all pages. Escapes texts for elements and for attributes in double quotes. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return tagged(strings, ...pieces) as Html;
}

/** An attribute with a leading space: `<input${attribute('value', text)}>`. Renders as nothing if undefined or false. */
export function attribute(name: string, value: string | number | boolean | undefined): Html {
  if (value === undefined || value === false) return nothing;
  return value === true ? html` ${name}` : html` ${name}="${String(value)}"`;
}

export const nothing: Html = raw('');
