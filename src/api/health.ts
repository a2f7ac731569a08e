import type { FastifyInstance } from 'fastify';
import { refuse } from '../core/refusal.ts';
import type { Queryable } from '../store/database.ts';
import { pendingMigrations } from '../store/migrate.ts';
import { sendRefusal } from './wire.ts';

/** /healthz: this process answers. /readyz: its database does too, and the schema is up to date. */
export function health(app: FastifyInstance, db: Queryable): void {
  app.get('/healthz', async () => ({ status: 'OK' }));
  app.get('/readyz', async (_request, reply) => {
    const pending = await pendingMigrations(db).catch(() => undefined);
    if (pending === undefined) return sendRefusal(reply, refuse('UNAVAILABLE', 'the database cannot be reached'));
    if (pending.length > 0)
      return sendRefusal(reply, refuse('UNAVAILABLE', `migrations have yet to run: ${pending.join(', ')}`));
    return { status: 'READY' };
  });
}
