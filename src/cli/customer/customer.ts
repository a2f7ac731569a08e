import type { Command } from 'commander';
import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { addCustomer, changeCustomer } from '../../operations/customers.ts';
import { mergeCustomers, unmergeCustomers } from '../../operations/merges.ts';
import { listCustomers } from '../../store/customer/customers.ts';
import type { Merge } from '../../store/customer/merges.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseCustomerNumber, parseEmail, parseInstant, parseName, parsePhone } from '../command/arguments.ts';
import { command, commandGroup, modeOption, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findCustomer, refuseClosed } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';
import { eligibilityCommands } from './eligibility.ts';
import { sharingCommands } from './sharing.ts';

type AddOptions = OutputOptions & {
  readonly email: string;
  readonly name?: string;
  readonly number?: string;
  readonly from?: Instant;
};

type MergeOptions = OutputOptions & { readonly reason: string; readonly undo?: true };
type SetOptions = Partial<Pick<AddOptions, 'email' | 'name' | 'from'>> &
  OutputOptions & { readonly reason: string; readonly phone?: string };

/** Adds the commands about customers. */
export function customerCommands(program: Command): void {
  const group = commandGroup(program, 'customer', 'customers: those who are insured while they work');
  command(group, 'add', 'add a customer', "customer add --email ana@example.com --name 'Ana Silva'")
    .requiredOption('--email <email>', 'their address; no two customers share one', parseEmail)
    .option('--name <name>', 'their name', parseName)
    .option(
      '--number <number>',
      'their customer number, such as ABC12 (unless given, one is made)',
      parseCustomerNumber,
    )
    .option(
      '--from <instant>',
      'when they begin to be a customer: no work before is covered (unless given: now)',
      parseInstant,
    )
    .action((options: AddOptions) => withDatabase(options, (context) => add(context, options)));
  command(group, 'list', 'list the customers').action((options: OutputOptions) => withDatabase(options, list));
  command(
    group,
    'set',
    'correct the email, the name, the phone number or the beginning of a customer',
    "customer set ABC12 --from 2026-03-01T00:00:00Z --reason 'policy dated back'",
  )
    .argument('<number>', 'their customer number')
    .option('--email <email>', 'their address; no two customers share one', parseEmail)
    .option('--name <name>', 'their name', parseName)
    .option('--phone <number>', 'their phone number, such as +44 7700 900123', parsePhone)
    .option('--from <instant>', 'when they began to be a customer', parseInstant)
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((number: string, options: SetOptions) => withDatabase(options, (context) => set(context, number, options)));
  command(
    group,
    'merge',
    'say that two customer numbers belong to one person: both go on working, with one history',
    "customer merge ABC12 DEF34 --reason 'signed up twice'",
  )
    .argument('<from>', 'one of the numbers')
    .argument('<into>', 'the other')
    .option('--undo', 'take the merge back: they are two people')
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((from: string, into: string, options: MergeOptions) =>
      withDatabase(options, (context) => merge(context, { from, into }, options)),
    );
  eligibilityCommands(group);
  sharingCommands(group);
}

async function merge(context: CommandContext, numbers: Merge, { reason: why, undo }: MergeOptions): Promise<Answer> {
  const { pool, actor } = context;
  const { from, into } = numbers;
  for (const number of [from, into]) {
    const found = await findCustomer(pool, number);
    if (found.tag === 'refused') return found;
  }
  if (from === into) return refuse(`${from} and ${into} are one number`);
  const json = { from, into, merged: undo !== true, reason: why };
  if (undo) {
    const undone = await unmergeCustomers(pool, actor, { ...numbers, why });
    if (undone.tag === 'not_merged') return refuse(`there is no merge of ${from} into ${into}`);
    return succeed(`${from} and ${into} are two customers again. What was said before stays on record.`, json);
  }
  const merged = await mergeCustomers(pool, actor, { ...numbers, why });
  if (merged.tag === 'account_closed') return refuseClosed(merged.customerNumber, merged);
  if (merged.tag === 'merged_already') return refuse(`${from} and ${into} are one customer already`);
  return succeed(`${from} and ${into} are one customer: both numbers go on working, with one history.`, json);
}

async function add({ pool, actor, mode }: CommandContext, options: AddOptions): Promise<Answer> {
  const added = await addCustomer(pool, actor, options);
  if (added.tag === 'email_taken') return refuse(`${options.email} is the address of customer ${added.by} already`);
  if (added.tag === 'number_taken') return refuse(`customer number ${options.number} is taken`);
  const { number: customerNumber, email, name } = added.customer;
  const text = `Added ${name ?? email}, customer number ${customerNumber}.
Next, what a work provider calls them:
  npx shiftcover link add 'Courier Ltd' DRIVER_ID ${customerNumber}${modeOption(mode)}`;
  return succeed(text, { customerNumber, email, name });
}

async function set(context: CommandContext, number: string, options: SetOptions): Promise<Answer> {
  const { email, name, phone, from, reason: why } = options;
  if ([email, name, phone, from].every((each) => each === undefined)) {
    return refuse('give --email, --name, --phone, --from or several of them', BAD_USE);
  }
  const found = await findCustomer(context.pool, number);
  if (found.tag === 'refused') return found;
  const input = { customerNumber: number, email, name, phone, from, why };
  const changed = await changeCustomer(context.pool, context.actor, input);
  if (changed.tag === 'account_closed') return refuseClosed(number, changed);
  if (changed.tag === 'email_taken') return refuse(`${email} is the address of customer ${changed.by} already`);
  if (changed.tag === 'not_found') throw new Error(`customer ${number} was removed`);
  const { customer } = changed;
  const since = from === undefined ? '' : `, a customer from ${formatInstant(from)} on`;
  return succeed(`Customer ${number} is ${customer.name ?? customer.email} (${customer.email})${since}.`, {
    customerNumber: number,
    email: customer.email,
    name: customer.name,
    ...(phone === undefined ? {} : { phone }),
    ...(from === undefined ? {} : { from: toRfc3339OrNull(from) }),
  });
}

async function list(context: CommandContext): Promise<Answer> {
  const { pool } = context;
  await recordRead(context, 'customer list', undefined);
  const customers = await listCustomers(pool);
  const json = customers.map(({ number, email, name, recordedAt, otherNumbers }) => {
    return { customerNumber: number, email, name, recordedAt: toRfc3339OrNull(recordedAt), otherNumbers };
  });
  if (customers.length === 0) {
    return succeed('No customers yet. Add one: npx shiftcover customer add --email ana@example.com', json);
  }
  const rows = customers.map(({ number, email, name, recordedAt, otherNumbers }) => [
    number,
    name ?? '',
    email,
    formatInstant(recordedAt),
    otherNumbers.join(', '),
  ]);
  return succeed(table(['CUSTOMER', 'NAME', 'EMAIL', 'ADDED', 'ALSO'], rows), json);
}
