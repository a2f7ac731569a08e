import process from 'node:process';
import { visibleText } from '../../core/visibleText.ts';

/** A style as `styled` writes it. */
const STYLE = /\p{Cc}\[[\d;]*m/gu;

/** A text of several lines as a terminal may get it: its hidden characters visible, its styles kept on a terminal. */
export function forTerminal(text: string): string {
  const styles = process.stdout.isTTY ? (text.match(STYLE) ?? []) : [];
  const parts = process.stdout.isTTY ? text.split(STYLE) : [text];
  return parts.map((part, index) => visibleText(part, '\n') + (styles[index] ?? '')).join('');
}
