import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/postgres/database.ts';
import { newestSealingKey } from '../store/seal.ts';
import { lockSealing, sealAnew } from '../store/sealedSecrets.ts';
import { renewSecret } from '../store/secrets.ts';

/**
 * Seals every secret with the newest key that another one has sealed, after `addKey`, which adds the newest one: of two at
 * once the second adds its key to those of the first. `sealed`: how many these were.
 */
export async function sealSecretsAnew(
  pool: pg.Pool,
  actor: Actor,
  addKey: () => void = () => {},
): Promise<{ readonly keyId: string; readonly sealed: number }> {
  return await inTransaction(pool, async (db) => {
    await lockSealing(db);
    addKey();
    const sealed = await sealAnew(db);
    const keyId = newestSealingKey().id;
    await recordAudit(db, actor, { action: 'sealed secrets anew', about: `${sealed} with key ${keyId}` });
    return { keyId, sealed };
  });
}

/** Makes a new key of invitations: what a link asked for has to be asked for again, and every device is new once. */
export async function rotateInvitationKey(pool: pg.Pool, actor: Actor): Promise<void> {
  await inTransaction(pool, async (db) => {
    await renewSecret(db, 'invitation');
    await recordAudit(db, actor, { action: 'changed the key of invitations', about: 'invitation' });
  });
}
