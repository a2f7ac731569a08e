import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../core/actor.ts';
import { modeOf } from '../../core/mode.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import type { Setting } from '../../core/shift/setting.ts';
import { clock, type Instant, type Micros, toRfc3339 } from '../../core/time/instant.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { keyWithHash, recordKeyUse } from '../../store/provider/keys.ts';
import { providersById } from '../../store/provider/providers.ts';
import type { FailedKeys } from '../limits/keyless.ts';
import { STATUS, sendRefusal } from './answers.ts';

/** Who sends a request: a work provider, by one of its keys. */
export type Caller = {
  readonly keyId: number;
  readonly workProvider: number;
  readonly name: string;
  readonly settings: readonly Setting[];
  /** When the work provider ends; Infinity: it does not. */
  readonly end: Instant;
  /** How far its clock is ahead; 0 but in test mode. */
  readonly ahead: Micros;
};

/** The present moment of a caller. */
export function nowOf({ ahead }: Pick<Caller, 'ahead'>): Instant {
  return clock() + ahead;
}

/** Whose a key is, or when it ended by itself. */
type Found = { readonly tag: 'caller'; readonly caller: Caller } | { readonly tag: 'ended'; readonly at: Instant };

/** The longest time for which a process still accepts a key that was revoked. */
export const CACHED_FOR_MS = 500;
const MOST_KEYS_CACHED = 10_000;
const NOTED_EVERY_MS = 60_000;

const callers = new WeakMap<FastifyRequest, Caller>();

/** The caller of a request; undefined before its key was checked, and without a key in force. */
export function callerIfKnown(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}

/** The caller of a request that the hook of `authenticate` has let pass; throws for any other. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the route does not authenticate its requests');
  return caller;
}

/** The caller of a request as the audit log records it. */
export function actorOf(request: FastifyRequest): Extract<Actor, { tag: 'key' }> {
  const { keyId, workProvider } = callerOf(request);
  return { tag: 'key', keyId, workProvider };
}

/**
 * Makes a hook that refuses requests without a key in force, before their body is read. A key that was found is cached
 * for half a second. A key that was not found is never cached, so that a new key works at once. `onError` gets what
 * stood in the way of a check; the request is then refused as UNAVAILABLE. An address with too many failures is refused
 * unchecked, unless its key was in force when it was last seen.
 */
export function authenticate(db: Queryable, failedKeys: FailedKeys, onError: (error: unknown) => void) {
  const cached = new Map<string, { readonly caller: Caller; readonly until: number }>();
  const searches = new Map<string, Promise<Found | undefined>>();
  /** When each key's use was recorded. */
  const noted = new Map<number, number>();

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const key = keyIn(request.headers.authorization);
    const sha256 = hash('sha256', key);
    if (!cached.has(sha256)) await failedKeys.refuse(request, reply);
    const found = await identify(key, sha256);
    if (found.tag === 'refused') {
      if (STATUS[found.code] === 401) await failedKeys.count(request);
      return sendRefusal(reply, found);
    }
    callers.set(request, found.caller);
    return undefined;
  };

  async function identify(key: string, sha256: string): Promise<{ tag: 'caller'; caller: Caller } | Refusal> {
    if (key === '') return refuse('MISSING_AUTH', 'send your key in the Authorization header');
    const known = cached.get(sha256);
    if (known && known.until > performance.now()) return { tag: 'caller', caller: known.caller };
    try {
      const found = await search(sha256);
      if (found?.tag === 'caller') return found;
      return refuse(
        'INVALID_KEY',
        found ? endedText(key, found.at) : 'the key in the Authorization header is not in force',
      );
    } catch (error) {
      onError(error);
      return refuse('UNAVAILABLE', 'the key could not be checked; send this again in a moment');
    }
  }

  /** All requests that wait for the same key share one search. */
  function search(sha256: string): Promise<Found | undefined> {
    const running = searches.get(sha256);
    if (running) return running;
    // Counted from the start of the search: a slow one may have read the key just before it was revoked.
    const until = performance.now() + CACHED_FOR_MS;
    const found = findCaller(db, sha256)
      .then((each) => {
        cache(sha256, each?.tag === 'caller' ? each.caller : undefined, until);
        return each;
      })
      .finally(() => searches.delete(sha256));
    searches.set(sha256, found);
    return found;
  }

  /** A use that could not be recorded is recorded at the next one, and delays no request. */
  function noteUse({ keyId }: Caller): void {
    const now = performance.now();
    if (now - (noted.get(keyId) ?? -Infinity) < NOTED_EVERY_MS) return;
    if (noted.size >= MOST_KEYS_CACHED) noted.clear();
    noted.set(keyId, now);
    recordKeyUse(db, keyId).catch(() => noted.delete(keyId));
  }

  function cache(sha256: string, caller: Caller | undefined, until: number): void {
    cached.delete(sha256);
    if (cached.size >= MOST_KEYS_CACHED) cached.clear();
    if (!caller) return;
    cached.set(sha256, { caller, until });
    noteUse(caller);
  }
}

/** Only who has the key learns when it ended, and how to get another. */
function endedText(key: string, at: Instant): string {
  const another =
    modeOf(key) === 'test' ? 'POST /v1/test/work-providers gives you another' : 'ask the insurer for another';
  return `the key in the Authorization header ended at ${toRfc3339(at)}: ${another}`;
}

/** The key of an Authorization header, which is `<key>` (source: the contract) or `Bearer <key>`; empty without one. */
export function keyIn(header: string | undefined): string {
  return (header ?? '').trim().replace(/^Bearer(\s+|$)/i, '');
}

async function findCaller(db: Queryable, sha256: string): Promise<Found | undefined> {
  const key = await keyWithHash(db, Buffer.from(sha256, 'hex'));
  if (!key) return undefined;
  if (key.endedAt !== null) return { tag: 'ended', at: key.endedAt };
  const provider = (await providersById(db, [key.providerId])).get(key.providerId);
  if (!provider) throw new Error(`key ${key.id} belongs to no work provider`);
  const { id: workProvider, name, settings, end, ahead } = provider;
  return { tag: 'caller', caller: { keyId: key.id, workProvider, name, settings, end, ahead } };
}
