import process from 'node:process';
import { type Argument, Command, CommanderError } from 'commander';
import { BAD_USE, printError } from './cli/command/answer.ts';
import { coverCommand } from './cli/customer/cover.ts';
import { customerCommands } from './cli/customer/customer.ts';
import { linkCommands } from './cli/customer/link.ts';
import { shiftsCommand } from './cli/customer/shifts.ts';
import { demoCommand } from './cli/demo/demo.ts';
import { auditCommand } from './cli/log/audit.ts';
import { eventsCommand } from './cli/log/events.ts';
import { migrateCommand } from './cli/log/migrate.ts';
import { rebuildCommand } from './cli/log/rebuild.ts';
import { voidCommand } from './cli/log/void.ts';
import { endpointCommands } from './cli/provider/endpoint.ts';
import { keyCommands } from './cli/provider/key.ts';
import { providerCommands } from './cli/provider/provider.ts';
import { replayCommand } from './cli/replay/replay.ts';
import { testModeCommands } from './cli/testMode.ts';

const ABOUT = `
Every command takes --help and --json. Exit codes: 0 done, 1 refused or not found, 2 bad arguments or configuration.
DATA_DIR is where the data is kept (unless set: data/ of this checkout); DATABASE_URL is a PostgreSQL to use instead.
With --test, most commands work on the data of test mode.

A first look: npx shiftcover demo`;

/** The command line `npx shiftcover`. Each command opens the database, does one thing and closes it. */
const program = new Command('shiftcover')
  .description("Turns couriers' logins and logouts into shifts and cover, and proves them later.")
  .usage('<command> [options]')
  .helpCommand(false)
  .configureHelp({
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(usageOf)].join(' '),
  })
  .configureOutput({ outputError: (message) => printError(message.replace(/^error: /, '')) })
  .exitOverride()
  .addHelpText('after', () => ABOUT);

const COMMANDS = [
  demoCommand,
  providerCommands,
  keyCommands,
  customerCommands,
  linkCommands,
  shiftsCommand,
  eventsCommand,
  coverCommand,
  endpointCommands,
  replayCommand,
  auditCommand,
  voidCommand,
  rebuildCommand,
  testModeCommands,
  migrateCommand,
];
for (const add of COMMANDS) add(program);

// A program that reads the output may end early, as `| head` does. That is no error.
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

function usageOf(argument: Argument): string {
  return `<${argument.name()}>`;
}
