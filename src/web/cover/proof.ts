import type { FastifyInstance } from 'fastify';
import { clock } from '../../core/time/instant.ts';
import { readIsoWeek } from '../../core/time/isoWeek.ts';
import { coverAt } from '../../queries/cover/coverAt.ts';
import { readOwnCover } from '../account/ownCover.ts';
import type { PageContext } from '../context.ts';
import { instantOfLocal } from '../http/localTime.ts';
import { queryParameter } from '../http/query.ts';
import { render } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { proofPage } from './proofPage.ts';
import { weekProofPage } from './weekProofPage.ts';

/**
 * A sheet that shows or prints whether the customer was covered, now, at `?at=2026-11-16T14:30` on their clock, or in the
 * week `?week=2026-W47`.
 */
export function proofRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/proof',
    signedInOnly(context, async (customer, request, reply) => {
      const week = readIsoWeek(queryParameter(request, 'week') ?? '');
      const cover = await readOwnCover(context, customer, week);
      if (week) return await render(context, reply, weekProofPage(customer, { ...cover, insurer: context.insurer }));
      const { timeZone } = cover;
      const now = clock();
      const at = instantOfLocal(queryParameter(request, 'at'), timeZone) ?? now;
      const question = { customerNumber: customer.customerNumber, at, knownAt: Infinity, now };
      const found = await coverAt(context.pool, question);
      return await render(context, reply, proofPage({ customer, insurer: context.insurer, found, at, now, timeZone }));
    }),
  );
}
