import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../../core/refusal.ts';
import type { Setting } from '../../core/shift/setting.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { keyInForce } from '../../store/provider/keys.ts';
import { providersById } from '../../store/provider/providers.ts';
import { sendRefusal } from './wire.ts';

/** Who sends a request: a work provider, by one of its keys. */
export type Caller = {
  readonly keyId: number;
  readonly workProvider: number;
  readonly name: string;
  readonly settings: readonly Setting[];
};

/** A key that was revoked is refused after this time at the latest, in every process. */
const TRUSTED_FOR_MS = 500;
const MOST_KEYS_REMEMBERED = 10_000;

const callers = new WeakMap<FastifyRequest, Caller>();

/** The caller of a request that has passed the hook below. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('a route that asks for its caller must authenticate first');
  return caller;
}

/**
 * A hook that lets a request pass only with a key in force, before its body is read. A key that was found is
 * remembered for half a second; one that was not is looked for each time, so that a new key works at once.
 */
export function authenticate(db: Queryable, onFault: (error: unknown) => void) {
  const remembered = new Map<string, { readonly caller: Caller; readonly until: number }>();
  const lookingFor = new Map<string, Promise<Caller | undefined>>();

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const found = await identify(request.headers.authorization);
    if ('tag' in found) return sendRefusal(reply, found);
    callers.set(request, found);
    return undefined;
  };

  async function identify(header: string | undefined): Promise<Caller | Refusal> {
    const key = keyIn(header);
    if (key === '') return refuse('MISSING_AUTH', 'send your key in the Authorization header');
    const sha256 = hash('sha256', key);
    const known = remembered.get(sha256);
    if (known && known.until > performance.now()) return known.caller;
    try {
      return (await lookFor(sha256)) ?? refuse('INVALID_KEY', 'the key in the Authorization header is not in force');
    } catch (error) {
      onFault(error);
      return refuse('UNAVAILABLE', 'the key could not be checked; send this again in a moment');
    }
  }

  /** All requests that wait for the same key share one look. */
  function lookFor(sha256: string): Promise<Caller | undefined> {
    const underWay = lookingFor.get(sha256);
    if (underWay) return underWay;
    // From before the look: one that took long may have seen the key just before it was revoked.
    const until = performance.now() + TRUSTED_FOR_MS;
    const look = findCaller(db, sha256)
      .then((caller) => remember(sha256, caller, until))
      .finally(() => lookingFor.delete(sha256));
    lookingFor.set(sha256, look);
    return look;
  }

  function remember(sha256: string, caller: Caller | undefined, until: number): Caller | undefined {
    remembered.delete(sha256);
    if (remembered.size >= MOST_KEYS_REMEMBERED) remembered.clear();
    if (caller) remembered.set(sha256, { caller, until });
    return caller;
  }
}

/** `Authorization: <key>` as in the contract; `Bearer <key>` is accepted too. */
export function keyIn(header: string | undefined): string {
  return (header ?? '').trim().replace(/^Bearer(\s+|$)/i, '');
}

async function findCaller(db: Queryable, sha256: string): Promise<Caller | undefined> {
  const key = await keyInForce(db, Buffer.from(sha256, 'hex'));
  if (!key) return undefined;
  const provider = (await providersById(db, [key.providerId])).get(key.providerId);
  if (!provider) throw new Error(`key ${key.id} belongs to no work provider`);
  return { keyId: key.id, workProvider: provider.id, name: provider.name, settings: provider.settings };
}
