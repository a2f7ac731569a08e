import type { Command } from 'commander';
import type { Mode } from '../../core/mode.ts';

/** What every command offers: an answer for machines instead of people, and most of them the data of test mode instead of the live ones. */
export type OutputOptions = { readonly json?: true; readonly test?: true };

/** Adds a command to a group: `usage` is its name and arguments, `example` what comes after `npx shiftcover`. */
export function command(group: Command, usage: string, description: string, example?: string): Command {
  return commandWithoutData(group, usage, description, example).option('--test', 'on the data of test mode');
}

/** The same for a command that needs no database. */
export function commandWithoutData(group: Command, usage: string, description: string, example?: string): Command {
  const command = group.command(usage).description(description);
  if (example) command.addHelpText('after', `\nExample:\n  npx shiftcover ${example}`);
  return command.option('--json', 'answer in JSON, for machines');
}

/** Adds a noun, the beginning of several commands. */
export function commandGroup(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).helpCommand(false);
}

/** What the commands that an answer suggests need so that they stay with the same data. */
export function staying(mode: Mode): string {
  return mode === 'test' ? ' --test' : '';
}

/** A word as it has to be typed, for the commands that an answer suggests. */
export function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
