import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { Queryable } from '../../store/postgres/database.ts';
import { secretNamed } from '../../store/secrets.ts';

/** What a work provider's link asked for. */
export type Invitation = {
  readonly workProvider: number;
  readonly workProviderName: string;
  readonly driverId: string;
  readonly email: string;
  /** Whether the work provider signed it, and so stands for the email being the driver's. */
  readonly signed: boolean;
  /** Whether the work provider will be told who the driver is: customer number, email and phone. */
  readonly introduces: boolean;
};

const LASTS = '30 minutes';
const AUDIENCE = 'invitation';
const HOW = { alg: 'dir', enc: 'A256GCM' } as const;

/** Sealed, so that it can travel in an address without anyone reading or changing it, and without anything being stored. */
export async function sealInvitation(db: Queryable, invitation: Invitation): Promise<string> {
  const sealing = new EncryptJWT({ invitation }).setProtectedHeader(HOW).setAudience(AUDIENCE).setExpirationTime(LASTS);
  return await sealing.encrypt(await secretNamed(db, 'invitation'));
}

/** Undefined when it is not ours, was changed, or is older than half an hour. */
export async function openInvitation(db: Queryable, token: string | undefined): Promise<Invitation | undefined> {
  if (!token) return undefined;
  try {
    const { payload } = await jwtDecrypt<{ invitation: Invitation }>(token, await secretNamed(db, 'invitation'), {
      audience: AUDIENCE,
      keyManagementAlgorithms: [HOW.alg],
      contentEncryptionAlgorithms: [HOW.enc],
      requiredClaims: ['exp'],
    });
    return payload.invitation;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
