import process from 'node:process';
import { type Argument, Command, CommanderError } from 'commander';
import { cover } from './cli/customer/cover.ts';
import { customer } from './cli/customer/customer.ts';
import { link } from './cli/customer/link.ts';
import { shifts } from './cli/customer/shifts.ts';
import { demo } from './cli/demo/demo.ts';
import { endpoint } from './cli/endpoint.ts';
import { BAD_USE, complain } from './cli/frame/answer.ts';
import { audit } from './cli/log/audit.ts';
import { events } from './cli/log/events.ts';
import { migrating } from './cli/log/migrate.ts';
import { rebuilding } from './cli/log/rebuild.ts';
import { voiding } from './cli/log/void.ts';
import { key } from './cli/provider/key.ts';
import { provider } from './cli/provider/provider.ts';
import { replay } from './cli/replay/replay.ts';
import { testMode } from './cli/testMode.ts';

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
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : BAD_USE;
}

function inUsage(argument: Argument): string {
  return `<${argument.name()}>`;
}
