import type { Command } from 'commander';
import { emptyTestData } from '../store/testData.ts';
import { told } from './frame/answer.ts';
import { commandGroup, commandWithoutData } from './frame/command.ts';
import { withDatabase } from './frame/run.ts';

/** Where engineers of work providers try things. */
export function testMode(program: Command): void {
  const group = commandGroup(program, 'test-mode', 'test mode: where engineers of work providers try things');
  commandWithoutData(group, 'empty', 'throw away all data of test mode, its keys too; then restart the server').action(
    (given: { readonly json?: true }) =>
      withDatabase({ ...given, test: true }, async ({ pool }) => {
        await emptyTestData(pool);
        return told('Test mode is empty. Restart the server: it makes it anew.', { emptied: true });
      }),
  );
}
