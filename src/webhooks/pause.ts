import type { Log } from '../log.ts';
import { pauseEndpointIn } from '../operations/endpoints.ts';
import { queueMail } from '../store/jobs.ts';
import type { Queryable } from '../store/postgres/database.ts';
import type { DueDelivery } from '../store/webhook/dueDeliveries.ts';
import { mayWriteToOwner, type PausedBecause } from '../store/webhook/endpoints.ts';
import type { WriteId } from './body.ts';

/** Pauses the endpoint of a delivery that failed, and notifies operators by the log and the owner by mail. */
export async function pause(
  { log, writeId }: { readonly log: Log; readonly writeId: WriteId },
  db: Queryable,
  { workProvider, endpointId }: DueDelivery,
  because: Exclude<PausedBecause, 'by_hand'>,
): Promise<void> {
  const why = because === 'gone' ? 'it answered 410' : 'nothing could be delivered to it for a day';
  const input = { workProvider, id: endpointId, because, why };
  if (!(await pauseEndpointIn(db, { tag: 'system', part: 'web hooks' }, input))) return;
  log.warn({ endpoint: writeId('endpoint', workProvider, endpointId), workProvider, because }, 'an endpoint is paused');
  if (await mayWriteToOwner(db, endpointId)) await queueMail(db, { mail: 'endpoint_paused', endpoint: endpointId });
}
