import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR, type Instant, MINUTE, SECOND } from '../../core/time/instant.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { linkSecretsInForce } from '../../store/provider/linkSecrets.ts';

/** The parameters of a work provider's link, decoded. */
export type LinkParams = {
  readonly wp: string;
  readonly wp_id: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly expires?: string | undefined;
  /** HMAC-SHA256 in hexadecimal. */
  readonly signature?: string | undefined;
};

/** The result of checking the signature of a link. */
export type SignatureFound = 'signed' | 'unsigned' | 'expired' | 'forged' | 'valid_too_long';

/** A link that is found later must be of no use. A minute more allows for clocks that differ. */
const LONGEST_VALIDITY = 30 * 24 * HOUR + MINUTE;

/** Checks the signature of a link (docs/linking.md). A link with only one of `expires` and `signature` is forged. */
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
  const given = Buffer.from(signature.toLowerCase());
  const matches = secrets.some(({ secret }) => equalBytes(given, Buffer.from(sign(secret, { ...params, expires }))));
  if (!matches) return 'forged';
  const end = Number(expires) * SECOND;
  if (end > now + LONGEST_VALIDITY) return 'valid_too_long';
  return now < end ? 'signed' : 'expired';
}

/**
 * The signature of a link, in hexadecimal (docs/linking.md). The signed message has one value a line, so that no value
 * may contain a line feed.
 */
export function sign(secret: Buffer, { wp, wp_id, email, expires }: LinkParams & { readonly expires: string }): string {
  return createHmac('sha256', secret).update([wp, wp_id, email, expires].join('\n')).digest('hex');
}

function equalBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
