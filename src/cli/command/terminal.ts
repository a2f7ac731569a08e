import process from 'node:process';
import { visibleText } from '../../core/visibleText.ts';

/** A style that `styled` wrote, or the end of a line. */
const OWN = /(\u001b\[[\d;]*m|\n)/;

/** A text of several lines as a terminal may get it: its hidden characters visible, its styles kept on a terminal. */
export function forTerminal(text: string): string {
  return text
    .split(OWN)
    .map((part) => (part === '\n' || (process.stdout.isTTY && OWN.test(part)) ? part : visibleText(part)))
    .join('');
}
