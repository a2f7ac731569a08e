import { randomBytes } from 'node:crypto';
import { clock, toRfc3339 } from '../core/time/instant.ts';
import { makeToken } from '../store/secrets.ts';
import type { DueDelivery } from '../store/webhook/dueDeliveries.ts';
import type { WriteId } from './body.ts';
import type { GuardedPost } from './http/guardedPost.ts';
import { signedHeaders } from './sign.ts';

const NOT_ECHOED = 'the endpoint did not echo the challenge that is sent before anything else: see docs/web-hooks.md';

/** What came of a challenge. `error`: a sentence for the owner, without anything of the answer: it may be a stranger's. */
export type Challenged =
  | { readonly tag: 'echoed' }
  | { readonly tag: 'not_echoed'; readonly error: string; readonly durationMs: number };

/**
 * Sends the endpoint of a delivery a signed challenge, and looks whether the answer has it. So nobody can have web hooks
 * sent to a place that does not want them.
 */
export async function challenge(
  { post, writeId }: { readonly post: GuardedPost; readonly writeId: WriteId },
  { workProvider, endpointId, url, secrets }: DueDelivery,
): Promise<Challenged> {
  const token = makeToken();
  const data = { endpointId: writeId('endpoint', workProvider, endpointId), challenge: token };
  const body = JSON.stringify({ type: 'endpoint.challenge', timestamp: toRfc3339(clock()), data });
  const id = `chl_${randomBytes(16).toString('base64url')}`;
  const posted = await post.post(url, signedHeaders(id, new Date(), body, secrets), body);
  const { durationMs } = posted;
  if (posted.tag === 'failed') return { tag: 'not_echoed', error: posted.error, durationMs };
  const isSuccess = posted.status >= 200 && posted.status < 300;
  if (isSuccess && echoIn(posted.body) === token) return { tag: 'echoed' };
  return { tag: 'not_echoed', error: NOT_ECHOED, durationMs };
}

function echoIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { challenge?: unknown } | null)?.challenge;
  } catch {
    return undefined;
  }
}
