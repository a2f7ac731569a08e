import type { Command } from 'commander';
import { told } from './answer.ts';
import { type ForWhom, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

/** Brings the schema up to date, as every command and the server do before anything else. */
export function migrating(program: Command): void {
  verb(program, 'migrate', 'bring the database schema up to date (the server does so at start)').action(
    (given: ForWhom) =>
      withFoundation(given, async ({ migrated }) => {
        const text =
          migrated.length === 0 ? 'The schema is up to date.' : `Ran ${migrated.join(', ')}: the schema is up to date.`;
        return told(text, { migrated });
      }),
  );
}
