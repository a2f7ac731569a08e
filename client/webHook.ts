import { NotGenuine } from './errors.ts';
import type { Notice } from './notices.ts';

/** The headers of a request, as fetch has them or as Node's http has them. */
export type WebhookHeaders =
  | { readonly get: (name: string) => string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

const TOLERANCE_SECONDS = 300;

/**
 * Reads the notice of a web hook. Takes what `isGenuine` takes; throws NotGenuine. Store `id` for some days, because a
 * notice may come twice.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string,
  now?: Date,
): Promise<Notice> {
  if (!(await isGenuine(body, headers, secret, now))) {
    throw new NotGenuine('the web hook is not signed with this secret, or not within five minutes of now');
  }
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return { ...(JSON.parse(text) as Omit<Notice, 'id'>), id: header(headers, 'id') } as Notice;
}

/**
 * The body with which to answer a challenge, with status 200; undefined for a notice, to which any 2xx will do. Nothing
 * else is sent to an endpoint before it has answered so.
 */
export function challengeAnswer(notice: Notice): string | undefined {
  return notice.type === 'endpoint.challenge' ? JSON.stringify({ challenge: notice.data.challenge }) : undefined;
}

/**
 * Whether a web hook is signed with the secret and at most five minutes old at `now`. `body` is the bytes as they came,
 * or their text; `secret` is `whsec_…`. During a rotation there are several signatures, of which one is enough. Throws
 * TypeError for a text that cannot be a secret. Source: the Standard Webhooks specification, HMAC-SHA256 over
 * `id.timestamp.body`.
 */
export async function isGenuine(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string,
  now: Date = new Date(),
): Promise<boolean> {
  const key = await keyOf(secret);
  const [id, timestamp] = [header(headers, 'id'), header(headers, 'timestamp')];
  if (!id || !isFresh(timestamp, now)) return false;
  const signed = signedBytes(`${id}.${timestamp}.`, body);
  for (const signature of header(headers, 'signature')
    .split(' ')
    .filter((each) => each.startsWith('v1,'))) {
    const bytes = bytesOf(signature.slice('v1,'.length));
    if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return true;
  }
  return false;
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** An empty secret is refused: anyone can sign with it. */
async function keyOf(secret: string) {
  const bytes = bytesOf(secret.replace(/^whsec_/, ''));
  if (!bytes?.length)
    throw new TypeError('the secret must be whsec_ and base64, as it was shown when the endpoint was made');
  return await crypto.subtle.importKey('raw', bytes, HMAC, false, ['verify']);
}

/** Empty when the header is missing or repeated. */
function header(headers: WebhookHeaders, name: 'id' | 'timestamp' | 'signature'): string {
  const full = `webhook-${name}`;
  const value = typeof headers.get === 'function' ? headers.get(full) : (headers as Record<string, unknown>)[full];
  return typeof value === 'string' ? value : '';
}

function isFresh(timestamp: string, now: Date): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS;
}

function signedBytes(head: string, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts = [encoder.encode(head), typeof body === 'string' ? encoder.encode(body) : body];
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  whole.set(parts[0] as Uint8Array);
  whole.set(parts[1] as Uint8Array, (parts[0] as Uint8Array).length);
  return whole;
}

/** Undefined for a text that is not base64. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
