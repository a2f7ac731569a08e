import { readFileSync } from 'node:fs';
import process from 'node:process';
import { type Argument, Command, CommanderError } from 'commander';
import { BAD_USE, printError } from './cli/command/answer.ts';

const ABOUT = `
Every command takes --help and --json. Exit codes: 0 done, 1 refused or not found, 2 bad arguments or configuration.
DATA_DIR is where the data is kept (unless set: data/ of this checkout); DATABASE_URL is a PostgreSQL to use instead.
With --test, most commands work on the data of test mode.

A first look: npx shiftcover demo`;

/** The command line `npx shiftcover`. Each command opens the database, does one thing and closes it. */
const program = new Command('shiftcover')
  .description("Turns couriers' logins and logouts into shifts and cover, and proves them later.")
  .usage('<command> [options]')
  // A subcommand may have options of the same name: "provider terms … --version".
  .enablePositionalOptions()
  .version(version(), '--version', 'print the version')
  .helpCommand('help [command]', 'explain a command')
  .configureHelp({
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(usageOf)].join(' '),
  })
  .configureOutput({ outputError: (message) => printError(message.replace(/^error: /, '')) })
  .exitOverride()
  .addHelpText('after', () => ABOUT);

/** The commands. Only what was asked for is loaded: loading all of them takes longer than most of them run. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  demo: async () => (await import('./cli/demo/demo.ts')).demoCommand,
  provider: async () => (await import('./cli/provider/provider.ts')).providerCommands,
  key: async () => (await import('./cli/provider/key.ts')).keyCommands,
  customer: async () => (await import('./cli/customer/customer.ts')).customerCommands,
  link: async () => (await import('./cli/customer/link.ts')).linkCommands,
  shifts: async () => (await import('./cli/customer/shifts.ts')).shiftsCommand,
  events: async () => (await import('./cli/log/events.ts')).eventsCommand,
  dispute: async () => (await import('./cli/customer/dispute.ts')).disputeCommands,
  cover: async () => (await import('./cli/customer/cover.ts')).coverCommand,
  endpoint: async () => (await import('./cli/provider/endpoint.ts')).endpointCommands,
  listen: async () => (await import('./cli/provider/listen.ts')).listenCommand,
  trigger: async () => (await import('./cli/provider/trigger.ts')).triggerCommand,
  replay: async () => (await import('./cli/replay/replay.ts')).replayCommand,
  request: async () => (await import('./cli/log/request.ts')).requestCommand,
  audit: async () => (await import('./cli/log/audit.ts')).auditCommand,
  void: async () => (await import('./cli/log/void.ts')).voidCommand,
  rebuild: async () => (await import('./cli/log/rebuild.ts')).rebuildCommand,
  'test-mode': async () => (await import('./cli/testMode.ts')).testModeCommands,
  status: async () => (await import('./cli/upkeep/status.ts')).statusCommand,
  doctor: async () => (await import('./cli/upkeep/doctor.ts')).doctorCommand,
  backup: async () => (await import('./cli/upkeep/backup.ts')).backupCommand,
  restore: async () => (await import('./cli/upkeep/restore.ts')).restoreCommand,
  secrets: async () => (await import('./cli/upkeep/secrets.ts')).secretsCommand,
  migrate: async () => (await import('./cli/log/migrate.ts')).migrateCommand,
  completion: async () => (await import('./cli/completion.ts')).completionCommand,
};
const asked = process.argv[2] === 'completion' ? undefined : COMMANDS[process.argv[2] ?? ''];
for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program);

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

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

function usageOf(argument: Argument): string {
  return `<${argument.name()}>`;
}
