import type { FastifyInstance } from 'fastify';
import { clock } from '../../core/time/instant.ts';
import { readMyData } from '../../queries/driver/myData.ts';
import { readMyRecords } from '../../queries/driver/myRecords.ts';
import type { PageContext } from '../context.ts';
import { forSignedIn } from '../http/guard.ts';
import { limited } from '../http/limits.ts';
import { show } from '../http/render.ts';
import { readMine } from './account.ts';
import { myDataJson } from './myDataJson.ts';
import { myDataPage } from './myDataPage.ts';

/** What is kept about the driver, to read and to take away. */
export function myData(app: FastifyInstance, front: PageContext): void {
  app.get(
    '/my-data',
    forSignedIn(front, async (person, request, reply) => {
      const records = await readMyRecords(front.pool, person.customerNumber);
      const { timeZone } = await readMine(front, person);
      return await show(
        front,
        request,
        reply,
        myDataPage(records, { insurer: front.insurer.name, timeZone, now: clock() }),
      );
    }),
  );
  app.get(
    '/my-data/download',
    { config: limited(front) },
    forSignedIn(front, async ({ customerNumber }, _request, reply) => {
      const now = clock();
      const data = await readMyData(front.pool, customerNumber, now);
      return reply
        .header('Content-Type', 'application/json; charset=utf-8')
        .header('Content-Disposition', `attachment; filename="my-data-${customerNumber.slice(0, 40)}.json"`)
        .send(myDataJson(data, now));
    }),
  );
}
