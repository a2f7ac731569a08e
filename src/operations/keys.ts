import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import type { Mode } from '../core/mode.ts';
import { clock, HOUR, type Instant, toRfc3339 } from '../core/time/instant.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/postgres/database.ts';
import * as keys from '../store/provider/keys.ts';
import * as linkSecrets from '../store/provider/linkSecrets.ts';
import { makeToken } from '../store/secrets.ts';
import { auditProvider, type Named } from './providers.ts';

/** Makes a key for a work provider, in force until `endsAt` where that is given. The key itself is stored nowhere. */
export async function addKey(
  pool: pg.Pool,
  actor: Actor,
  { provider, mode, endsAt }: { readonly provider: Named; readonly mode: Mode; readonly endsAt?: Instant | undefined },
): Promise<keys.NewKey> {
  return await inTransaction(pool, async (db) => {
    const made = await keys.makeKey(db, provider.id, mode, endsAt);
    const until = made.endsAt === undefined ? '' : ` until ${toRfc3339(made.endsAt)}`;
    await auditProvider(db, actor, provider, 'added a key', `${made.hint}…${until}`);
    return made;
  });
}

/** Revokes a key from now on. A key that was revoked before stays revoked from then on. */
export async function revokeKey(
  pool: pg.Pool,
  actor: Actor,
  { id }: { readonly id: number },
): Promise<{ readonly tag: 'revoked' } | { readonly tag: 'not_found' }> {
  return await inTransaction(pool, async (db) => {
    const workProvider = await keys.revokeKey(db, id);
    if (workProvider === undefined) return { tag: 'not_found' };
    await recordAudit(db, actor, { action: 'revoked a key', about: `key ${id}`, workProvider });
    return { tag: 'revoked' };
  });
}

/** A work provider that has a secret has so long to sign all of its links. */
const UNSIGNED_LINKS_END_AFTER = 30 * 24 * HOUR;

/**
 * Makes a secret with which a work provider signs its links. From 30 days later on only signed ones count, unless a rule
 * says otherwise: an unsigned link is a claim that anyone can make.
 */
export async function addLinkSecret(
  pool: pg.Pool,
  actor: Actor,
  { provider }: { readonly provider: Named },
): Promise<{ readonly id: number; readonly secret: string }> {
  const secret = `link_${makeToken()}`;
  return await inTransaction(pool, async (db) => {
    const id = await linkSecrets.addLinkSecret(db, provider.id, Buffer.from(secret));
    await auditProvider(db, actor, provider, 'added a link secret');
    if (!(await linkSecrets.linkRuleOf(db, provider.id)))
      await linkSecrets.setLinkRule(db, provider.id, true, clock() + UNSIGNED_LINKS_END_AFTER);
    return { id, secret };
  });
}

/** Revokes a link secret. `not_found`: the work provider has no such secret in force. */
export async function revokeLinkSecret(
  pool: pg.Pool,
  actor: Actor,
  { provider, id }: { readonly provider: Named; readonly id: number },
): Promise<{ readonly tag: 'revoked' } | { readonly tag: 'not_found' }> {
  return await inTransaction(pool, async (db) => {
    if (!(await linkSecrets.revokeLinkSecret(db, provider.id, id))) return { tag: 'not_found' };
    await auditProvider(db, actor, provider, 'revoked a link secret', `link secret ${id}`);
    return { tag: 'revoked' };
  });
}

/**
 * Sets whether links of a work provider must be signed. `no_secret`: without a secret in force none of its links would
 * count.
 */
export async function setLinkRule(
  pool: pg.Pool,
  actor: Actor,
  { provider, mustBeSigned }: { readonly provider: Named; readonly mustBeSigned: boolean },
): Promise<{ readonly tag: 'set' } | { readonly tag: 'no_secret' }> {
  return await inTransaction(pool, async (db) => {
    if (mustBeSigned && (await linkSecrets.linkSecretsInForce(db, provider.id)).length === 0)
      return { tag: 'no_secret' };
    await linkSecrets.setLinkRule(db, provider.id, mustBeSigned);
    await auditProvider(db, actor, provider, mustBeSigned ? 'required signed links' : 'allowed unsigned links');
    return { tag: 'set' };
  });
}
