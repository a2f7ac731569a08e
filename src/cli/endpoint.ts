import type { Command } from 'commander';
import type { Instant } from '../core/time/instant.ts';
import { replayEndpoint } from '../operations/deliveries.ts';
import { addEndpoint, pauseEndpoint, resumeEndpoint } from '../operations/endpoints.ts';
import { migrateJobs } from '../store/jobs.ts';
import { providersById } from '../store/provider/providers.ts';
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryState,
  deliveriesOf,
  lastAttemptsOf,
} from '../store/webhook/deliveries.ts';
import { type Endpoint, endpointById, listEndpoints } from '../store/webhook/endpoints.ts';
import { openGuardedPost } from '../webhooks/http/guardedPost.ts';
import { type Answer, BAD_USE, type Refused, refused, told } from './frame/answer.ts';
import { aLimit, aName, anEmail, anId, anInstant } from './frame/arguments.ts';
import { command, commandGroup, type OutputOptions } from './frame/command.ts';
import type { CommandContext } from './frame/context.ts';
import { findProvider, isRefused } from './frame/lookup.ts';
import { withDatabase } from './frame/run.ts';
import { table } from './frame/table.ts';
import { formatInstant, orNull } from './frame/times.ts';

type Wish = OutputOptions & { readonly description?: string; readonly email?: string };
type Choice = OutputOptions & { readonly state?: string; readonly limit: number };
type Since = OutputOptions & { readonly since: Instant };

/** Where work providers are told of things, and what became of it (docs/web-hooks.md). */
export function endpoint(program: Command): void {
  const group = commandGroup(program, 'endpoint', 'endpoints: where web hooks are sent to, and what became of them');
  command(group, 'add', 'have everything sent to a URL', "endpoint add 'Courier Ltd' https://example.com/hooks")
    .argument('<provider>', 'the work provider', aName)
    .argument('<url>', 'where notices are posted to')
    .option('--description <text>', 'what it is for', aName)
    .option('--email <email>', 'whom to write to when it is paused', anEmail)
    .action((name: string, url: string, given: Wish) =>
      withDatabase(given, (context) => add(context, name, url, given)),
    );
  command(group, 'list', 'list the endpoints, and how they do').action((given: OutputOptions) =>
    withDatabase(given, list),
  );
  command(group, 'pause', 'send nothing to it for now; what is to be told is held', 'endpoint pause 3')
    .argument('<id>', 'the id that endpoint list shows', anId)
    .action((id: number, given: OutputOptions) => withDatabase(given, (context) => pause(context, id)));
  command(group, 'resume', 'send to it again, what was held first', 'endpoint resume 3')
    .argument('<id>', 'the id that endpoint list shows', anId)
    .action((id: number, given: OutputOptions) => withDatabase(given, (context) => resume(context, id)));
  command(group, 'deliveries', 'what was sent to it, the newest first', 'endpoint deliveries 3 --state failed')
    .argument('<id>', 'the id that endpoint list shows', anId)
    .option('--state <state>', `only those that are ${DELIVERY_STATES.join(', ')}`)
    .option('--limit <count>', 'how many at most', aLimit, 50)
    .action((id: number, given: Choice) => withDatabase(given, (context) => deliveries(context, id, given)));
  command(group, 'replay', 'send everything since a moment once more', 'endpoint replay 3 --since 2026-03-01T08:00:00Z')
    .argument('<id>', 'the id that endpoint list shows', anId)
    .requiredOption('--since <instant>', 'from when on', anInstant)
    .action((id: number, given: Since) => withDatabase(given, (context) => replay(context, id, given.since)));
}

async function add(
  context: CommandContext,
  name: string,
  url: string,
  { description = '', email }: Wish,
): Promise<Answer> {
  const provider = await findProvider(context.pool, name);
  if (isRefused(provider)) return provider;
  // No server may ever have run on this database, and what settling writes for the endpoint queues jobs.
  await migrateJobs(context.pool);
  const input = { workProvider: provider.id, url, description, email: email ?? null, types: [] };
  const { refusalOf } = openGuardedPost(context.config.webhookAllowPrivate);
  const added = await addEndpoint(context.pool, context.actor, input, refusalOf);
  switch (added.tag) {
    case 'bad_url':
      return refused(added.why, BAD_USE);
    case 'bad_email':
      return refused(`${email} is no email address`, BAD_USE);
    case 'too_many':
      return refused(`${name} has ${added.most} endpoints already, and may have no more; it can remove one`);
    case 'added':
      return shown(added, name);
    default:
      return added satisfies never;
  }
}

function shown({ endpoint: added, secret }: { endpoint: Endpoint; secret: string }, name: string): Answer {
  const text = `Endpoint ${added.id} for ${name}. Its secret signs what is sent; it is shown this once, so hand it over now:

  ${secret}

How to receive: docs/web-hooks.md.`;
  return told(text, { ...asJson(added, name), secret });
}

async function list({ pool }: CommandContext): Promise<Answer> {
  const endpoints = await listEndpoints(pool);
  const providers = await providersById(pool, [...new Set(endpoints.map(({ workProvider }) => workProvider))]);
  const nameOf = (each: Endpoint) => providers.get(each.workProvider)?.name ?? '';
  const json = endpoints.map((each) => asJson(each, nameOf(each)));
  if (endpoints.length === 0) {
    return told("No endpoints yet. Add one: npx shiftcover endpoint add 'Courier Ltd' https://example.com/hooks", json);
  }
  const rows = endpoints.map((each) => [String(each.id), nameOf(each), each.url, stateOf(each)]);
  return told(table(['ID', 'WORK PROVIDER', 'URL', 'STATE'], rows), json);
}

function stateOf({ pausedAt, pausedBecause, failingSince }: Endpoint): string {
  if (pausedAt !== null) return `paused ${formatInstant(pausedAt)}: ${pausedBecause}`;
  return failingSince === null ? 'in force' : `failing since ${formatInstant(failingSince)}`;
}

async function pause(context: CommandContext, id: number): Promise<Answer> {
  const found = await find(context, id);
  if (isRefused(found)) return found;
  const paused = await pauseEndpoint(context.pool, context.actor, found);
  if (paused.tag === 'not_found') return noSuchEndpoint(id);
  if (paused.tag === 'paused_already') return refused(`endpoint ${id} is paused already`);
  return told(`Endpoint ${id} is paused, until: npx shiftcover endpoint resume ${id}`, { id, paused: true });
}

async function resume(context: CommandContext, id: number): Promise<Answer> {
  const found = await find(context, id);
  if (isRefused(found)) return found;
  const resumed = await resumeEndpoint(context.pool, context.actor, found);
  if (resumed.tag === 'not_found') return noSuchEndpoint(id);
  if (resumed.tag === 'not_paused') return refused(`endpoint ${id} is not paused`);
  const { released } = resumed;
  return told(`Endpoint ${id} is sent to again: ${released} deliveries that were held come first.`, {
    id,
    paused: false,
    released,
  });
}

async function deliveries(context: CommandContext, id: number, { state, limit }: Choice): Promise<Answer> {
  const found = await find(context, id);
  if (isRefused(found)) return found;
  if (state !== undefined && !isState(state))
    return refused(`--state must be one of ${DELIVERY_STATES.join(', ')}`, BAD_USE);
  const chosen = await deliveriesOf(context.pool, found.workProvider, { endpointId: id, state, limit });
  const last = await lastAttemptsOf(
    context.pool,
    chosen.map((each) => each.id),
  );
  const json = chosen.map((each) => {
    const attempt = last.get(each.id);
    return {
      id: each.id,
      type: each.type,
      state: each.state,
      attemptsMade: each.attemptsMade,
      recordedAt: orNull(each.recordedAt),
      nextAttemptAt: each.nextAttemptAt === null ? null : orNull(each.nextAttemptAt),
      lastError: attempt?.error ?? null,
    };
  });
  if (chosen.length === 0) return told('No such deliveries.', json);
  const rows = chosen.map((each) => rowOf(each, last.get(each.id)?.error ?? ''));
  return told(table(['ID', 'TYPE', 'MADE', 'STATE', 'ATTEMPTS', 'LAST FAULT'], rows), json);
}

function isState(text: string): text is DeliveryState {
  return DELIVERY_STATES.some((state) => state === text);
}

function rowOf({ id, type, recordedAt, state, attemptsMade }: Delivery, fault: string): string[] {
  return [String(id), type, formatInstant(recordedAt), state, String(attemptsMade), fault];
}

async function replay(context: CommandContext, id: number, since: Instant): Promise<Answer> {
  const found = await find(context, id);
  if (isRefused(found)) return found;
  const sent = await replayEndpoint(context.pool, context.actor, { ...found, since });
  if (sent.tag === 'not_found') return noSuchEndpoint(id);
  if (sent.tag === 'paused') return refused(`endpoint ${id} is paused; first: npx shiftcover endpoint resume ${id}`);
  const { replayed } = sent;
  return told(`${replayed} notices are sent to endpoint ${id} once more.`, { id, replayed });
}

async function find({ pool }: CommandContext, id: number): Promise<Endpoint | Refused> {
  return (await endpointById(pool, id)) ?? noSuchEndpoint(id);
}

function noSuchEndpoint(id: number): Refused {
  return refused(`there is no endpoint ${id}; see: npx shiftcover endpoint list`);
}

function asJson(
  { id, url, description, email, types, recordedAt, failingSince, pausedAt, pausedBecause }: Endpoint,
  name: string,
) {
  return {
    id,
    workProvider: name,
    url,
    description,
    email,
    types,
    recordedAt: orNull(recordedAt),
    failingSince: failingSince === null ? null : orNull(failingSince),
    pausedAt: pausedAt === null ? null : orNull(pausedAt),
    pausedBecause,
  };
}
