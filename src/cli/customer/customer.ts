import type { Command } from 'commander';
import { madeUpNumber } from '../../accounts/customerNumber.ts';
import { addCustomer, type Customer, customerByEmail, listCustomers } from '../../store/customer/customers.ts';
import { type Answer, type Refused, refused, told } from '../frame/answer.ts';
import { aCustomerNumber, aName, anEmail } from '../frame/arguments.ts';
import { command, commandGroup, type OutputOptions, staying } from '../frame/command.ts';
import { type CommandContext, change } from '../frame/context.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, orNull } from '../frame/times.ts';
import { standing } from './standing.ts';

type Wish = { readonly email: string; readonly name?: string; readonly number?: string };

/** Those who are insured while they work. */
export function customer(program: Command): void {
  const group = commandGroup(program, 'customer', 'customers: those who are insured while they work');
  command(group, 'add', 'add a customer', "customer add --email ana@example.com --name 'Ana Silva'")
    .requiredOption('--email <email>', 'their address; no two customers share one', anEmail)
    .option('--name <name>', 'their name', aName)
    .option('--number <number>', 'their customer number, such as ABC12 (unless given, one is made)', aCustomerNumber)
    .action((given: Wish & OutputOptions) => withDatabase(given, (context) => add(context, given)));
  command(group, 'list', 'list the customers').action((given: OutputOptions) => withDatabase(given, list));
  standing(group);
}

async function add(context: CommandContext, input: Wish): Promise<Answer> {
  const added = await makeCustomer(context, input);
  if ('tag' in added) return added;
  const { number: customerNumber, email, name } = added;
  const text = `Added ${name ?? email}, customer number ${customerNumber}.
Next, what a work provider calls them:
  npx shiftcover link add 'Courier Ltd' DRIVER_ID ${customerNumber}${staying(context.mode)}`;
  return told(text, { customerNumber, email, name });
}

const TRIES = 5;

/** A new customer, under the number wished for or one made up. */
export async function makeCustomer(context: CommandContext, input: Wish): Promise<Customer | Refused> {
  for (let tried = 0; tried < TRIES; tried++) {
    const number = input.number ?? madeUpNumber();
    const added = await change(
      context,
      { did: 'added a customer', about: number, customerNumber: number },
      async (db) => {
        return (await addCustomer(db, { number, email: input.email, name: input.name })) ?? false;
      },
    );
    if (added) return added;
    const holder = await customerByEmail(context.pool, input.email);
    if (holder) return refused(`${input.email} is the address of customer ${holder.number} already`);
    if (input.number) return refused(`customer number ${input.number} is taken`);
  }
  return refused('no free customer number was found; try again, or give one with --number');
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
