import type { Command } from 'commander';
import { setShared } from '../../operations/sharing.ts';
import { type Answer, refuse, succeed } from '../command/answer.ts';
import { parseName } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findCustomer, findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';

/** Adds the commands that let a work provider be notified of a customer by number, and no longer. */
export function sharingCommands(group: Command): void {
  const add = (name: string, summary: string, shared: boolean) =>
    command(group, name, summary, `customer ${name} ABC12 'Courier Ltd'`)
      .argument('<number>', 'their customer number')
      .argument('<provider>', 'the work provider', parseName)
      .action((number: string, provider: string, options: OutputOptions) =>
        withDatabase(options, (context) => set(context, number, provider, shared)),
      );
  add('share', 'let a work provider be notified of a customer by number who has no link with it', true);
  add('unshare', 'take that back, for what comes from now on', false);
}

async function set(
  { pool, actor }: CommandContext,
  customerNumber: string,
  name: string,
  shared: boolean,
): Promise<Answer> {
  const customer = await findCustomer(pool, customerNumber);
  if (customer.tag === 'refused') return customer;
  const found = await findProvider(pool, name);
  if (found.tag === 'refused') return found;
  const done = await setShared(pool, actor, { customerNumber, workProvider: found.provider, shared });
  if (!done) return refuse(`${customerNumber} is ${shared ? 'shared with' : 'not shared with'} ${name} already`);
  const text = shared
    ? `${name} is notified of the cover of ${customerNumber}.`
    : `${name} is no longer notified of the cover of ${customerNumber}, unless the customer was linked to it.`;
  return succeed(text, { customerNumber, workProvider: name, shared });
}
