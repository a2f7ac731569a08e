import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../core/refusal.ts';
import { sharedFor } from '../../core/sharedFor.ts';
import type { Intake } from '../../intake/intake.ts';
import type { Queryable } from '../../store/postgres/database.ts';
import { pendingMigrations } from '../../store/postgres/migrate.ts';
import { sendRefusal } from '../http/answers.ts';
import { IS_ALIVE, IS_READY } from '../wire/health.ts';

/**
 * Registers /healthz, which says that this process answers, and /readyz: its database has every migration, and takes
 * writes to the log.
 */
export function health(app: FastifyInstance, db: Queryable, intake: Pick<Intake, 'failsNow' | 'tryWrite'>): void {
  app.get('/healthz', { schema: IS_ALIVE }, isAlive);
  app.get('/readyz', { schema: IS_READY }, isReady);

  async function isAlive(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return reply.send({ status: 'OK' });
  }

  const whyNotReady = sharedFor(ANSWER_VALID_MS, async () => {
    const pending = await pendingMigrations(db).catch(() => undefined);
    if (pending === undefined) return 'the database cannot be reached';
    if (pending.length > 0) return `migrations have yet to run: ${pending.join(', ')}`;
    return (await intake.tryWrite()) ? undefined : CANNOT_STORE;
  });

  async function isReady(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // A shared answer may be older than the last append.
    const why = (await whyNotReady()) ?? (intake.failsNow() ? CANNOT_STORE : undefined);
    return why === undefined ? reply.send({ status: 'READY' }) : sendRefusal(reply, refuse('UNAVAILABLE', why));
  }
}

const CANNOT_STORE = 'no event can be stored just now';

/** However often it is asked for, the database is asked at most twice a second. */
const ANSWER_VALID_MS = 500;
