import type { Command } from 'commander';
import { emptyTestData } from '../store/testData.ts';
import { succeed } from './command/answer.ts';
import { commandGroup, commandWithoutData } from './command/command.ts';
import { withDatabase } from './command/run.ts';

/** Adds the commands about test mode, where engineers of work providers try things. */
export function testModeCommands(program: Command): void {
  const group = commandGroup(program, 'test-mode', 'test mode: where engineers of work providers try things');
  commandWithoutData(group, 'empty', 'throw away all data of test mode, its keys too; then restart the server').action(
    (options: { readonly json?: true }) =>
      withDatabase({ ...options, test: true }, async ({ store }) => {
        await emptyTestData(store.ownerConnectionString ?? store.connectionString);
        return succeed('Test mode is empty. Restart the server: it makes it anew.', { emptied: true });
      }),
  );
}
