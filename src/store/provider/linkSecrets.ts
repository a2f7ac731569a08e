import type { Instant } from '../../core/time/instant.ts';
import { firstRow, type Queryable, rows } from '../postgres/database.ts';
import { timestamptzOrNull } from '../postgres/sqlTypes.ts';
import { seal, unseal } from '../seal.ts';
import { SECRET_OF } from '../sealedSecrets.ts';

/** A secret that a work provider signs its links with. */
export type LinkSecret = {
  readonly id: number;
  readonly secret: Buffer;
  readonly recordedAt: Instant;
};

const ADD = {
  name: 'add_link_secret',
  text: 'insert into provider_link_secret (work_provider_id, secret) values ($1, $2) returning id',
};
const REVOKE = {
  name: 'revoke_link_secret',
  text: `update provider_link_secret set revoked_at = clock_timestamp()
         where work_provider_id = $1 and id = $2 and revoked_at is null returning id`,
};
const IN_FORCE = {
  name: 'link_secrets_in_force',
  text: `select id, secret, recorded_at as "recordedAt" from provider_link_secret
         where work_provider_id = $1 and revoked_at is null order by id`,
};

/** Stores a secret and returns its id. */
export async function addLinkSecret(db: Queryable, providerId: number, secret: Buffer): Promise<number> {
  return (await firstRow<{ id: number }>(db, ADD, [providerId, seal(secret, SECRET_OF.link(providerId))]))
    ?.id as number;
}

/** Revokes the secret. False when the work provider has no such secret in force. */
export async function revokeLinkSecret(db: Queryable, providerId: number, id: number): Promise<boolean> {
  return (await firstRow(db, REVOKE, [providerId, id])) !== undefined;
}

/** The secrets in force, the oldest first. Several may be in force while a work provider changes to a new one. */
export async function linkSecretsInForce(db: Queryable, providerId: number): Promise<LinkSecret[]> {
  const found = await rows<Omit<LinkSecret, 'secret'> & { secret: string }>(db, IN_FORCE, [providerId]);
  return found.map((each) => ({ ...each, secret: unseal(each.secret, SECRET_OF.link(providerId)) }));
}

const RULE = {
  name: 'set_link_rule',
  text: `insert into provider_link_rule (work_provider_id, must_be_signed, holds_from)
         values ($1, $2, coalesce($3::timestamptz, clock_timestamp()))`,
};
const MUST = {
  name: 'links_must_be_signed',
  text: `select must_be_signed as must, holds_from <= clock_timestamp() as holds, holds_from as "from" from provider_link_rule
         where work_provider_id = $1 order by id desc limit 1`,
};

/** Sets whether links of the work provider must be signed from an instant on; unless given, from now on. */
export async function setLinkRule(
  db: Queryable,
  providerId: number,
  mustBeSigned: boolean,
  from?: Instant,
): Promise<void> {
  await rows(db, RULE, [providerId, mustBeSigned, timestamptzOrNull(from)]);
}

type LinkRule = { readonly must: boolean; readonly holds: boolean; readonly from: Instant };

/** What was last said about signatures: from when on links must have one, or need none. Undefined: nothing. */
export async function linkRuleOf(db: Queryable, providerId: number): Promise<LinkRule | undefined> {
  return await firstRow<LinkRule>(db, MUST, [providerId]);
}

/** Whether links of the work provider must be signed by now. */
export async function linksMustBeSigned(db: Queryable, providerId: number): Promise<boolean> {
  const rule = await linkRuleOf(db, providerId);
  return rule !== undefined && rule.must && rule.holds;
}
