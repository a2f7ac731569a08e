import type { Command } from 'commander';
import { emptyTestData } from '../store/emptyTestData.ts';
import { told } from './answer.ts';
import { noun, verbWithoutData } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

/** Where engineers of work providers try things. */
export function testMode(program: Command): void {
  const group = noun(program, 'test-mode', 'test mode: where engineers of work providers try things');
  verbWithoutData(group, 'empty', 'throw away all data of test mode, its keys too; then restart the server').action(
    (given: { readonly json?: true }) =>
      withFoundation({ ...given, test: true }, async ({ pool }) => {
        await emptyTestData(pool);
        return told('Test mode is empty. Restart the server: it makes it anew.', { emptied: true });
      }),
  );
}
