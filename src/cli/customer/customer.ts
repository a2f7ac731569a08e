import type { Command } from 'commander';
import type { Instant } from '../../core/time/instant.ts';
import { addCustomer } from '../../operations/customers.ts';
import { listCustomers } from '../../store/customer/customers.ts';
import { type Answer, refused, told } from '../frame/answer.ts';
import { aCustomerNumber, aName, anEmail, anInstant } from '../frame/arguments.ts';
import { command, commandGroup, type OutputOptions, staying } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, orNull } from '../frame/times.ts';
import { standing } from './standing.ts';

type NewCustomer = {
  readonly email: string;
  readonly name?: string;
  readonly number?: string;
  readonly from?: Instant;
};

/** Those who are insured while they work. */
export function customer(program: Command): void {
  const group = commandGroup(program, 'customer', 'customers: those who are insured while they work');
  command(group, 'add', 'add a customer', "customer add --email ana@example.com --name 'Ana Silva'")
    .requiredOption('--email <email>', 'their address; no two customers share one', anEmail)
    .option('--name <name>', 'their name', aName)
    .option('--number <number>', 'their customer number, such as ABC12 (unless given, one is made)', aCustomerNumber)
    .option(
      '--from <instant>',
      'when they begin to be a customer: no work before is covered (unless given: now)',
      anInstant,
    )
    .action((given: NewCustomer & OutputOptions) => withDatabase(given, (context) => add(context, given)));
  command(group, 'list', 'list the customers').action((given: OutputOptions) => withDatabase(given, list));
  standing(group);
}

async function add(context: CommandContext, input: NewCustomer): Promise<Answer> {
  const added = await addCustomer(context.pool, context.actor, input);
  if (added.tag === 'email_taken') return refused(`${input.email} is the address of customer ${added.by} already`);
  if (added.tag === 'number_taken') return refused(`customer number ${input.number} is taken`);
  const { number: customerNumber, email, name } = added.customer;
  const text = `Added ${name ?? email}, customer number ${customerNumber}.
Next, what a work provider calls them:
  npx shiftcover link add 'Courier Ltd' DRIVER_ID ${customerNumber}${staying(context.mode)}`;
  return told(text, { customerNumber, email, name });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const customers = await listCustomers(pool);
  const json = customers.map(({ number, email, name, recordedAt }) => {
    return { customerNumber: number, email, name, recordedAt: orNull(recordedAt) };
  });
  if (customers.length === 0) {
    return told('No customers yet. Add one: npx shiftcover customer add --email ana@example.com', json);
  }
  const rows = customers.map(({ number, email, name, recordedAt }) => [
    number,
    name ?? '',
    email,
    formatInstant(recordedAt),
  ]);
  return told(table(['CUSTOMER', 'NAME', 'EMAIL', 'ADDED'], rows), json);
}
