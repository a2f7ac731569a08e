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
import { parseId, parseLimit } from '../command/arguments.ts';
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
  command(group, 'deliveries', 'what was sent to it, the newest first', 'endpoint deliveries 3 --state failed')
    .argument('<id>', 'the id that endpoint list shows', parseId)
    .option('--state <state>', `only those that are ${STATES}`)
    .option('--limit <count>', 'how many at most', parseLimit, DEFAULT_LIMIT)
    .action((id: number, options: Options) => withDatabase(options, (context) => list(context, id, options)));
}

async function list({ pool }: CommandContext, endpointId: number, { state, limit }: Options): Promise<Answer> {
  const found = await findEndpoint(pool, endpointId);
  if (found.tag === 'refused') return found;
  if (state !== undefined && !isState(state)) return refuse(`--state must be one of ${STATES}`, BAD_USE);
  const deliveries = await deliveriesOf(pool, found.endpoint.workProvider, { endpointId, state, limit });
  const attempts = await lastAttemptsOf(
    pool,
    deliveries.map(({ id }) => id),
  );
  const json = deliveries.map((each) => deliveryJson(each, attempts.get(each.id)));
  if (deliveries.length === 0) return succeed('No such deliveries.', json);
  const rows = deliveries.map((each) => rowOf(each, attempts.get(each.id)));
  return succeed(table(['ID', 'TYPE', 'MADE', 'STATE', 'ATTEMPTS', 'LAST ERROR'], rows), json);
}

function isState(text: string): text is DeliveryState {
  return DELIVERY_STATES.some((state) => state === text);
}

function deliveryJson(
  { id, type, state, attemptsMade, recordedAt, nextAttemptAt }: Delivery,
  last: Attempt | undefined,
) {
  return {
    id,
    type,
    state,
    attemptsMade,
    recordedAt: toRfc3339OrNull(recordedAt),
    nextAttemptAt: toRfc3339OrNull(nextAttemptAt),
    lastError: last?.error ?? null,
  };
}

function rowOf({ id, type, recordedAt, state, attemptsMade }: Delivery, last: Attempt | undefined): string[] {
  return [String(id), type, formatInstant(recordedAt), state, String(attemptsMade), last?.error ?? ''];
}
