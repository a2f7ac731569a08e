import type { FastifyInstance } from 'fastify';
import { clock } from '../../core/time/instant.ts';
import { readMyData } from '../../queries/driver/myData.ts';
import { readMyRecords } from '../../queries/driver/myRecords.ts';
import { timeZoneOf } from '../../queries/driver/timeZone.ts';
import { recordAudit } from '../../store/audit.ts';
import { endOwnSignIn } from '../../store/signIn/signIns.ts';
import type { PageContext } from '../context.ts';
import { formFields } from '../http/formFields.ts';
import { formLimit } from '../http/limits.ts';
import { redirect } from '../http/redirect.ts';
import { render } from '../http/render.ts';
import { signedInOnly } from '../http/session.ts';
import { myDataJson } from './myDataJson.ts';
import { myDataPage } from './myDataPage.ts';

/** The page with the data about the customer, and the download of all of it. */
export function myDataRoutes(app: FastifyInstance, context: PageContext): void {
  app.get(
    '/my-data',
    signedInOnly(context, async (customer, _request, reply) => {
      const records = await readMyRecords(context.pool, customer.customerNumber);
      const now = clock();
      const timeZone = await timeZoneOf(context.pool, customer.customerNumber, now);
      return await render(
        context,
        reply,
        myDataPage(records, {
          insurer: context.insurer.name,
          timeZone,
          now,
          here: customer.signInSha256.toString('hex'),
        }),
      );
    }),
  );
  app.post(
    '/my-data/log-out',
    { config: formLimit(context) },
    signedInOnly(context, async ({ customerNumber }, request, reply) => {
      const ended = await endOwnSignIn(context.pool, customerNumber, formFields(request)('sign_in'));
      return redirect(reply, '/my-data', { done: ended ? 'device_logged_out' : undefined });
    }),
  );
  app.get(
    '/my-data/download',
    { config: formLimit(context) },
    signedInOnly(context, async ({ customerNumber }, _request, reply) => {
      const now = clock();
      const data = await readMyData(context.pool, customerNumber, now);
      const actor = { tag: 'customer', customerNumber } as const;
      await recordAudit(context.pool, actor, { action: 'downloaded their data', about: customerNumber });
      return reply
        .header('Content-Type', 'application/json; charset=utf-8')
        .header('Content-Disposition', `attachment; filename="my-data-${customerNumber.slice(0, 40)}.json"`)
        .send(myDataJson(data, now));
    }),
  );
}
