import type { Log } from '../log.ts';
import { recordAudit } from '../store/audit.ts';
import { queueMail } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import type { DueDelivery } from '../store/webhook/dueDeliveries.ts';
import { mayWriteToOwner, type PausedBecause, pauseEndpoint } from '../store/webhook/endpoints.ts';

/** Pauses an endpoint that cannot or will not take anything, and gives notice of it: to operators, and to its owner. */
export async function pause(
  { log }: { readonly log: Log },
  db: Queryable,
  { workProvider, endpointId }: DueDelivery,
  because: Exclude<PausedBecause, 'by_hand'>,
): Promise<void> {
  const paused = await pauseEndpoint(db, workProvider, endpointId, because);
  if (!paused) return;
  const why = because === 'gone' ? 'it answered 410' : 'nothing could be delivered to it for a day';
  const about = `endpoint ${endpointId}, ${paused.url}: ${why}`;
  await recordAudit(db, { tag: 'system', part: 'web hooks' }, { action: 'paused an endpoint', about, workProvider });
  log.warn({ endpoint: endpointId, workProvider, because }, 'an endpoint is paused');
  if (await mayWriteToOwner(db, endpointId)) await queueMail(db, { mail: 'endpoint_paused', endpoint: endpointId });
}
