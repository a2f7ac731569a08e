import type { FastifyInstance, RouteOptions } from 'fastify';
import { type Mode, modeOf } from '../../core/mode.ts';
import { refuse } from '../../core/refusal.ts';
import { sendRefusal } from './answers.ts';
import { keyIn } from './authenticate.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Undefined: the live mode. */
    readonly mode?: Mode;
  }
}

/** A constraint of the router: of two routes at the same path it takes the one for the mode of the request's key. */
export const BY_MODE_OF_KEY = {
  mode: {
    name: 'mode',
    storage: handlersByMode,
    deriveConstraint: ({ headers }: { readonly headers: { readonly authorization?: string | undefined } }) =>
      modeOf(keyIn(headers.authorization)),
  },
};

function handlersByMode<Handler>() {
  const byMode = new Map<string, Handler>();
  return {
    get: (mode: string) => byMode.get(mode) ?? null,
    set: (mode: string, handler: Handler) => void byMode.set(mode, handler),
  };
}

/**
 * Restricts the routes of a scope to keys of test mode, and hides them in the document, which lists the live ones. A route
 * that only test mode has says `hide: false`.
 */
export function onlyWithTestKeys(app: FastifyInstance): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    route.constraints = { ...route.constraints, mode: 'test' };
    route.schema = { hide: true, ...route.schema };
    route.config = { ...route.config, mode: 'test' };
  });
}

const NO_ROOM = refuse('UNAVAILABLE', 'test mode has no room left until the insurer empties it');

/** Refuses every request of a scope while `hasRoom` is false, so that test data cannot fill the disk of live data. */
export function refuseWithoutRoom(app: FastifyInstance, hasRoom: () => Promise<boolean>): void {
  app.addHook('onRequest', async (_request, reply) => {
    if (!(await hasRoom())) return sendRefusal(reply, NO_ROOM);
    return undefined;
  });
}
