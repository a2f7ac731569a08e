import type { Command } from 'commander';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import {
  type Attempt,
  DELIVERY_STATES,
  type Delivery,
  type DeliveryState,
  deliveriesOf,
  lastAttemptsOf,
} from '../../store/webhook/deliveries.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseLimit } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findEndpoint } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';

type Options = OutputOptions & { readonly state?: string; readonly limit: number };

const DEFAULT_LIMIT = 50;
const STATES = DELIVERY_STATES.join(', ');

/** Adds the command that lists the deliveries to an endpoint. */
export function deliveriesCommand(group: Command): void {
  command(group, 'deliveries', 'what was sent to it, the newest first', 'endpoint deliveries end_… --state failed')
    .argument('<id>', 'the id that endpoint list shows, such as end_…')
    .option('--state <state>', `only those that are ${STATES}`)
    .option('--limit <count>', 'how many at most', parseLimit, DEFAULT_LIMIT)
    .action((id: string, options: Options) => withDatabase(options, (context) => list(context, id, options)));
}

async function list(context: CommandContext, id: string, { state, limit }: Options): Promise<Answer> {
  const { pool, ids } = context;
  const found = await findEndpoint(context, id);
  if (found.tag === 'refused') return found;
  if (state !== undefined && !isState(state)) return refuse(`--state must be one of ${STATES}`, BAD_USE);
  const { workProvider } = found.endpoint;
  const stored = await deliveriesOf(pool, workProvider, { endpointId: found.endpoint.id, state, limit });
  const attempts = await lastAttemptsOf(
    pool,
    stored.map((each) => each.id),
  );
  const deliveries = stored.map((each) => ({
    ...each,
    wireId: ids.write('delivery', workProvider, each.id),
  }));
  const json = deliveries.map((each) => deliveryJson(each, attempts.get(each.id)));
  if (deliveries.length === 0) return succeed('No such deliveries.', json);
  const rows = deliveries.map((each) => rowOf(each, attempts.get(each.id)));
  return succeed(table(['ID', 'TYPE', 'MADE', 'STATE', 'ATTEMPTS', 'LAST ERROR'], rows), json);
}

type Shown = Delivery & { readonly wireId: string };

function isState(text: string): text is DeliveryState {
  return DELIVERY_STATES.some((state) => state === text);
}

function deliveryJson(
  { wireId, type, state, attemptsMade, recordedAt, nextAttemptAt }: Shown,
  last: Attempt | undefined,
) {
  return {
    id: wireId,
    type,
    state,
    attemptsMade,
    recordedAt: toRfc3339OrNull(recordedAt),
    nextAttemptAt: toRfc3339OrNull(nextAttemptAt),
    lastError: last?.error ?? null,
  };
}

function rowOf({ wireId, type, recordedAt, state, attemptsMade }: Shown, last: Attempt | undefined): string[] {
  return [wireId, type, formatInstant(recordedAt), state, String(attemptsMade), last?.error ?? ''];
}
