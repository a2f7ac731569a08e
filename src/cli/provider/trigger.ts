import { type Command, Option } from 'commander';
import { type Client, type Report, ShiftcoverError, shiftcover } from '../../../client/shiftcover.ts';
import { modeOf } from '../../core/mode.ts';
import { type Answer, print, refuse, succeed } from '../command/answer.ts';
import { commandWithoutData, type OutputOptions } from '../command/command.ts';

type Options = OutputOptions & { readonly url: string; readonly key: string; readonly driver: string };

/** What makes each type of notice: reports at hours before now. Link notices need a person who agrees. */
const REPORTS: Readonly<Record<string, readonly (readonly [kind: Report['kind'], hoursAgo: number])[]>> = {
  'shift.started': [['login', 0]],
  'shift.ended': [
    ['login', 2],
    ['logout', 1],
  ],
  'event.unmatched': [['logout', 500]],
};

/** Adds the command that makes a notice come, in test mode. It opens no database. */
export function triggerCommand(program: Command): void {
  commandWithoutData(
    program,
    'trigger',
    'make a web hook come, in test mode, by reporting what it is about',
    'trigger shift.ended',
  )
    .argument('<type>', Object.keys(REPORTS).join(', '))
    .addOption(new Option('--url <url>', 'the server').env('SHIFTCOVER_URL').default('http://127.0.0.1:8080'))
    .addOption(new Option('--key <key>', 'your key of test mode').env('SHIFTCOVER_KEY').makeOptionMandatory())
    .option('--driver <driver-id>', 'the driver', 'ana')
    .action(async (type: string, options: Options) => await print(await run(type, options), options));
}

async function run(type: string, { url, key, driver }: Options): Promise<Answer> {
  const wanted = REPORTS[type];
  if (!wanted) return refuse(`there is no ${type} to trigger; write one of ${Object.keys(REPORTS).join(', ')}`);
  if (modeOf(key) !== 'test') return refuse('only with a key of test mode: it reports events that did not happen');
  try {
    return await report(shiftcover({ url, key }), driver, wanted);
  } catch (error) {
    if (error instanceof ShiftcoverError || error instanceof TypeError) return refuse(error.message);
    throw error;
  }
}

async function report(client: Client, driverId: string, wanted: (typeof REPORTS)[string] & {}): Promise<Answer> {
  const now = Date.now();
  const reports = wanted.map(([kind, hours]): Report => ({ kind, driverId, at: new Date(now - hours * 3_600_000) }));
  const { receipts, refused } = await client.report(reports);
  if (refused[0]) return refuse(refused[0].reason.message);
  return succeed(`Reported: ${reports.map(({ kind }) => kind).join(', ')} of ${driverId}.`, { receipts });
}
