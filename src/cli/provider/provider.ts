import type { Command } from 'commander';
import { type Setting, settingAt } from '../../core/shift/setting.ts';
import { clock, HOUR, type Instant, type Micros, spell, toIsoDuration } from '../../core/time/instant.ts';
import { addProvider, changeSettings } from '../../operations/providers.ts';
import { listProviders, type Provider } from '../../store/provider/providers.ts';
import { requeueShiftsFrom } from '../../store/shift/unsettled.ts';
import { type Answer, refused, told } from '../frame/answer.ts';
import { aLongestShift, aName, anInstant, aTimeZone } from '../frame/arguments.ts';
import { command, commandGroup, inShell, type OutputOptions, staying } from '../frame/command.ts';
import { type CommandContext, settleFirst } from '../frame/context.ts';
import { findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { table } from '../frame/table.ts';
import { formatInstant, orNull } from '../frame/times.ts';
import { linkSecret } from './linkSecret.ts';
import { signUpHook } from './signUpHook.ts';
import { terms } from './terms.ts';

type Settings = { readonly timeZone?: string; readonly longestShift?: Micros };
type Change = Settings & { readonly from?: Instant };

const ZONE_UNLESS_SET = 'Europe/London';
const LONGEST_SHIFT_UNLESS_SET: Micros = 14 * HOUR;

/** Those who report logins and logouts: courier companies. */
export function provider(program: Command): void {
  const group = commandGroup(program, 'provider', 'work providers: those who report logins and logouts');
  command(
    group,
    'add',
    'add a work provider',
    "provider add 'Courier Ltd' --time-zone Europe/London --longest-shift PT14H",
  )
    .argument('<name>', 'as it appears in links and on pages', aName)
    .option('--time-zone <zone>', `zone of its timestamps without offset (unless given: ${ZONE_UNLESS_SET})`, aTimeZone)
    .option('--longest-shift <duration>', 'when a shift without a logout ends (unless given: PT14H)', aLongestShift)
    .action((name: string, given: Settings & OutputOptions) =>
      withDatabase(given, (context) => add(context, name, given)),
    );
  command(group, 'list', 'list the work providers and their settings').action((given: OutputOptions) =>
    withDatabase(given, list),
  );
  command(
    group,
    'set',
    'change settings from a moment on',
    "provider set 'Courier Ltd' --longest-shift PT12H --from 2030-01-01T00:00Z",
  )
    .argument('<name>', 'the work provider', aName)
    .option('--time-zone <zone>', 'zone of its timestamps without offset', aTimeZone)
    .option('--longest-shift <duration>', 'when a shift without a logout ends', aLongestShift)
    .option('--from <instant>', 'when it begins to hold: now or later (unless given: now)', anInstant)
    .action((name: string, given: Change & OutputOptions) =>
      withDatabase(given, (context) => set(context, name, given)),
    );
  terms(group);
  linkSecret(group);
  signUpHook(group);
}

async function add(context: CommandContext, name: string, given: Settings): Promise<Answer> {
  const { timeZone = ZONE_UNLESS_SET, longestShift = LONGEST_SHIFT_UNLESS_SET } = given;
  const added = await addProvider(context.pool, context.actor, { name, timeZone, longestShift });
  if (added.tag === 'name_taken') return refused(`there is a work provider named ${JSON.stringify(name)} already`);
  const text = `Added ${name}: local times in ${timeZone}, shifts of at most ${spell(longestShift)}.
Next, a key for it: npx shiftcover key add ${inShell(name)}${staying(context.mode)}`;
  return told(text, { name, timeZone, longestShift: toIsoDuration(longestShift) });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const providers = await listProviders(pool);
  const now = clock();
  const json = providers.map((each) => ({
    name: each.name,
    ...asJson(settingAt(each.settings, now)),
    settings: each.settings.map(asJson),
  }));
  if (providers.length === 0) {
    return told("No work providers yet. Add one: npx shiftcover provider add 'Courier Ltd'", json);
  }
  const rows = providers.flatMap((each) => rowsOf(each, now));
  return told(table(['WORK PROVIDER', 'TIME ZONE', 'LONGEST SHIFT', 'HOLDS'], rows), json);
}

function asJson({ holdsFrom, timeZone, longestShift }: Setting) {
  return { timeZone, longestShift: toIsoDuration(longestShift), holdsFrom: orNull(holdsFrom) };
}

/** The setting in force, and those to come. */
function rowsOf({ name, settings }: Provider, now: Instant): string[][] {
  const current = settingAt(settings, now);
  const shown = settings.filter((each) => each === current || each.holdsFrom > now);
  return shown.map((each) => [
    each === current ? name : '',
    each.timeZone,
    spell(each.longestShift),
    each === current ? 'now' : `from ${formatInstant(each.holdsFrom)}`,
  ]);
}

async function set(context: CommandContext, name: string, given: Change): Promise<Answer> {
  const found = await findProvider(context.pool, name);
  if (isRefused(found)) return found;
  if (given.timeZone === undefined && given.longestShift === undefined) {
    return refused('give --time-zone, --longest-shift or both', 2);
  }
  const { timeZone, longestShift, from } = given;
  const now = clock();
  const input = {
    id: found.id,
    name,
    from: from ?? now,
    now,
    ...(timeZone && { timeZone }),
    ...(longestShift && { longestShift }),
  };
  const changed = await changeSettings(context.pool, context.actor, input);
  if (changed.tag === 'past') {
    return refused('a setting holds from now or a later moment: what has been stays as it was');
  }
  if (changed.tag === 'instant_taken') return refused('another setting holds from the same moment');
  const { setting } = changed;
  const late = await settleAnew(context, found.id, setting.holdsFrom);
  const text = `From ${formatInstant(setting.holdsFrom)} on, ${name} has local times in ${setting.timeZone} and shifts of at most ${spell(setting.longestShift)}.`;
  return late ?? told(text, { name, ...asJson(setting) });
}

/** What was being settled while the setting came may not have seen it: that is waited for, then queued as well. */
async function settleAnew(context: CommandContext, providerId: number, from: Instant): Promise<Answer | undefined> {
  const late = await settleFirst(context);
  await requeueShiftsFrom(context.pool, providerId, from);
  return late ?? (await settleFirst(context));
}
