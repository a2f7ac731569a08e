import type { Command } from 'commander';
import { clock } from '../../core/time/instant.ts';
import { readState } from '../../queries/installation/state.ts';
import { type Answer, REFUSED, succeed } from '../command/answer.ts';
import { command, modeOption, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';
import { findings } from './findings.ts';

/** Adds the command that looks for what is wrong. */
export function doctorCommand(program: Command): void {
  command(program, 'doctor', 'what is wrong, and the command that mends it; exits 1 when anything is').action(
    (options: OutputOptions) => withDatabase(options, examine),
  );
}

async function examine({ pool, mode, ids }: CommandContext): Promise<Answer> {
  const found = findings(await readState(pool), clock(), ids).map(({ what, mend }) => ({
    what,
    mend: mend.startsWith('npx shiftcover') ? mend + modeOption(mode) : mend,
  }));
  if (found.length === 0) return succeed('Nothing is wrong.', { findings: [] });
  const text = found.map(({ what, mend }) => `${what}\n  ${mend}`).join('\n');
  return succeed(text, { findings: found }, REFUSED);
}
