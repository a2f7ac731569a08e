import type { Command } from 'commander';
import { type Setting, settingAt } from '../../core/shift/setting.ts';
import {
  clock,
  formatDuration,
  HOUR,
  type Instant,
  type Micros,
  toIsoDuration,
  toRfc3339OrNull,
} from '../../core/time/instant.ts';
import { addProvider, changeSettings, endProvider, renameProvider } from '../../operations/providers.ts';
import { listProviders, type Provider } from '../../store/provider/providers.ts';
import { type Answer, BAD_USE, type Refused, refuse, succeed } from '../command/answer.ts';
import { parseEnd, parseInstant, parseLongestShift, parseName, parseTimeZone } from '../command/arguments.ts';
import { command, commandGroup, inShell, modeOption, type OutputOptions } from '../command/command.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';
import { linkSecretCommand } from './linkSecret.ts';
import { signUpHookCommand } from './signUpHook.ts';
import { termsCommand } from './terms.ts';

type Settings = OutputOptions & { readonly timeZone?: string; readonly longestShift?: Micros };
type SettingsFrom = Settings & { readonly from?: Instant };

type EndOptions = OutputOptions & { readonly at?: Instant; readonly reason: string };

const DEFAULT_ZONE = 'Europe/London';
const DEFAULT_LONGEST_SHIFT: Micros = 14 * HOUR;

/** Adds the commands about work providers. */
export function providerCommands(program: Command): void {
  const group = commandGroup(program, 'provider', 'work providers: those who report logins and logouts');
  command(
    group,
    'add',
    'add a work provider',
    "provider add 'Courier Ltd' --time-zone Europe/London --longest-shift PT14H",
  )
    .argument('<name>', 'as it appears in links and on pages', parseName)
    .option(
      '--time-zone <zone>',
      `zone of its timestamps without offset (unless given: ${DEFAULT_ZONE})`,
      parseTimeZone,
    )
    .option('--longest-shift <duration>', 'when a shift without a logout ends (unless given: PT14H)', parseLongestShift)
    .action((name: string, options: Settings) => withDatabase(options, (context) => add(context, name, options)));
  command(group, 'list', 'list the work providers and their settings').action((options: OutputOptions) =>
    withDatabase(options, list),
  );
  command(
    group,
    'set',
    'change settings from a moment on',
    "provider set 'Courier Ltd' --longest-shift PT12H --from 2030-01-01T00:00Z",
  )
    .argument('<name>', 'the work provider', parseName)
    .option('--time-zone <zone>', 'zone of its timestamps without offset', parseTimeZone)
    .option('--longest-shift <duration>', 'when a shift without a logout ends', parseLongestShift)
    .option('--from <instant>', 'when it begins to hold: now or later (unless given: now)', parseInstant)
    .action((name: string, options: SettingsFrom) => withDatabase(options, (context) => set(context, name, options)));
  command(
    group,
    'end',
    'end a work provider: its keys are refused, and work for it gives no cover from then on',
    "provider end 'Courier Ltd' --at 2026-12-31T23:59:59Z --reason 'contract over'",
  )
    .argument('<name>', 'the work provider', parseName)
    .option('--at <instant>', 'when it ends, or never to take the end back (unless given: now)', parseEnd)
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((name: string, options: EndOptions) => withDatabase(options, (context) => end(context, name, options)));
  command(group, 'rename', 'give a work provider another name', "provider rename 'Courier Ltd' 'Courier Group'")
    .argument('<name>', 'the work provider', parseName)
    .argument('<new-name>', 'as it appears in links and on pages from now on', parseName)
    .action((name: string, newName: string, options: OutputOptions) =>
      withDatabase(options, (context) => rename(context, name, newName)),
    );
  termsCommand(group);
  linkSecretCommand(group);
  signUpHookCommand(group);
}

async function add({ pool, actor, mode }: CommandContext, name: string, options: Settings): Promise<Answer> {
  const { timeZone = DEFAULT_ZONE, longestShift = DEFAULT_LONGEST_SHIFT } = options;
  const added = await addProvider(pool, actor, { name, timeZone, longestShift });
  if (added.tag === 'name_taken') return refuseTaken(name);
  const text = `Added ${name}: local times in ${timeZone}, shifts of at most ${formatDuration(longestShift)}.
Next, a key for it: npx shiftcover key add ${inShell(name)}${modeOption(mode)}`;
  return succeed(text, { name, timeZone, longestShift: toIsoDuration(longestShift) });
}

function refuseTaken(name: string): Refused {
  return refuse(`another work provider has or had the name ${JSON.stringify(name)}, but for case and blanks`);
}

async function rename({ pool, actor }: CommandContext, name: string, newName: string): Promise<Answer> {
  const found = await findProvider(pool, name);
  if (found.tag === 'refused') return found;
  const renamed = await renameProvider(pool, actor, { provider: found.provider, name: newName });
  if (renamed.tag === 'name_taken') return refuseTaken(newName);
  const text = `${name} is ${newName} from now on. Links for drivers that name it as wp=${name} go on working.`;
  return succeed(text, { name: newName, was: name });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const providers = await listProviders(pool);
  const now = clock();
  const json = providers.map((each) => ({
    name: each.name,
    endsAt: toRfc3339OrNull(each.end),
    ...settingJson(settingAt(each.settings, now)),
    settings: each.settings.map(settingJson),
  }));
  if (providers.length === 0) {
    return succeed("No work providers yet. Add one: npx shiftcover provider add 'Courier Ltd'", json);
  }
  const rows = providers.flatMap((each) => rowsOf(each, now));
  return succeed(table(['WORK PROVIDER', 'TIME ZONE', 'LONGEST SHIFT', 'HOLDS'], rows), json);
}

function settingJson({ holdsFrom, timeZone, longestShift }: Setting) {
  return { timeZone, longestShift: toIsoDuration(longestShift), holdsFrom: toRfc3339OrNull(holdsFrom) };
}

/** The setting in force, and those to come. */
function rowsOf({ name, settings, end }: Provider, now: Instant): string[][] {
  const current = settingAt(settings, now);
  const shown = settings.filter((each) => each === current || each.holdsFrom > now);
  return shown.map((each) => [
    each === current ? name : '',
    each.timeZone,
    formatDuration(each.longestShift),
    each === current
      ? end === Infinity
        ? 'now'
        : `to ${formatInstant(end)}`
      : `from ${formatInstant(each.holdsFrom)}`,
  ]);
}

async function end(context: CommandContext, name: string, { at = clock(), reason: why }: EndOptions): Promise<Answer> {
  const found = await findProvider(context.pool, name);
  if (found.tag === 'refused') return found;
  await endProvider(context.pool, context.actor, { id: found.provider.id, name, at, why });
  const late = await settleFirst(context);
  if (late) return late;
  const text =
    at === Infinity
      ? `${name} has no end.`
      : `From ${formatInstant(at)} on, the keys of ${name} are refused, and work for it gives no cover.`;
  return succeed(text, { name, endsAt: toRfc3339OrNull(at), reason: why });
}

async function set(context: CommandContext, name: string, options: SettingsFrom): Promise<Answer> {
  const found = await findProvider(context.pool, name);
  if (found.tag === 'refused') return found;
  const { timeZone, longestShift, from } = options;
  if (timeZone === undefined && longestShift === undefined) {
    return refuse('give --time-zone, --longest-shift or both', BAD_USE);
  }
  const now = clock();
  const input = { provider: found.provider, timeZone, longestShift, from: from ?? now, now };
  const changed = await changeSettings(context.pool, context.actor, input);
  if (changed.tag === 'past') {
    return refuse('a setting holds from now or a later moment: what has been stays as it was');
  }
  if (changed.tag === 'instant_taken') return refuse('another setting holds from the same moment');
  const { setting } = changed;
  const late = await settleFirst(context);
  if (late) return late;
  const longest = formatDuration(setting.longestShift);
  const what = `local times in ${setting.timeZone} and shifts of at most ${longest}`;
  const text = `From ${formatInstant(setting.holdsFrom)} on, ${name} has ${what}.`;
  return succeed(text, { name, ...settingJson(setting) });
}
