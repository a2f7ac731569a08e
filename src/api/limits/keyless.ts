import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tooManyRequests } from '../../http/tooMany.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether requests without a key are refused before anything is done for them. */
    readonly needsKey?: boolean;
  }
}

/** Marks the routes of a scope as ones that need a key. */
export function markAsKeyed(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, needsKey: true };
  });
}

const SAID = 'too many requests from this address; wait as long as Retry-After says';

/**
 * Limits the requests of one address to everything that needs no key, unknown addresses too: 429 beyond `perMinute`.
 * Registers the rate limiter for the whole server, so it comes before every other limit.
 */
export async function limitKeyless(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({ max: perMinute, timeWindow: '1 minute' });
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.needsKey) return;
    const limit = await count(request);
    if (!limit.isAllowed && limit.isExceeded) throw tooManyRequests(reply, limit.ttlInSeconds, SAID);
  });
}

/** Counts the requests of each address whose key is missing or not in force. */
export type FailedKeys = {
  /** Throws TooManyRequests while the address is beyond the limit. */
  refuse(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  count(request: FastifyRequest): Promise<void>;
};

/** `report` is called once a minute for an address beyond the limit. */
export function limitFailedKeys(
  app: FastifyInstance,
  perMinute: number,
  report: (address: string, perMinute: number) => void,
): FailedKeys {
  const limiter = app.createRateLimit({ max: perMinute, timeWindow: '1 minute' });
  return {
    async refuse(request, reply) {
      const limit = await limiter(request, { increment: false });
      if (!limit.isAllowed && limit.remaining === 0) throw tooManyRequests(reply, limit.ttlInSeconds, SAID_OF_KEYS);
    },
    async count(request) {
      const limit = await limiter(request);
      if (!limit.isAllowed && limit.remaining === 0 && !limit.isExceeded) report(request.ip, perMinute);
    },
  };
}

const SAID_OF_KEYS =
  'too many requests from this address had no key in force; check the key, and wait as long as Retry-After says';
