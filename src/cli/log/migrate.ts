import type { Command } from 'commander';
import { succeed } from '../command/answer.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { withDatabase } from '../command/run.ts';

/** Adds the command that brings the schema up to date. Opening the database does that, so this only reports it. */
export function migrateCommand(program: Command): void {
  command(program, 'migrate', 'bring the database schema up to date (the server does so at start)').action(
    (options: OutputOptions) =>
      withDatabase(options, async ({ migrated }) => {
        const text =
          migrated.length === 0 ? 'The schema is up to date.' : `Ran ${migrated.join(', ')}: the schema is up to date.`;
        return succeed(text, { migrated });
      }),
  );
}
