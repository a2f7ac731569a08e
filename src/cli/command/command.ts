import type { Command } from 'commander';
import type { Mode } from '../../core/mode.ts';

/** The options of every command. `test`: on the data of test mode. */
export type OutputOptions = { readonly json?: true; readonly test?: true };

/** Adds a command to a group. `usage`: its name and arguments. `example`: what follows `npx shiftcover`. */
export function command(group: Command, usage: string, description: string, example?: string): Command {
  return commandWithoutData(group, usage, description, example).option('--test', 'on the data of test mode');
}

/** Adds a command that has no option --test. */
export function commandWithoutData(group: Command, usage: string, description: string, example?: string): Command {
  const added = group.command(usage).description(description);
  if (example) added.addHelpText('after', `\nExample:\n  npx shiftcover ${example}`);
  return added.option('--json', 'answer in JSON, for machines');
}

/** Adds a group of commands, such as `provider`. */
export function commandGroup(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).helpCommand(false);
}

/** The option that a suggested command needs, so that it works on data of the same mode. */
export function modeOption(mode: Mode): string {
  return mode === 'test' ? ' --test' : '';
}

/** A word as a shell reads it, for the commands that an answer suggests. */
export function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
