import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/time/instant.ts';
import { type Queryable, rows } from './postgres/database.ts';

/** The request in which something is done: its id in the log, and the address that it came from. */
type RequestOrigin = { readonly id: string; readonly address: string };

const requestOrigin = new AsyncLocalStorage<RequestOrigin>();

/** Runs the work of a request. Every audit row that it records names the request. */
export function inRequest(origin: RequestOrigin, work: () => void): void {
  requestOrigin.run(origin, work);
}

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
  const request = requestOrigin.getStore();
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
  readonly customerNumber: string | null;
  readonly request: RequestOrigin | null;
  readonly before: unknown;
  readonly after: unknown;
};

const LINE = `at, actor_kind as tag, actor as name, key_id as "keyId", work_provider_id as "workProvider", action, about,
  customer_number as "customerNumber", case when request_id is not null then
    json_build_object('id', request_id, 'address', address) end as request, before, after`;
const OF_CUSTOMER = {
  name: 'audit_of_customer',
  text: `select ${LINE} from audit where customer_number = any(numbers_of($1)) order by id`,
};

/** Which rows are asked for: those with all of these values. Each column has an index. */
export type AuditFilter = {
  readonly customerNumber?: string | undefined;
  readonly workProvider?: number | undefined;
  readonly keyId?: number | undefined;
  readonly actor?: string | undefined;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
};

const COLUMNS: Readonly<Record<keyof AuditFilter, string>> = {
  customerNumber: 'customer_number',
  workProvider: 'work_provider_id',
  keyId: 'key_id',
  actor: 'actor',
  address: 'address',
  requestId: 'request_id',
};

/** The newest rows, the newest first. */
export async function newestAudit(db: Queryable, limit: number, filter: AuditFilter = {}): Promise<AuditLine[]> {
  const all = Object.keys(COLUMNS) as (keyof AuditFilter)[];
  const asked = all.filter((key) => filter[key] !== undefined);
  const wanted = asked.map((key, index) => `${COLUMNS[key]} = $${index + 2}`).join(' and ');
  const statement = {
    // PostgreSQL tells names apart by their first 63 bytes.
    name: `newest_audit_${all.map((key) => (asked.includes(key) ? 1 : 0)).join('')}`,
    text: `select ${LINE} from audit ${wanted && `where ${wanted}`} order by id desc limit $1`,
  };
  return (await rows<AuditRow>(db, statement, [limit, ...asked.map((key) => filter[key])])).map(fromRow);
}

/** All rows that concern a customer, the oldest first. */
export async function auditOfCustomer(db: Queryable, customerNumber: string): Promise<AuditLine[]> {
  return (await rows<AuditRow>(db, OF_CUSTOMER, [customerNumber])).map(fromRow);
}

type AuditRow = Omit<AuditLine, 'actor'> & {
  tag: Actor['tag'];
  name: string | null;
  keyId: number | null;
  workProvider: number | null;
};

function fromRow({ tag, name, keyId, workProvider, ...line }: AuditRow): AuditLine {
  return { ...line, actor: actorOf({ tag, name, keyId, workProvider }) };
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
