import process from 'node:process';
import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colour on a terminal; the plain text elsewhere, which must say as much. */
export function styled(style: Style, text: string): string {
  return process.stdout.isTTY ? styleText(style, text, { stream: process.stdout }) : text;
}

/** Rows under a head, in aligned columns two spaces apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = columns([head, ...rows]);
  return [styled('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n');
}

/** Rows in aligned columns, without a head. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: count }, (_, index) =>
    rows.reduce((most, row) => Math.max(most, width(row[index] ?? '')), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] as number))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: string, to: number): string {
  return cell + ' '.repeat(to - width(cell));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** In characters as a person counts them, colours aside. */
function width(text: string): number {
  return Array.from(graphemes.segment(stripVTControlCharacters(text))).length;
}
