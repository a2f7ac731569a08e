import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import { recordAudit } from '../store/audit.ts';
import { type Dispute, disputeById, setDisputeAnswer } from '../store/customer/disputes.ts';
import { queueMail } from '../store/jobs.ts';
import { inTransaction } from '../store/postgres/database.ts';

/** Closes a dispute with an answer that the driver reads, and mails them that there is one. */
export async function closeDispute(
  pool: pg.Pool,
  actor: Actor,
  { id, answer }: { readonly id: number; readonly answer: string },
): Promise<{ readonly tag: 'closed'; readonly dispute: Dispute } | { readonly tag: 'not_found' | 'closed_already' }> {
  return await inTransaction(pool, async (db) => {
    const dispute = await setDisputeAnswer(db, id, answer);
    if (!dispute) return { tag: (await disputeById(db, id)) ? 'closed_already' : 'not_found' };
    const { customerNumber, workProvider } = dispute;
    await recordAudit(db, actor, { action: 'closed a dispute', about: `dispute ${id}`, customerNumber, workProvider });
    await queueMail(db, { mail: 'dispute_answered', customerNumber });
    return { tag: 'closed', dispute };
  });
}
