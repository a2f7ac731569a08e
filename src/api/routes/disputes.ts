import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { identifierMembers } from '../../core/event.ts';
import { toRfc3339, toRfc3339OrNull } from '../../core/time/instant.ts';
import type { Period } from '../../core/time/period.ts';
import { type Dispute, sharedDisputes } from '../../store/customer/disputes.ts';
import { inTenancy } from '../../store/postgres/tenancy.ts';
import type { PublicIds } from '../../store/publicIds.ts';
import { sendRefusal } from '../http/answers.ts';
import { callerOf } from '../http/authenticate.ts';
import { type DisputeJson, type DisputesQuery, LIST_DISPUTES } from '../wire/dispute.ts';
import { cursorScope, pageOf, readCursor, writeCursor } from '../wire/page.ts';
import type { RouteParts } from './parts.ts';

/** Registers the endpoint that lists what drivers say is wrong, as far as it is shared with the work provider. */
export function disputes(app: FastifyInstance, { reads, ids }: RouteParts): void {
  app.get('/v1/disputes', { schema: LIST_DISPUTES }, listDisputes);

  async function listDisputes(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workProvider } = callerOf(request);
    const query = request.query as DisputesQuery;
    const scope = cursorScope(ids, workProvider, 'disputes', query);
    const after = readCursor(scope, query.cursor, 1);
    if (after.tag === 'refused') return sendRefusal(reply, after);
    const choice = { open: query.open, before: after.position?.[0], limit: query.limit + 1 };
    const found = await inTenancy(reads, workProvider, (db) => sharedDisputes(db, workProvider, choice));
    const page = pageOf(found, query.limit, {
      toJson: (each) => disputeJson(each, ids),
      cursorOf: ({ id }) => writeCursor(scope, [id]),
    });
    return reply.send(page);
  }
}

function disputeJson(dispute: Dispute, ids: PublicIds): DisputeJson {
  const { id, workProvider, about, claim, claimed, note, openedAt, closedAt, answer } = dispute;
  return {
    id: ids.write('dispute', workProvider, id),
    ...identifierMembers(dispute),
    about: periodJson(about),
    claim,
    claimed: periodJson(claimed),
    note,
    openedAt: toRfc3339(openedAt),
    closedAt: toRfc3339OrNull(closedAt),
    answer: answer || null,
  };
}

function periodJson({ from, to }: Period) {
  return { from: toRfc3339(from), to: toRfc3339(to) };
}
