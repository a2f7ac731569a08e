import process from 'node:process';
import { type Argument, Command, CommanderError } from 'commander';
import { BAD_USE, complain } from './commands/answer.ts';
import { audit } from './commands/audit.ts';
import { cover } from './commands/cover.ts';
import { customer } from './commands/customer.ts';
import { demo } from './commands/demo.ts';
import { endpoint } from './commands/endpoint.ts';
import { events } from './commands/events.ts';
import { key } from './commands/key.ts';
import { link } from './commands/link.ts';
import { migrating } from './commands/migrate.ts';
import { provider } from './commands/provider.ts';
import { rebuilding } from './commands/rebuild.ts';
import { replay } from './commands/replay.ts';
import { shifts } from './commands/shifts.ts';
import { testMode } from './commands/testMode.ts';
import { voiding } from './commands/void.ts';

const ABOUT = `
Every command takes --help and --json. Exit codes: 0 done, 1 refused or not found, 2 bad arguments or configuration.
DATA_DIR is where the data is kept (unless set: data/ of this checkout); DATABASE_URL is a PostgreSQL to use instead.
With --test, most commands work on the data of test mode.

A first look: npx shiftcover demo`;

/** The operator's hand: `npx shiftcover …`. Each command opens the house, does one thing and closes it again. */
const program = new Command('shiftcover')
  .description("Turns couriers' logins and logouts into shifts and cover, and proves them later.")
  .usage('<command> [options]')
  .helpCommand(false)
  .configureHelp({
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(inUsage)].join(' '),
  })
  .configureOutput({ outputError: (message) => complain(message.replace(/^error: /, '')) })
  .exitOverride()
  .addHelpText('after', () => ABOUT);

const COMMANDS = [
  demo,
  provider,
  key,
  customer,
  link,
  shifts,
  events,
  cover,
  endpoint,
  replay,
  audit,
  voiding,
  rebuilding,
  testMode,
  migrating,
];
for (const add of COMMANDS) add(program);

// A reader that has seen enough (`… | head`) is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (fault) {
  if (!(fault instanceof CommanderError)) throw fault;
  process.exitCode = fault.exitCode === 0 ? 0 : BAD_USE;
}

function inUsage(argument: Argument): string {
  return `<${argument.name()}>`;
}
