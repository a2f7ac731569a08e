import type { Command } from 'commander';
import { told } from '../frame/answer.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import { withDatabase } from '../frame/run.ts';

/** Brings the schema up to date, as every command and the server do before anything else. */
export function migrating(program: Command): void {
  command(program, 'migrate', 'bring the database schema up to date (the server does so at start)').action(
    (given: OutputOptions) =>
      withDatabase(given, async ({ migrated }) => {
        const text =
          migrated.length === 0 ? 'The schema is up to date.' : `Ran ${migrated.join(', ')}: the schema is up to date.`;
        return told(text, { migrated });
      }),
  );
}
