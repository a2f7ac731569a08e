import type { Command } from 'commander';
import { type Instant, toRfc3339OrNull } from '../../core/time/instant.ts';
import { replayEndpoint } from '../../operations/deliveries.ts';
import { addEndpoint, pauseEndpoint, resumeEndpoint, rotateEndpointSecret } from '../../operations/endpoints.ts';
import { providersById } from '../../store/provider/providers.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { type Endpoint, listEndpoints } from '../../store/webhook/endpoints.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseEmail, parseInstant, parseName } from '../command/arguments.ts';
import { command, commandGroup, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findEndpoint, findProvider, refuseUnknownEndpoint } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { table } from '../output/table.ts';
import { formatInstant } from '../output/times.ts';
import { deliveriesCommand } from './deliveries.ts';

type AddOptions = OutputOptions & { readonly description?: string; readonly email?: string };
type ReplayOptions = OutputOptions & { readonly since: Instant };

/** Adds the commands about the endpoints of web hooks (docs/web-hooks.md). */
export function endpointCommands(program: Command): void {
  const group = commandGroup(program, 'endpoint', 'endpoints: where web hooks are sent to, and what became of them');
  command(group, 'add', 'have everything sent to a URL', "endpoint add 'Courier Ltd' https://example.com/hooks")
    .argument('<provider>', 'the work provider', parseName)
    .argument('<url>', 'where notices are posted to')
    .option('--description <text>', 'what it is for', parseName)
    .option('--email <email>', 'whom to write to when it is paused', parseEmail)
    .action((name: string, url: string, options: AddOptions) =>
      withDatabase(options, (context) => add(context, name, url, options)),
    );
  command(group, 'list', 'list the endpoints, and how they do').action((options: OutputOptions) =>
    withDatabase(options, list),
  );
  command(group, 'pause', 'send nothing to it for now; its deliveries are held', 'endpoint pause end_…')
    .argument('<id>', 'the id that endpoint list shows, such as end_…')
    .action((id: string, options: OutputOptions) => withDatabase(options, (context) => pause(context, id)));
  command(group, 'resume', 'send to it again, what was held first', 'endpoint resume end_…')
    .argument('<id>', 'the id that endpoint list shows, such as end_…')
    .action((id: string, options: OutputOptions) => withDatabase(options, (context) => resume(context, id)));
  command(
    group,
    'rotate-secret',
    'give it a new secret; the former one signs for 24 hours too',
    'endpoint rotate-secret end_…',
  )
    .argument('<id>', 'the id that endpoint list shows, such as end_…')
    .action((id: string, options: OutputOptions) => withDatabase(options, (context) => rotateSecret(context, id)));
  deliveriesCommand(group);
  command(
    group,
    'replay',
    'send everything since a moment once more',
    'endpoint replay end_… --since 2026-03-01T08:00:00Z',
  )
    .argument('<id>', 'the id that endpoint list shows, such as end_…')
    .requiredOption('--since <instant>', 'from when on', parseInstant)
    .action((id: string, options: ReplayOptions) => withDatabase(options, (context) => replay(context, id, options)));
}

async function add(
  context: CommandContext,
  name: string,
  url: string,
  { description = '', email }: AddOptions,
): Promise<Answer> {
  const found = await findProvider(context.pool, name);
  if (found.tag === 'refused') return found;
  const input = { workProvider: found.provider.id, url, description, email: email ?? null, types: [] };
  const { openGuardedPost } = await import('../../webhooks/http/guardedPost.ts');
  const { refusalOf } = openGuardedPost(context.config.webhookAllowPrivate);
  const added = await addEndpoint(context.pool, context.actor, input, refusalOf);
  switch (added.tag) {
    case 'bad_url':
      return refuse(added.why, BAD_USE);
    case 'bad_email':
      return refuse(`${email} is no email address`, BAD_USE);
    case 'too_many':
      return refuse(`${name} has ${added.most} endpoints already, and may have no more; it can remove one`);
    case 'added':
      return answerAdded(context, added, name);
    default:
      return added satisfies never;
  }
}

function answerAdded(
  { ids }: CommandContext,
  { endpoint, secret }: { endpoint: Endpoint; secret: string },
  name: string,
): Answer {
  const json = endpointJson(endpoint, name, ids);
  const about = 'Its secret signs what is sent; it is shown this once, so hand it over now:';
  const text = `Endpoint ${json.id} for ${name}. ${about}

  ${secret}

How to receive: docs/web-hooks.md.`;
  return succeed(text, { ...json, secret });
}

async function list({ pool, ids }: CommandContext): Promise<Answer> {
  const endpoints = await listEndpoints(pool);
  const providers = await providersById(pool, [...new Set(endpoints.map(({ workProvider }) => workProvider))]);
  const nameOf = (each: Endpoint) => providers.get(each.workProvider)?.name ?? '';
  const json = endpoints.map((each) => endpointJson(each, nameOf(each), ids));
  if (endpoints.length === 0) {
    return succeed(
      "No endpoints yet. Add one: npx shiftcover endpoint add 'Courier Ltd' https://example.com/hooks",
      json,
    );
  }
  const rows = endpoints.map((each) => [
    ids.write('endpoint', each.workProvider, each.id),
    nameOf(each),
    each.url,
    stateOf(each),
  ]);
  return succeed(table(['ID', 'WORK PROVIDER', 'URL', 'STATE'], rows), json);
}

function stateOf({ pausedAt, pausedBecause, failingSince, provenAt }: Endpoint): string {
  if (pausedAt !== null) return `paused ${formatInstant(pausedAt)}: ${pausedBecause}`;
  if (failingSince !== null) return `failing since ${formatInstant(failingSince)}`;
  return provenAt === null ? 'not challenged yet' : 'in force';
}

async function pause(context: CommandContext, id: string): Promise<Answer> {
  const { pool, actor } = context;
  const found = await findEndpoint(context, id);
  if (found.tag === 'refused') return found;
  const paused = await pauseEndpoint(pool, actor, found.endpoint);
  if (paused.tag === 'not_found') return refuseUnknownEndpoint(id);
  if (paused.tag === 'paused_already') return refuse(`endpoint ${id} is paused already`);
  return succeed(`Endpoint ${id} is paused, until: npx shiftcover endpoint resume ${id}`, { id, paused: true });
}

async function resume(context: CommandContext, id: string): Promise<Answer> {
  const { pool, actor } = context;
  const found = await findEndpoint(context, id);
  if (found.tag === 'refused') return found;
  const resumed = await resumeEndpoint(pool, actor, found.endpoint);
  if (resumed.tag === 'not_found') return refuseUnknownEndpoint(id);
  if (resumed.tag === 'not_paused') return refuse(`endpoint ${id} is not paused`);
  const { released } = resumed;
  const text = `Endpoint ${id} is sent to again: ${released} deliveries that were held come first.`;
  return succeed(text, { id, paused: false, released });
}

async function rotateSecret(context: CommandContext, id: string): Promise<Answer> {
  const { pool, actor } = context;
  const found = await findEndpoint(context, id);
  if (found.tag === 'refused') return found;
  const rotated = await rotateEndpointSecret(pool, actor, found.endpoint);
  if (rotated.tag === 'not_found') return refuseUnknownEndpoint(id);
  const { secret, formerUntil } = rotated;
  const text = `Its new secret is shown this once; the former one signs until ${formatInstant(formerUntil)} too:\n\n  ${secret}`;
  return succeed(text, { id, secret, formerSecretUntil: toRfc3339OrNull(formerUntil) });
}

async function replay(context: CommandContext, id: string, { since }: ReplayOptions): Promise<Answer> {
  const { pool, actor } = context;
  const found = await findEndpoint(context, id);
  if (found.tag === 'refused') return found;
  const sent = await replayEndpoint(pool, actor, { ...found.endpoint, since });
  if (sent.tag === 'not_found') return refuseUnknownEndpoint(id);
  if (sent.tag === 'paused') return refuse(`endpoint ${id} is paused; first: npx shiftcover endpoint resume ${id}`);
  const { replayed } = sent;
  return succeed(`${replayed} notices are sent to endpoint ${id} once more.`, { id, replayed });
}

function endpointJson(endpoint: Endpoint, workProvider: string, ids: PublicIds) {
  const { id, url, description, email, types, recordedAt, provenAt, failingSince, pausedAt, pausedBecause } = endpoint;
  return {
    id: ids.write('endpoint', endpoint.workProvider, id),
    workProvider,
    url,
    description,
    email,
    types,
    recordedAt: toRfc3339OrNull(recordedAt),
    provenAt: toRfc3339OrNull(provenAt),
    failingSince: toRfc3339OrNull(failingSince),
    pausedAt: toRfc3339OrNull(pausedAt),
    pausedBecause,
  };
}
