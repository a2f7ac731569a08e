import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/time/instant.ts';
import { type Queryable, rows } from './postgres/database.ts';

/** What an actor did. Neither text may hold a secret, or the name, email or phone of a person. */
export type AuditEntry = {
  /** In the past tense, without its subject: `added a key`. */
  readonly action: string;
  readonly about: string;
  /** The person concerned, who can download the row. Unless given, the customer who acts. */
  readonly customerNumber?: string | undefined;
  /** The work provider concerned. Unless given, the one that acts. */
  readonly workProvider?: number | undefined;
  /** What was changed, as it was and as it is. */
  readonly before?: object | undefined;
  readonly after?: object | undefined;
};

const RECORD = {
  name: 'record_audit',
  text: `insert into audit (actor_kind, actor, key_id, work_provider_id, customer_number, request_id, address, action,
           about, before, after)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};

/** Records what an actor did. In the transaction of the change, so that neither is stored without the other. */
export async function recordAudit(db: Queryable, actor: Actor, entry: AuditEntry): Promise<void> {
  const request = actor.tag === 'key' ? actor.request : undefined;
  const ownNumber = actor.tag === 'customer' ? actor.customerNumber : null;
  const ownProvider = actor.tag === 'key' || actor.tag === 'work_provider' ? actor.workProvider : null;
  await rows(db, RECORD, [
    actor.tag,
    nameOf(actor),
    actor.tag === 'key' ? actor.keyId : null,
    entry.workProvider ?? ownProvider,
    entry.customerNumber ?? ownNumber,
    request?.id ?? null,
    request?.address ?? null,
    entry.action,
    entry.about,
    entry.before === undefined ? null : JSON.stringify(entry.before),
    entry.after === undefined ? null : JSON.stringify(entry.after),
  ]);
}

function nameOf(actor: Actor): string | null {
  switch (actor.tag) {
    case 'operator':
    case 'work_provider':
      return actor.name;
    case 'customer':
      return actor.customerNumber;
    case 'system':
      return actor.part;
    case 'key':
    case 'stranger':
      return null;
    default:
      return actor satisfies never;
  }
}

/** One row of the audit log. */
export type AuditLine = {
  readonly at: Instant;
  readonly actor: Actor;
  readonly action: string;
  readonly about: string;
};

const LINE =
  'at, actor_kind as tag, actor as name, key_id as "keyId", work_provider_id as "workProvider", action, about';
const NEWEST = { name: 'newest_audit', text: `select ${LINE} from audit order by id desc limit $1` };
const OF_CUSTOMER = {
  name: 'audit_of_customer',
  text: `select ${LINE} from audit where customer_number = any(numbers_of($1)) order by id`,
};

/** The newest rows, the newest first. */
export async function newestAudit(db: Queryable, limit: number): Promise<AuditLine[]> {
  return (await rows<AuditRow>(db, NEWEST, [limit])).map(fromRow);
}

/** All rows that concern a customer, the oldest first. */
export async function auditOfCustomer(db: Queryable, customerNumber: string): Promise<AuditLine[]> {
  return (await rows<AuditRow>(db, OF_CUSTOMER, [customerNumber])).map(fromRow);
}

type AuditRow = {
  at: Instant;
  tag: Actor['tag'];
  name: string | null;
  keyId: number | null;
  workProvider: number | null;
  action: string;
  about: string;
};

function fromRow({ at, action, about, ...actor }: AuditRow): AuditLine {
  return { at, action, about, actor: actorOf(actor) };
}

/** The table checks that each kind of actor has its columns. */
function actorOf({ tag, name, keyId, workProvider }: Pick<AuditRow, 'tag' | 'name' | 'keyId' | 'workProvider'>): Actor {
  switch (tag) {
    case 'operator':
      return { tag, name: name as string };
    case 'key':
      return { tag, keyId: keyId as number, workProvider: workProvider as number };
    case 'work_provider':
      return { tag, name: name as string, workProvider: workProvider as number };
    case 'customer':
      return { tag, customerNumber: name as string };
    case 'system':
      return { tag, part: name as 'web hooks' };
    case 'stranger':
      return { tag };
    default:
      return tag satisfies never;
  }
}
