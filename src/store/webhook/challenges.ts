import { firstRow, type Queryable, rows } from '../postgres/database.ts';

/** `proven`: it has been proven meanwhile. `later`: not before so many milliseconds have passed. */
export type Claim =
  | { readonly tag: 'claimed' }
  | { readonly tag: 'proven' }
  | { readonly tag: 'later'; readonly delayMs: number };

/** The longer an endpoint has failed, the longer until the next challenge: about 25 in a day. */
const CLAIM = {
  name: 'claim_challenge',
  text: `with claimed as (
           update endpoint set challenged_at = clock_timestamp()
           where id = $1 and proven_at is null and coalesce(challenged_at
             + greatest(interval '5 seconds', (challenged_at - failing_since) / 2) <= clock_timestamp(), true)
           returning id
         )
         select proven_at is not null as proven, exists (select from claimed) as claimed, greatest(1000,
           extract(epoch from challenged_at + (challenged_at - failing_since) / 2 - clock_timestamp()) * 1000)::float8 as "delayMs"
         from endpoint where id = $1`,
};
const PROVEN = {
  name: 'mark_endpoint_proven',
  text: `with proven as (
           update endpoint set proven_at = clock_timestamp() where id = $1 and url = $2 returning id
         ), released as (
           update delivery d set tries = 0, next_attempt_at = clock_timestamp() from proven
           where d.endpoint_id = proven.id and d.state = 'waiting' and d.id <> $3 returning d.id, d.endpoint_id
         )
         select count(queue_delivery(id, endpoint_id, null)) as count from released`,
};
const POSTPONE = {
  name: 'postpone_delivery',
  text: `with postponed as (
           update delivery set next_attempt_at = clock_timestamp() + $2 * interval '1 millisecond'
           where id = $1 and state = 'waiting' returning id, endpoint_id, next_attempt_at
         )
         select queue_delivery(id, endpoint_id, next_attempt_at) from postponed`,
};

/** Claims the right to challenge the endpoint now. However many deliveries wait for it, few challenges are sent. */
export async function claimChallenge(db: Queryable, endpointId: number): Promise<Claim> {
  const found = await firstRow<{ proven: boolean; claimed: boolean; delayMs: number | null }>(db, CLAIM, [endpointId]);
  if (found?.proven) return { tag: 'proven' };
  return found?.claimed ? { tag: 'claimed' } : { tag: 'later', delayMs: found?.delayMs ?? 1_000 };
}

/** Marks the endpoint as proven unless its URL has changed, and queues all that waits for it but the delivery `besides`. */
export async function markProven(db: Queryable, endpointId: number, url: string, besides: number): Promise<void> {
  await rows(db, PROVEN, [endpointId, url, besides]);
}

/** Queues the delivery again after `delayMs`, without an attempt. */
export async function postponeDelivery(db: Queryable, deliveryId: number, delayMs: number): Promise<void> {
  await rows(db, POSTPONE, [deliveryId, Math.round(delayMs)]);
}
