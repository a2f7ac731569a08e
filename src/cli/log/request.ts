import type { Command } from 'commander';
import { toRfc3339 } from '../../core/time/instant.ts';
import { chosenEvents } from '../../store/log/eventLog.ts';
import { providersById } from '../../store/provider/providers.ts';
import { refusedRequest } from '../../store/provider/refusedRequests.ts';
import { type Answer, refuse, succeed } from '../command/answer.ts';
import { parseReceipt } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';

/** More events than a batch may have. */
const ALL = 10_001;

/** Adds the command that shows what became of a request. */
export function requestCommand(program: Command): void {
  command(
    program,
    'request',
    'what became of a request: the events that it stored, or why it was refused in the last 30 days',
    'request 019cb1d2-7e4b-7c11-9d0e-2b6f2c3d4e5f',
  )
    .argument('<request-id>', 'the Request-Id of its answer', parseReceipt)
    .action((id: string, options: OutputOptions) => withDatabase(options, (context) => show(context, id)));
}

async function show({ pool }: CommandContext, id: string): Promise<Answer> {
  const refused = await refusedRequest(pool, id.toLowerCase());
  if (refused) {
    const { workProvider, keyId, receivedAt, endpoint, status, code, detail, param, bodySha256 } = refused;
    const name = (await providersById(pool, [workProvider])).get(workProvider)?.name ?? null;
    const json = { id, workProvider: name, keyId, receivedAt: toRfc3339(receivedAt), endpoint };
    const text = `${toRfc3339(receivedAt)}: ${name}, with key ${keyId}, asked ${endpoint}. Refused: ${status} ${code}, ${detail}.`;
    return succeed(text, { ...json, status, code, detail, param, bodySha256 });
  }
  const events = await chosenEvents(pool, { tag: 'receipt', receipt: id.toLowerCase() }, ALL);
  if (events.length === 0) return refuse('no request with this id stored an event or was refused in the last 30 days');
  return succeed(`It stored ${events.length} events: ${events.slice(0, 10).join(', ')}.`, { id, events });
}
