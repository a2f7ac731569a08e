import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { reconcile as compare, type Reconciliation, type ReportedEvent } from '../../core/feed/reconciliation.ts';
import { refuse } from '../../core/refusal.ts';
import { settingAt } from '../../core/shift/setting.ts';
import { clock, SECOND, toRfc3339 } from '../../core/time/instant.ts';
import { eventsInPeriod, type OccurredEvent } from '../../store/log/eventsByPeriod.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { callerOf } from '../http/authenticate.ts';
import { sendRefusal } from '../http/wire.ts';
import { type Listed, type ManifestBody, parseManifest } from '../parse/manifest.ts';
import { ManifestShape, type ReconciledJson, ReconciledShape } from '../wire/reconcile.ts';
import { refusals } from '../wire/refusal.ts';

const MOST_STORED = 20_000;

/** What is missing, too much or different between a work provider's own list and the log. */
export function reconcile(app: FastifyInstance, pool: pg.Pool, ids: PublicIds): void {
  const schema = {
    operationId: 'reconcile',
    tags: ['Repair'],
    summary: 'Compare your list with what is stored',
    description:
      'Post all logins and logouts of a day as you know them, and be told exactly what is missing, extra or different. Stores nothing. ' +
      'Drivers who are stored and not in the list are extra too.',
    body: ManifestShape,
    response: { 200: ReconciledShape, ...refusals('INVALID_DATA', 'PAYLOAD_TOO_LARGE') },
  };
  app.post('/v1/reconcile', { schema }, async (request, reply) => {
    const { workProvider, settings } = callerOf(request);
    const now = clock();
    const zone = { timeZone: settingAt(settings, now).timeZone, now };
    const manifest = parseManifest(request.body as ManifestBody, zone);
    if (manifest.tag === 'refused') return sendRefusal(reply, manifest);
    const { period, listed } = manifest;
    const asked = { workProvider, period, limit: MOST_STORED + 1 };
    const stored = await inTenancy(pool, workProvider, (db) => eventsInPeriod(db, asked));
    if (stored.length > MOST_STORED) {
      const why = `over ${MOST_STORED} events are stored of that period; ask for a shorter one`;
      return sendRefusal(reply, refuse('PAYLOAD_TOO_LARGE', why));
    }
    const counted = compare(
      listed,
      stored.filter((event) => !event.voided),
    );
    return await reply.send(asJson(counted, stored, (id) => ids.write('event', workProvider, id)));
  });
}

type WriteId = (eventId: number) => string;

function asJson(
  { agreeing, missing, extra, different }: Reconciliation<Listed, OccurredEvent>,
  stored: readonly OccurredEvent[],
  writeId: WriteId,
): ReconciledJson {
  const voided = new Map(stored.filter((event) => event.voided).map((event) => [identity(event), event]));
  const takenBack = missing.filter((each) => voided.has(identity(each)));
  return {
    agreeing,
    missing: missing
      .filter((each) => !voided.has(identity(each)))
      .map((each) => ({ ...who(each), ...listedJson(each) })),
    extra: extra.map((each) => ({ ...who(each), ...storedJson(each, writeId) })),
    different: different.map((pair) => ({
      ...who(pair.listed),
      ...listedJson(pair.listed),
      ...storedJson(pair.stored, writeId),
      differenceSeconds: (pair.stored.occurredAt - pair.listed.occurredAt) / SECOND,
    })),
    voided: takenBack.map((each) => ({
      ...who(each),
      ...listedJson(each),
      eventId: writeId((voided.get(identity(each)) as OccurredEvent).id),
    })),
  };
}

function identity({ kind, occurredAt, identifierKind, identifier }: ReportedEvent): string {
  return `${kind} ${occurredAt} ${identifierKind} ${identifier}`;
}

function who({ kind, identifierKind, identifier }: ReportedEvent) {
  return {
    kind,
    driverId: identifierKind === 'driverId' ? identifier : null,
    policyId: identifierKind === 'policyId' ? identifier : null,
  };
}

function listedJson({ asSent, occurredAt }: Listed) {
  return { timestamp: asSent, occurredAt: toRfc3339(occurredAt) };
}

function storedJson({ id, asSent, occurredAt }: OccurredEvent, writeId: WriteId) {
  return { eventId: writeId(id), storedTimestamp: asSent, storedOccurredAt: toRfc3339(occurredAt) };
}
