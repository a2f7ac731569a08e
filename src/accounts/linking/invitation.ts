import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { Queryable } from '../../store/postgres/database.ts';
import { secretNamed } from '../../store/secrets.ts';

/** The content of a work provider's link (docs/linking.md). */
export type Invitation = {
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly driverId: string;
  readonly email: string;
  /** The work provider signed the link, and so confirms that the email is the driver's. */
  readonly signed: boolean;
  /** The signature of a signed link, by which it is used once. */
  readonly signature?: string | undefined;
  /** Accepting introduces the driver to the work provider: customer number, email and phone. */
  readonly introduces: boolean;
};

const LIFETIME = '30 minutes';
const AUDIENCE = 'invitation';
const HEADER = { alg: 'dir', enc: 'A256GCM' } as const;

/** An encrypted token for a URL or cookie, which nobody can read or change. It is stored nowhere. */
export async function sealInvitation(db: Queryable, invitation: Invitation): Promise<string> {
  const token = new EncryptJWT({ invitation })
    .setProtectedHeader(HEADER)
    .setAudience(AUDIENCE)
    .setExpirationTime(LIFETIME);
  return await token.encrypt(await secretNamed(db, 'invitation'));
}

/** The invitation in a token; undefined when the token is not ours, was changed, or is older than half an hour. */
export async function openInvitation(db: Queryable, token: string | undefined): Promise<Invitation | undefined> {
  if (!token) return undefined;
  try {
    const { payload } = await jwtDecrypt<{ invitation: Invitation }>(token, await secretNamed(db, 'invitation'), {
      audience: AUDIENCE,
      keyManagementAlgorithms: [HEADER.alg],
      contentEncryptionAlgorithms: [HEADER.enc],
      requiredClaims: ['exp'],
    });
    return payload.invitation;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
