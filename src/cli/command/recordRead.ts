import { recordAudit } from '../../store/audit.ts';
import type { CommandContext } from './context.ts';

/** Records that the operator reads about a customer; without a number, about all of them. `command`: the one that shows it. */
export async function recordRead(
  { pool, actor }: CommandContext,
  command: string,
  customerNumber: string | undefined,
): Promise<void> {
  const action = customerNumber === undefined ? 'listed customers' : 'read about a customer';
  const about = customerNumber === undefined ? command : `${customerNumber}: ${command}`;
  await recordAudit(pool, actor, { action, about, customerNumber });
}
