import type { Command } from 'commander';
import { madeUpNumber } from '../accounts/customerNumber.ts';
import { addCustomer, type Customer, customerByEmail, listCustomers } from '../store/customers.ts';
import { type Answer, type Refused, refused, told } from './answer.ts';
import { aCustomerNumber, aName, anEmail } from './arguments.ts';
import { change, type House } from './house.ts';
import { standing } from './standing.ts';
import { table } from './table.ts';
import { orNull, spellMoment } from './times.ts';
import { type ForWhom, noun, staying, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

type Wish = { readonly email: string; readonly name?: string; readonly number?: string };

/** Those who are insured while they work. */
export function customer(program: Command): void {
  const group = noun(program, 'customer', 'customers: those who are insured while they work');
  verb(group, 'add', 'add a customer', "customer add --email ana@example.com --name 'Ana Silva'")
    .requiredOption('--email <email>', 'their address; no two customers share one', anEmail)
    .option('--name <name>', 'their name', aName)
    .option('--number <number>', 'their customer number, such as ABC12 (unless given, one is made)', aCustomerNumber)
    .action((given: Wish & ForWhom) => withFoundation(given, (house) => add(house, given)));
  verb(group, 'list', 'list the customers').action((given: ForWhom) => withFoundation(given, list));
  standing(group);
}

async function add(house: House, wish: Wish): Promise<Answer> {
  const added = await makeCustomer(house, wish);
  if ('tag' in added) return added;
  const { number: customerNumber, email, name } = added;
  const text = `Added ${name ?? email}, customer number ${customerNumber}.
Next, what a work provider calls them:
  npx shiftcover link add 'Courier Ltd' DRIVER_ID ${customerNumber}${staying(house.mode)}`;
  return told(text, { customerNumber, email, name });
}

const TRIES = 5;

/** A new customer, under the number wished for or one made up. */
export async function makeCustomer(house: House, wish: Wish): Promise<Customer | Refused> {
  for (let tried = 0; tried < TRIES; tried++) {
    const number = wish.number ?? madeUpNumber();
    const added = await change(house, { did: 'added a customer', about: number }, async (db) => {
      return (await addCustomer(db, { number, email: wish.email, name: wish.name })) ?? false;
    });
    if (added) return added;
    const holder = await customerByEmail(house.pool, wish.email);
    if (holder) return refused(`${wish.email} is the address of customer ${holder.number} already`);
    if (wish.number) return refused(`customer number ${wish.number} is taken`);
  }
  return refused('no free customer number was found; try again, or give one with --number');
}

async function list({ pool }: House): Promise<Answer> {
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
    spellMoment(recordedAt),
  ]);
  return told(table(['CUSTOMER', 'NAME', 'EMAIL', 'ADDED'], rows), json);
}
