import type { FastifyInstance } from 'fastify';
import { clock, fromTemporal, type Instant } from '../../core/time/instant.ts';
import { coverAt } from '../../queries/cover/coverAt.ts';
import { readOwnCover } from '../account/ownCover.ts';
import type { PageContext } from '../context.ts';
import { queryParameter } from '../http/query.ts';
import { render } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { proofPage } from './proofPage.ts';

/** A sheet that shows or prints whether the customer was covered, now or at `?at=2026-11-16T14:30` on their clock. */
export function proofRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/proof',
    signedInOnly(context, async (customer, request, reply) => {
      const { timeZone } = await readOwnCover(context, customer);
      const now = clock();
      const at = instantOfText(queryParameter(request, 'at'), timeZone) ?? now;
      const question = { customerNumber: customer.customerNumber, at, knownAt: Infinity, now };
      const found = await coverAt(context.pool, question);
      return await render(context, reply, proofPage({ customer, insurer: context.insurer, found, at, now, timeZone }));
    }),
  );
}

/** A time in a repeated hour is the earlier one. Undefined for any other text. */
function instantOfText(text: string | undefined, timeZone: string): Instant | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return undefined;
  try {
    return fromTemporal(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant());
  } catch {
    return undefined;
  }
}
