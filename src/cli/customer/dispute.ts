import type { Command } from 'commander';
import { LONGEST_NOTE } from '../../core/cover/dispute.ts';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { closeDispute } from '../../operations/disputes.ts';
import { type Dispute, disputeById, newestDisputes, openDisputes } from '../../store/customer/disputes.ts';
import { providersById } from '../../store/provider/providers.ts';
import { type Answer, BAD_USE, type Refused, refuse, succeed } from '../command/answer.ts';
import { parseLimit } from '../command/arguments.ts';
import { command, commandGroup, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { recordRead } from '../command/recordRead.ts';
import { withDatabase } from '../command/run.ts';
import { columns, table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

type ListOptions = OutputOptions & { readonly all?: true; readonly limit: number };
type CloseOptions = OutputOptions & { readonly answer: string };

const DEFAULT_LIMIT = 50;

/** Adds the commands about what drivers say is wrong with their shifts and gaps. */
export function disputeCommands(program: Command): void {
  const group = commandGroup(program, 'dispute', 'what drivers say is wrong: list, show, close');
  command(group, 'list', 'list those without an answer, the oldest first', 'dispute list')
    .option('--all', 'those with an answer too, the newest first')
    .option('--limit <count>', 'how many at most', parseLimit, DEFAULT_LIMIT)
    .action((options: ListOptions) => withDatabase(options, (context) => list(context, options)));
  command(group, 'show', 'show one in full', 'dispute show dsp_…')
    .argument('<id>', 'the id that list shows')
    .action((id: string, options: OutputOptions) => withDatabase(options, (context) => show(context, id)));
  command(
    group,
    'close',
    'close one with an answer that the driver reads',
    "dispute close dsp_… --answer 'Your logout was missing. It is corrected now.'",
  )
    .argument('<id>', 'the id that list shows')
    .requiredOption('--answer <text>', 'what the driver reads')
    .action((id: string, options: CloseOptions) =>
      withDatabase(options, (context) => close(context, id, options.answer.trim())),
    );
}

async function list(context: CommandContext, { all, limit }: ListOptions): Promise<Answer> {
  const found = await (all ? newestDisputes : openDisputes)(context.pool, limit);
  await recordRead(context, 'dispute list', undefined);
  const shown = await shownAll(context, found);
  const json = shown.map(disputeJson);
  if (shown.length === 0) return succeed(all ? 'There are no disputes.' : 'There are no open disputes.', json);
  const rows = shown.map(({ id, customerNumber, provider, about, claim, openedAt, closedAt }) => {
    const state = closedAt === null ? 'open' : 'closed';
    return [id, customerNumber, provider, periodText(about), claim, formatInstant(openedAt), state];
  });
  return succeed(table(['ID', 'CUSTOMER', 'WORK PROVIDER', 'ABOUT', 'SAYS', 'OPENED', 'STATE'], rows), json);
}

async function show(context: CommandContext, id: string): Promise<Answer> {
  const found = await find(context, id);
  if (found.tag === 'refused') return found;
  await recordRead(context, 'dispute show', found.dispute.customerNumber);
  const [shown] = (await shownAll(context, [found.dispute])) as [Shown];
  return succeed(inFull(shown), disputeJson(shown));
}

async function close(context: CommandContext, wireId: string, answer: string): Promise<Answer> {
  if (answer === '' || Array.from(answer).length > LONGEST_NOTE)
    return refuse(`--answer must be a text of at most ${LONGEST_NOTE} characters`, BAD_USE);
  const id = context.ids.find('dispute', wireId)?.id;
  if (id === undefined) return refuseUnknown(wireId);
  const closed = await closeDispute(context.pool, context.actor, { id, answer });
  switch (closed.tag) {
    case 'not_found':
      return refuseUnknown(wireId);
    case 'closed_already':
      return refuse(`dispute ${wireId} is closed already; see: npx shiftcover dispute show ${wireId}`);
    case 'closed': {
      const [shown] = (await shownAll(context, [closed.dispute])) as [Shown];
      return succeed(`Dispute ${wireId} is closed. ${shown.customerNumber} is mailed that there is an answer.`, {
        ...disputeJson(shown),
      });
    }
    default:
      return closed satisfies never;
  }
}

async function find(
  { pool, ids }: CommandContext,
  wireId: string,
): Promise<{ readonly tag: 'found'; readonly dispute: Dispute } | Refused> {
  const found = ids.find('dispute', wireId);
  const dispute = found && (await disputeById(pool, found.id));
  return dispute ? { tag: 'found', dispute } : refuseUnknown(wireId);
}

function refuseUnknown(id: string): Refused {
  return refuse(`there is no dispute ${id}; see: npx shiftcover dispute list --all`);
}

type Shown = Omit<Dispute, 'id'> & { readonly id: string; readonly provider: string };

async function shownAll({ pool, ids }: CommandContext, disputes: readonly Dispute[]): Promise<Shown[]> {
  const providers = await providersById(pool, [...new Set(disputes.map(({ workProvider }) => workProvider))]);
  return disputes.map((each) => ({
    ...each,
    id: ids.write('dispute', each.workProvider, each.id),
    provider: providers.get(each.workProvider)?.name ?? '',
  }));
}

function inFull(dispute: Shown): string {
  const { id, customerNumber, provider, identifierKind, identifier, about, claim, claimed, note } = dispute;
  const lines = [
    ['dispute', id],
    ['customer', customerNumber],
    ['work provider', provider],
    [identifierKind, identifier],
    ['about', periodText(about)],
    ['says', claim],
    ['when', periodText(claimed)],
    ['note', note],
    ['opened', formatInstant(dispute.openedAt)],
    ['shared with it', dispute.shared ? 'yes' : 'no'],
    ...(dispute.closedAt === null
      ? []
      : [
          ['closed', formatInstant(dispute.closedAt)],
          ['answer', dispute.answer || 'none is left: the customer closed their account'],
        ]),
  ];
  return columns(lines).join('\n');
}

function disputeJson({ id, customerNumber, provider, identifierKind, identifier, ...rest }: Shown) {
  const { about, claim, claimed, note, shared, openedAt, closedAt, answer } = rest;
  return {
    id,
    customerNumber,
    workProvider: provider,
    [identifierKind]: identifier,
    about: periodJson(about),
    claim,
    claimed: periodJson(claimed),
    note,
    shared,
    openedAt: toRfc3339OrNull(openedAt),
    closedAt: toRfc3339OrNull(closedAt),
    answer: answer || null,
  };
}

function periodJson({ from, to }: Period) {
  return { from: toRfc3339OrNull(from), to: toRfc3339OrNull(to) };
}

function periodText({ from, to }: Period): string {
  return `${formatInstant(from)} to ${formatInstant(to)}`;
}
