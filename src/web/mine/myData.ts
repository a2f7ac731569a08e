import type { FastifyInstance } from 'fastify';
import { readMyData } from '../../answers/myData.ts';
import { readMyRecords } from '../../answers/myRecords.ts';
import { clock } from '../../core/instant.ts';
import { forSignedIn } from '../door/guard.ts';
import { limited } from '../door/limits.ts';
import { show } from '../door/show.ts';
import type { Front } from '../front.ts';
import { readMine } from './mine.ts';
import { myDataJson } from './myDataJson.ts';
import { myDataPage } from './myDataPage.ts';

/** What is kept about the driver, to read and to take away. */
export function myData(app: FastifyInstance, front: Front): void {
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
