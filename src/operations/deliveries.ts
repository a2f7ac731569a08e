import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import { type Instant, toRfc3339 } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { writtenId } from '../store/publicIds.ts';
import * as deliveries from '../store/webhook/deliveries.ts';
import { endpointOf } from '../store/webhook/endpoints.ts';
import { TESTED } from '../store/webhook/notices.ts';
import { auditEndpoint, type NotFound, type OneEndpoint } from './endpoints.ts';

type Sent<T = object> = ({ readonly tag: 'queued' } & T) | { readonly tag: 'paused' } | NotFound;

/** Sends an endpoint all notices since an instant once more. `replayed`: how many these are. */
export async function replayEndpoint(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, id, since }: OneEndpoint & { readonly since: Instant },
): Promise<Sent<{ readonly replayed: number }>> {
  return await inTransaction(pool, async (db) => {
    const found = await endpointOf(db, workProvider, id);
    if (!found) return { tag: 'not_found' };
    if (found.pausedAt !== null) return { tag: 'paused' };
    await auditEndpoint(db, actor, found, `replayed everything since ${toRfc3339(since)}`);
    return { tag: 'queued', replayed: await deliveries.replaySince(db, workProvider, id, since) };
  });
}

/** Sends an endpoint a notice that says nothing but which endpoint it is for. */
export async function testEndpoint(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, id }: OneEndpoint,
): Promise<Sent<{ readonly deliveryId: number }>> {
  return await inTransaction(pool, async (db) => {
    const found = await endpointOf(db, workProvider, id);
    if (!found) return { tag: 'not_found' };
    if (found.pausedAt !== null) return { tag: 'paused' };
    await auditEndpoint(db, actor, found, 'tested an endpoint');
    return { tag: 'queued', deliveryId: await deliveries.addTestDelivery(db, workProvider, id, TESTED) };
  });
}

/** Sends one delivery once more, from its first attempt on. `paused`: its endpoint is paused or removed. */
export async function replayDelivery(
  pool: pg.Pool,
  actor: Actor,
  { workProvider, id }: { readonly workProvider: number; readonly id: number },
): Promise<Sent> {
  return await inTransaction(pool, async (db) => {
    const found = await deliveries.deliveryOf(db, workProvider, id);
    if (!found) return { tag: 'not_found' };
    if (!(await deliveries.replayDelivery(db, workProvider, id))) return { tag: 'paused' };
    const [delivery, endpoint] = [
      await writtenId(db, 'delivery', workProvider, id),
      await writtenId(db, 'endpoint', workProvider, found.endpointId),
    ];
    const about = `delivery ${delivery} to endpoint ${endpoint}`;
    await recordAudit(db, actor, { action: 'replayed a delivery', about, workProvider });
    return { tag: 'queued' };
  });
}
