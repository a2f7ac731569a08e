const TOLERANCE_SECONDS = 300;

/**
 * Whether a web hook is genuine and fresh. `body`: the bytes as they came, as text; `secret`: `whsec_…`. Source: the Standard
 * Webhooks specification, HMAC-SHA256 over `id.timestamp.body`; during a rotation there are several signatures, and one is enough.
 */
export async function isGenuine(
  body: string,
  headers: { readonly get: (name: string) => string | null | undefined },
  secret: string,
  now: Date = new Date(),
): Promise<boolean> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map(
    (name) => headers.get(`webhook-${name}`) ?? '',
  );
  if (!id || !timestamp || !isFresh(Number(timestamp), now)) return false;
  const key = await crypto.subtle.importKey('raw', bytesOf(secret.replace(/^whsec_/, '')), HMAC, false, ['verify']);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of (signatures ?? '').split(' ').filter((each) => each.startsWith('v1,'))) {
    if (await crypto.subtle.verify('HMAC', key, bytesOf(signature.slice('v1,'.length)), signed)) return true;
  }
  return false;
}

/** Not for a time that is no number either. */
function isFresh(seconds: number, now: Date): boolean {
  return Math.abs(now.getTime() / 1000 - seconds) <= TOLERANCE_SECONDS;
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** Empty for what is no base64. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
