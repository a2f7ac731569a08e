import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { BAD_USE, type Refused, refuse } from './answer.ts';
import { forTerminal } from './terminal.ts';

/**
 * Shows what would change to the person at the terminal, and asks whether to do it. A refusal when they say no, and where
 * nobody can be asked.
 */
export async function confirmed(what: string): Promise<Refused | undefined> {
  if (!process.stdin.isTTY) return refuse('look first with --preview; then give --yes to do it', BAD_USE);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await terminal.question(`${forTerminal(what)}\nDo it? [y/N] `);
    return /^y(es)?$/i.test(said.trim()) ? undefined : refuse('nothing was changed');
  } finally {
    terminal.close();
  }
}
