import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Intake } from '../../intake/intake.ts';
import type { IdKind, PublicIds } from '../../store/publicIds.ts';
import type { GuardedPost } from '../../webhooks/http/guardedPost.ts';
import { callerOf } from '../http/authenticate.ts';

/** What the endpoints that take a key are made of; each takes what it needs. */
export type RouteParts = {
  /** Connections for requests that report or check. */
  readonly requests: pg.Pool;
  /** Connections for reads, apart so that waiting reads never refuse an event. */
  readonly reads: pg.Pool;
  /** Connections for changes that may wait for one another. */
  readonly pool: pg.Pool;
  readonly intake: Intake;
  readonly ids: PublicIds;
  readonly post: Pick<GuardedPost, 'refusalOf'>;
};

/** The thing of the caller that the path names by its id; undefined for an id of another kind or another caller. */
export function idInPath(request: FastifyRequest, ids: PublicIds, kind: IdKind): number | undefined {
  return ids.read(kind, callerOf(request).workProvider, (request.params as { readonly id: string }).id);
}
