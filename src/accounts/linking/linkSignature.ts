import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, SECOND } from '../../core/time/instant.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { linkSecretsInForce, linksMustBeSigned } from '../../store/provider/linkSecrets.ts';

/** The parameters of a work provider's link, as they were before they were encoded. */
export type LinkParams = {
  readonly wp: string;
  readonly wp_id: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly expires?: string | undefined;
  /** HMAC-SHA256 in hexadecimal. */
  readonly signature?: string | undefined;
};

export type SignatureFound = 'signed' | 'unsigned' | 'expired' | 'forged';

/** Whether the work provider itself made the link (docs/linking.md). A link with half a signature is forged. */
export async function checkSignature(
  db: Queryable,
  providerId: number,
  params: LinkParams,
  now: Instant,
): Promise<SignatureFound> {
  const { expires, signature } = params;
  if (signature === undefined && expires === undefined) return 'unsigned';
  if (signature === undefined || expires === undefined || !/^\d{1,12}$/.test(expires)) return 'forged';
  if ([params.wp, params.wp_id, params.email].some((value) => value.includes('\n'))) return 'forged';
  const secrets = await linkSecretsInForce(db, providerId);
  const found = Buffer.from(signature.toLowerCase());
  const made = secrets.some(({ secret }) => same(found, Buffer.from(sign(secret, { ...params, expires }))));
  if (!made) return 'forged';
  return now < Number(expires) * SECOND ? 'signed' : 'expired';
}

/** Whether links of the work provider count only when they are signed. */
export async function signatureRequired(db: Queryable, providerId: number): Promise<boolean> {
  return await linksMustBeSigned(db, providerId);
}

/** The signature of a link, in hexadecimal. One line for each value: none of them may contain a line's end. */
export function sign(secret: Buffer, { wp, wp_id, email, expires }: LinkParams & { readonly expires: string }): string {
  return createHmac('sha256', secret).update([wp, wp_id, email, expires].join('\n')).digest('hex');
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
