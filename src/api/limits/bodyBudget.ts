import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../core/refusal.ts';
import { tooManyRequests } from '../../http/tooMany.ts';
import { sendRefusal } from '../http/answers.ts';
import { callerIfKnown } from '../http/authenticate.ts';
import { whenOver } from './connections.ts';

/** Largest bodies by bytes: of a request with one thing in it, of a list to compare, of a batch. */
export const LARGEST_BODY = { one: 16 * 1024, manifest: 2 * 1024 ** 2, batch: 8 * 1024 ** 2 } as const;

/** How many bytes of bodies may be received at a time: in all, and by one work provider or address. */
type Budget = { readonly bytes: number; readonly bytesEach: number };

/**
 * Two of the largest batches fit for each work provider. Test mode and requests without a key have budgets of their
 * own, so that they take nothing from live events.
 */
const BUDGETS: Readonly<Record<'live' | 'test' | 'keyless', Budget>> = {
  live: { bytes: 48 * 1024 ** 2, bytesEach: 16 * 1024 ** 2 },
  test: { bytes: 16 * 1024 ** 2, bytesEach: 8 * 1024 ** 2 },
  keyless: { bytes: 4 * 1024 ** 2, bytesEach: 512 * 1024 },
};

/**
 * Reserves room for each body before it is read, and gives it back when its answer is over. Beyond the budget the
 * answer is 503 with a key, and 429 without one. A live event in a body of its own always has room.
 */
export function budgetBodies(app: FastifyInstance): void {
  const ledgers = {
    live: openLedger(BUDGETS.live),
    test: openLedger(BUDGETS.test),
    keyless: openLedger(BUDGETS.keyless),
  };
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const bytes = bytesAhead(request);
    const caller = callerIfKnown(request);
    const mode = caller ? (request.routeOptions.config.mode ?? 'live') : 'keyless';
    if (bytes === 0 || (mode === 'live' && bytes <= LARGEST_BODY.one)) return done();
    const owner = caller ? String(caller.workProvider) : request.ip;
    if (ledgers[mode].reserve(owner, bytes)) {
      whenOver(reply, () => ledgers[mode].release(owner, bytes));
      return done();
    }
    refuseBody(reply, caller !== undefined, done);
  });
}

function refuseBody(reply: FastifyReply, hasKey: boolean, done: (error: Error) => void): void {
  if (!hasKey) return done(tooManyRequests(reply, 1, 'too much is being received; send this again in a moment'));
  void sendRefusal(reply, refuse('UNAVAILABLE', 'too much is being received; send this again in a moment'));
}

/** The length of the body, or the most that it can be. 0 for one that is refused unread. */
function bytesAhead({ headers, routeOptions }: FastifyRequest): number {
  const most = routeOptions.bodyLimit ?? 0;
  if (headers['transfer-encoding'] !== undefined) return most;
  const length = Number(headers['content-length'] ?? 0);
  return length > most ? 0 : length;
}

type Ledger = { reserve(owner: string, bytes: number): boolean; release(owner: string, bytes: number): void };

function openLedger({ bytes: mostBytes, bytesEach }: Budget): Ledger {
  const reserved = new Map<string, number>();
  let all = 0;
  return {
    reserve(owner, bytes) {
      const own = (reserved.get(owner) ?? 0) + bytes;
      if (own > bytesEach || all + bytes > mostBytes) return false;
      reserved.set(owner, own);
      all += bytes;
      return true;
    },
    release(owner, bytes) {
      const own = (reserved.get(owner) ?? 0) - bytes;
      if (own > 0) reserved.set(owner, own);
      else reserved.delete(owner);
      all -= bytes;
    },
  };
}
