import process from 'node:process';
import { styleText } from 'node:util';
import { visibleText } from '../../core/visibleText.ts';

/** A text, with its style where it has one. Texts of strangers never bring one of their own. */
export type Cell = string | readonly [Style, string];

type Style = Parameters<typeof styleText>[0];

/** Styles a text on a terminal. Elsewhere it stays plain, so a style may not carry meaning. */
export function styled(style: Style, text: string): string {
  return process.stdout.isTTY ? styleText(style, text, { stream: process.stdout }) : text;
}

/** Rows under a head, in aligned columns two spaces apart. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const room = process.stdout.isTTY ? process.stdout.columns : Infinity;
  const lines = columns(fitted([head, ...rows], room));
  return [styled('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n');
}

const LEAST_WIDTH = 8;

/** The rows with the widest columns cut until they fit the room; an ellipsis stands for what was cut. */
export function fitted(rows: readonly (readonly Cell[])[], room: number): readonly (readonly Cell[])[] {
  const widths = widthsOf(rows);
  const spare = () => room - widths.reduce((sum, each) => sum + each + 2, -2);
  while (spare() < 0 && Math.max(...widths) > LEAST_WIDTH) {
    const widest = Math.max(...widths);
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return rows.map((row) => row.map((cell, index) => cut(cell, widths[index] as number)));
}

function cut(cell: Cell, to: number): Cell {
  if (width(cell) <= to) return cell;
  if (typeof cell !== 'string') return [cell[0], cut(cell[1], to) as string];
  const seen = Array.from(graphemes.segment(visibleText(cell)), ({ segment }) => segment);
  return `${seen.slice(0, to - 1).join('')}…`;
}

function widthsOf(rows: readonly (readonly Cell[])[]): number[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return Array.from({ length: count }, (_, index) =>
    rows.reduce((most, row) => Math.max(most, width(row[index] ?? '')), 0),
  );
}

/** Rows in aligned columns two spaces apart, without a head. */
export function columns(rows: readonly (readonly Cell[])[]): string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row
      .map((cell, index) => shown(cell) + ' '.repeat((widths[index] as number) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function shown(cell: Cell): string {
  return typeof cell === 'string' ? visibleText(cell) : styled(cell[0], visibleText(cell[1]));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The number of characters that a person sees. */
function width(cell: Cell): number {
  return Array.from(graphemes.segment(visibleText(typeof cell === 'string' ? cell : cell[1]))).length;
}
