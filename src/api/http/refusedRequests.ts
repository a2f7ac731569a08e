import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clock } from '../../core/time/instant.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { addRefusedRequests, type RefusedRequest } from '../../store/provider/refusedRequests.ts';
import { refusalOf, STATUS } from './answers.ts';
import { callerIfKnown } from './authenticate.ts';
import { bytesOfBody } from './body.ts';

/** What a key may have stored in a day (UTC), by each process. */
const MOST_A_DAY = 500;
const MOST_WAITING = 1_000;

/**
 * Stores each refused request of the scope, without its body, after it was answered. Requests without a key in force,
 * those over a limit, and those beyond 500 a day and key are left out. While one write runs, the next group waits; a
 * write that fails is not repeated.
 */
export function storeRefusedRequests(app: FastifyInstance, db: Queryable, onError: (error: unknown) => void): void {
  const isWithinDay = dailyLimit();
  let waiting: RefusedRequest[] = [];
  let writing = false;

  app.addHook('onResponse', (request, _reply, done) => {
    const refused = refusedRequestOf(request);
    if (refused && waiting.length < MOST_WAITING && isWithinDay(refused.keyId)) {
      waiting.push(refused);
      if (!writing) void write();
    }
    done();
  });

  async function write(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await addRefusedRequests(db, group).catch(onError);
    }
    writing = false;
  }
}

function refusedRequestOf(request: FastifyRequest): RefusedRequest | undefined {
  const [caller, refusal] = [callerIfKnown(request), refusalOf(request)];
  if (!caller || !refusal || refusal.code === 'RATE_LIMITED') return undefined;
  const body = bytesOfBody(request);
  return {
    id: request.id,
    workProvider: caller.workProvider,
    keyId: caller.keyId,
    receivedAt: clock(),
    endpoint: `${request.method} ${request.routeOptions.url ?? ''}`,
    status: STATUS[refusal.code],
    code: refusal.code,
    detail: refusal.detail,
    param: refusal.at?.param.slice(0, 255) ?? null,
    bodySha256: body ? hash('sha256', body) : null,
  };
}

/** Returns a function that counts one for a key, and says whether the key had fewer than 500 in this day. */
function dailyLimit(): (keyId: number) => boolean {
  const counts = new Map<number, number>();
  let day = '';
  return (keyId) => {
    const today = new Date().toISOString().slice(0, 10);
    if (today !== day) counts.clear();
    day = today;
    const count = counts.get(keyId) ?? 0;
    counts.set(keyId, count + 1);
    return count < MOST_A_DAY;
  };
}
