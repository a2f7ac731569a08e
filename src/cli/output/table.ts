import process from 'node:process';
import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Styles a text on a terminal. Elsewhere it stays plain, so a style may not carry meaning. */
export function styled(style: Style, text: string): string {
  return process.stdout.isTTY ? styleText(style, text, { stream: process.stdout }) : text;
}

/** Rows under a head, in aligned columns two spaces apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = columns([head, ...rows]);
  return [styled('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n');
}

/** Rows in aligned columns two spaces apart, without a head. */
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

/** The number of characters that a person sees. Styles do not count. */
function width(text: string): number {
  return Array.from(graphemes.segment(stripVTControlCharacters(text))).length;
}
