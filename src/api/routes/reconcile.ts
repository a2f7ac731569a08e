import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { identifierMembers } from '../../core/event.ts';
import { reconcile as compare, type Reconciliation, type ReportedEvent } from '../../core/feed/reconciliation.ts';
import { refuse } from '../../core/refusal.ts';
import { mapInSteps, type Steps } from '../../core/steps.ts';
import { SECOND, toRfc3339 } from '../../core/time/instant.ts';
import { eventsInPeriod, type OccurredEvent } from '../../store/log/eventsByPeriod.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import { sendRefusal } from '../http/answers.ts';
import { callerOf, nowOf } from '../http/authenticate.ts';
import { LARGEST_BODY } from '../limits/bodyBudget.ts';
import { inSlices } from '../limits/slices.ts';
import { readByFor } from '../parse/eventTime.ts';
import { type Listed, parseManifest } from '../parse/manifest.ts';
import { type ManifestJson, RECONCILE, type ReconciledJson } from '../wire/reconcile.ts';
import type { RouteParts } from './parts.ts';

const MOST_STORED = 20_000;
const TOO_MANY_STORED = refuse(
  'PAYLOAD_TOO_LARGE',
  `over ${MOST_STORED} events are stored of that period; ask for a shorter one`,
);

/** Registers the comparison of a work provider's own list with the log. */
export function reconciliation(app: FastifyInstance, { reads, ids }: RouteParts): void {
  app.post('/v1/reconcile', { schema: RECONCILE, bodyLimit: LARGEST_BODY.manifest }, reconcile);

  async function reconcile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callerOf(request);
    const { workProvider } = caller;
    const manifest = await inSlices(parseManifest(request.body as ManifestJson, readByFor(caller, nowOf(caller))));
    if (manifest.tag === 'refused') return sendRefusal(reply, manifest);
    const { period, listed } = manifest;
    const asked = { workProvider, period, limit: MOST_STORED + 1 };
    const stored = await inTenancy(reads, workProvider, (db) => eventsInPeriod(db, asked));
    if (stored.length > MOST_STORED) return sendRefusal(reply, TOO_MANY_STORED);
    const counting = stored.filter((event) => !event.voided);
    const compared = await inSlices(compare(listed, counting));
    const writeId = (id: number) => ids.write('event', workProvider, id);
    return reply.send(await inSlices(reconciledJson(compared, stored, writeId)));
  }
}

type WriteId = (eventId: number) => string;

function* reconciledJson(
  { agreeing, missing, extra, different }: Reconciliation<Listed, OccurredEvent>,
  stored: readonly OccurredEvent[],
  writeId: WriteId,
): Steps<ReconciledJson> {
  const voided = new Map(stored.filter((event) => event.voided).map((event) => [identity(event), event]));
  const takenBack = missing.filter((each) => voided.has(identity(each)));
  const notStored = missing.filter((each) => !voided.has(identity(each)));
  return {
    agreeing,
    missing: yield* mapInSteps(notStored, (each) => ({ ...kindAndDriver(each), ...listedJson(each) })),
    extra: yield* mapInSteps(extra, (each) => ({ ...kindAndDriver(each), ...storedJson(each, writeId) })),
    different: yield* mapInSteps(different, (pair) => ({
      ...kindAndDriver(pair.listed),
      ...listedJson(pair.listed),
      ...storedJson(pair.stored, writeId),
      differenceSeconds: (pair.stored.occurredAt - pair.listed.occurredAt) / SECOND,
    })),
    voided: yield* mapInSteps(takenBack, (each) => ({
      ...kindAndDriver(each),
      ...listedJson(each),
      eventId: writeId((voided.get(identity(each)) as OccurredEvent).id),
    })),
  };
}

function identity({ kind, occurredAt, identifierKind, identifier }: ReportedEvent): string {
  return `${kind} ${occurredAt} ${identifierKind} ${identifier}`;
}

function kindAndDriver(event: ReportedEvent) {
  return { kind: event.kind, ...identifierMembers(event) };
}

function listedJson({ asSent, occurredAt }: Listed) {
  return { timestamp: asSent, occurredAt: toRfc3339(occurredAt) };
}

function storedJson({ id, asSent, occurredAt }: OccurredEvent, writeId: WriteId) {
  return { eventId: writeId(id), storedTimestamp: asSent, storedOccurredAt: toRfc3339(occurredAt) };
}
