import type { Command } from 'commander';
import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { correctPeriod, type PeriodChange } from '../../operations/periods.ts';
import { type Held, type HeldRow, heldRowsOf } from '../../store/customer/periods.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseEnd, parseId, parseInstant, parseName } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import { type CommandContext, settleFirst } from '../command/context.ts';
import { findCustomer, refuseClosed } from '../command/lookup.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

/** A kind of period that can be corrected: its table, the group of its commands, and its name in sentences. */
type Kind = { readonly table: Held; readonly group: string; readonly name: string };

export const LINK: Kind = { table: 'link', group: 'link', name: 'link' };
export const SUSPENSION: Kind = { table: 'suspension', group: 'customer suspension', name: 'suspension' };
export const OPT_OUT: Kind = { table: 'opt_out', group: 'customer opt-out', name: 'opt-out' };

type VoidOptions = OutputOptions & { readonly reason: string };
type SetOptions = VoidOptions & { readonly from?: Instant; readonly to?: Instant };

/** Adds `set` and `void`, which correct when something holds. What was said before stays on record. */
export function correctionCommands(group: Command, kind: Kind): void {
  command(
    group,
    'set',
    `correct from when or until when a ${kind.name} holds`,
    `${kind.group} set 7 --to 2026-03-01T12:00:00Z --reason 'ended on paper'`,
  )
    .argument('<id>', 'the id that list shows', parseId)
    .option('--from <instant>', 'when it begins to hold (unless given: as it was)', parseInstant)
    .option('--to <instant>', 'when it ends, or never (unless given: as it was)', parseEnd)
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((id: number, options: SetOptions) => {
      const { from, to } = options;
      return withDatabase(options, async (context) =>
        from === undefined && to === undefined
          ? refuse('give --from, --to or both', BAD_USE)
          : await correct(context, kind, id, { tag: 'bounds', from, to }, options),
      );
    });
  command(
    group,
    'void',
    `say that a ${kind.name} never held`,
    `${kind.group} void 7 --reason 'entered for the wrong person'`,
  )
    .argument('<id>', 'the id that list shows', parseId)
    .requiredOption('--reason <reason>', 'why, for those who ask later', parseName)
    .action((id: number, options: VoidOptions) =>
      withDatabase(options, (context) => correct(context, kind, id, { tag: 'void' }, options)),
    );
}

/** Adds `list`, which shows the periods of one customer with the ids that `set` and `void` take. */
export function listCommand(group: Command, kind: Kind): void {
  command(group, 'list', `list the ${kind.name}s of a customer`, `${kind.group} list ABC12`)
    .argument('<number>', 'their customer number')
    .action((number: string, options: OutputOptions) =>
      withDatabase(options, (context) => list(context, kind, number)),
    );
}

async function list(context: CommandContext, kind: Kind, number: string): Promise<Answer> {
  const { pool } = context;
  const found = await findCustomer(pool, number);
  if (found.tag === 'refused') return found;
  await recordRead(context, `${kind.group} list`, number);
  const held = await heldRowsOf(pool, kind.table, number);
  const ids = held.flatMap(({ workProvider }) => (workProvider === null ? [] : [workProvider]));
  const providers = await providersById(pool, [...new Set(ids)]);
  const nameOf = ({ workProvider }: HeldRow) => providers.get(workProvider ?? 0)?.name;
  const json = held.map((row) => ({ ...rowJson(row), workProvider: nameOf(row) ?? null }));
  if (held.length === 0) return succeed(`${number} has no ${kind.name}s.`, json);
  const rows = held.map((row) => [String(row.id), nameOf(row) ?? '', holdsText(row.held), row.reason]);
  return succeed(table(['ID', 'WORK PROVIDER', 'HOLDS', 'REASON'], rows), json);
}

async function correct(
  context: CommandContext,
  kind: Kind,
  id: number,
  change: PeriodChange,
  { reason: why }: VoidOptions,
): Promise<Answer> {
  const corrected = await correctPeriod(context.pool, context.actor, { table: kind.table, id, change, why });
  switch (corrected.tag) {
    case 'not_found':
      return refuse(`there is no ${kind.name} ${id}; see: npx shiftcover ${kind.group} list`);
    case 'unchanged':
      return refuse(`${kind.name} ${id} ${change.tag === 'void' ? 'is void' : 'holds in that time'} already`);
    case 'no_time':
      return refuse(`${kind.name} ${id} would end before it begins; to say that it never held, use void`);
    case 'overlaps':
      return refuse(`another ${kind.name} holds in some of that time, and ${OVERLAPS[kind.table]}`);
    case 'account_closed':
      return refuseClosed(`the customer of ${kind.name} ${id}`, corrected);
    case 'corrected': {
      const late = await settleFirst(context);
      if (late) return late;
      const { row } = corrected;
      const text = `${capital(kind.name)} ${id} of customer ${row.customerNumber} ${holdsText(row.held)}. What was said before stays on record.`;
      return succeed(text, rowJson(row));
    }
    default:
      return corrected satisfies never;
  }
}

const OVERLAPS: { readonly [H in Held]: string } = {
  link: 'a driver ID belongs to one customer at a time',
  suspension: 'the suspensions of a customer do not overlap',
  opt_out: 'the opt-outs of a customer at one work provider do not overlap',
};

function rowJson({ id, customerNumber, driverId, held, reason }: HeldRow): object {
  const never = held.from >= held.to;
  return {
    id: String(id),
    customerNumber,
    ...(driverId === null ? {} : { driverId }),
    void: never,
    from: never ? null : toRfc3339OrNull(held.from),
    to: never ? null : toRfc3339OrNull(held.to),
    reason,
  };
}

/** Such as `holds from 1 March 2026, 08:00:00 UTC on`. */
function holdsText({ from, to }: Period): string {
  if (from >= to) return 'never held';
  return `holds from ${formatInstant(from)} ${to === Infinity ? 'on' : `to ${formatInstant(to)}`}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
