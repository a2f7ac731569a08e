import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type RefusalCode, refuse } from '../../core/refusal.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { pendingMigrations } from '../../store/postgres/migrate.ts';
import { sendRefusal } from '../http/wire.ts';
import { refusalShapes } from '../wire/refusal.ts';

/** /healthz: this process answers. /readyz: its database does too, and the schema is up to date. */
export function health(app: FastifyInstance, db: Queryable): void {
  app.get('/healthz', { schema: entry('isAlive', 'Whether the process answers', 'OK') }, async () => ({
    status: 'OK',
  }));
  app.get(
    '/readyz',
    { schema: entry('isReady', 'Whether the database can be reached and is up to date', 'READY', 'UNAVAILABLE') },
    async (_request, reply) => {
      const pending = await pendingMigrations(db).catch(() => undefined);
      if (pending === undefined) return sendRefusal(reply, refuse('UNAVAILABLE', 'the database cannot be reached'));
      if (pending.length > 0)
        return sendRefusal(reply, refuse('UNAVAILABLE', `migrations have yet to run: ${pending.join(', ')}`));
      return { status: 'READY' };
    },
  );
}

function entry(operationId: string, summary: string, status: string, ...codes: readonly RefusalCode[]) {
  const Up = Type.Object({ status: Type.Literal(status) }, { description: 'It is.' });
  return { operationId, tags: ['Health'], summary, security: [], response: { 200: Up, ...refusalShapes(codes) } };
}
