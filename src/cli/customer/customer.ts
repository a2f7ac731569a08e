import type { Command } from 'commander';
import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { addCustomer, changeCustomer } from '../../operations/customers.ts';
import { listCustomers } from '../../store/customer/customers.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseCustomerNumber, parseEmail, parseInstant, parseName } from '../command/arguments.ts';
import { command, commandGroup, modeOption, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findCustomer, refuseClosed } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';
import { eligibilityCommands } from './eligibility.ts';

type AddOptions = OutputOptions & {
  readonly email: string;
  readonly name?: string;
  readonly number?: string;
  readonly from?: Instant;
};

type SetOptions = Partial<Pick<AddOptions, 'email' | 'name' | 'from'>> & OutputOptions & { readonly reason: string };

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
    'correct the email, the name or the beginning of a customer',
    "customer set ABC12 --from 2026-03-01T00:00:00Z --reason 'policy dated back'",
  )
    .argument('<number>', 'their customer number')
    .option('--email <email>', 'their address; no two customers share one', parseEmail)
    .option('--name <name>', 'their name', parseName)
    .option('--from <instant>', 'when they began to be a customer', parseInstant)
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((number: string, options: SetOptions) => withDatabase(options, (context) => set(context, number, options)));
  eligibilityCommands(group);
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
  const { email, name, from, reason: why } = options;
  if (email === undefined && name === undefined && from === undefined) {
    return refuse('give --email, --name, --from or several of them', BAD_USE);
  }
  const found = await findCustomer(context.pool, number);
  if (found.tag === 'refused') return found;
  const input = { customerNumber: number, email, name, from, why };
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
    ...(from === undefined ? {} : { from: toRfc3339OrNull(from) }),
  });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const customers = await listCustomers(pool);
  const json = customers.map(({ number, email, name, recordedAt }) => {
    return { customerNumber: number, email, name, recordedAt: toRfc3339OrNull(recordedAt) };
  });
  if (customers.length === 0) {
    return succeed('No customers yet. Add one: npx shiftcover customer add --email ana@example.com', json);
  }
  const rows = customers.map(({ number, email, name, recordedAt }) => [
    number,
    name ?? '',
    email,
    formatInstant(recordedAt),
  ]);
  return succeed(table(['CUSTOMER', 'NAME', 'EMAIL', 'ADDED'], rows), json);
}
