import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import type { Json } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { operatorOf } from '../../support/runCommand.ts';

const folder = await mkdtemp(join(tmpdir(), 'shiftcover-doctor-'));
after(() => rm(folder, { recursive: true, force: true }));
const { url, ownerUrl, database } = await freshDatabase();
const db = database.pool;
const { run, text, json } = operatorOf(url, { DATABASE_OWNER_URL: ownerUrl });

/** What doctor finds, as the commands that mend it. */
async function mends(): Promise<string[]> {
  const { stdout, code, stderr } = await run('doctor', '--json');
  assert.equal(stderr, '');
  const { findings }: Json = JSON.parse(stdout);
  assert.equal(code, findings.length > 0 ? 1 : 0);
  return findings.map(({ mend }: Json) => mend);
}

test('doctor names what is wrong and the command that mends it; once those were run nothing is wrong', async () => {
  assert.equal(await text('doctor'), 'Nothing is wrong.\n');
  const { id, name } = await providerWithKey(db, { name: 'Courier Ltd' });
  const { id: endpoint } = await json('endpoint', 'add', name, 'https://example.com/hooks');
  await text('endpoint', 'pause', endpoint);
  await db.query(`with s as (insert into subject (work_provider_id, identifier_kind, identifier) values (${id}, 'driverId', 'D1')
      returning id)
    insert into event (occurred_at, received_at, receipt, subject_id, work_provider_id, reading, is_login, reference, zone, as_sent)
    select now() - interval '3 days', now() - interval '3 days', gen_random_uuid(), s.id, ${id}, 'offset', true, '', '', '' from s`);
  await db.query(`insert into unsettled (first_event_id, last_event_id, tries, last_error, set_aside_at)
    select id, id, 3, 'out of luck', now() from event`);
  await db.query('insert into unsettled (first_event_id, last_event_id) select id, id from event');

  assert.deepEqual(await mends(), [
    'npx shiftcover rebuild',
    'npm start',
    `npx shiftcover endpoint resume ${endpoint}`,
    "npx shiftcover events --provider 'Courier Ltd' --limit 5",
    'npx shiftcover backup FILE',
  ]);
  assert.match(
    (await run('doctor')).stdout,
    /One piece of work was set aside.* event evt_\S{22}: out of luck\n {2}npx shiftcover rebuild\n/,
  );
  const status = await json('status');
  assert.deepEqual([status.unsettledEvents, status.setAside], [1, 1]);
  assert.match(status.lastEventId, /^evt_/);

  await run('rebuild');
  await text('endpoint', 'resume', endpoint);
  await text('backup', join(folder, 'one.zst'));
  await (await reporting(db, name))('logout D1 -1h');
  await text('rebuild');
  assert.deepEqual(await mends(), []);
  assert.match(await text('status'), /to be settled +nothing\n/);
  const [newest] = await json('events', '--limit', '1');
  assert.equal((await json('status')).lastEventId, newest.id);
});
