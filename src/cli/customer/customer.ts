import type { Command } from 'commander';
import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { addCustomer } from '../../operations/customers.ts';
import { listCustomers } from '../../store/customer/customers.ts';
import { type Answer, refuse, succeed } from '../command/answer.ts';
import { parseCustomerNumber, parseEmail, parseInstant, parseName } from '../command/arguments.ts';
import { command, commandGroup, modeOption, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
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
