import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Agreed, agreeToLink } from '../../../src/accounts/linking/customerLinks.ts';
import type { Invitation } from '../../../src/accounts/linking/invitation.ts';
import { inRequest } from '../../../src/store/audit.ts';
import { atEnd } from '../../support/atEnd.ts';
import { freshDatabase } from '../../support/freshDatabase.ts';
import { providerWithKey } from '../../support/provider.ts';
import type { Json } from '../../support/reading.ts';
import { reporting } from '../../support/reporting.ts';
import { operatorOf } from '../../support/runCommand.ts';
import { NO_TERMS, newInvitation, signedUpDriver } from '../../support/signUps.ts';

const folder = await mkdtemp(join(tmpdir(), 'shiftcover-doctor-'));
atEnd(() => rm(folder, { recursive: true, force: true }));
const { url, ownerUrl, database } = await freshDatabase();
const db = database.pool;
const { run, text, json } = operatorOf(url, { DATABASE_OWNER_URL: ownerUrl });

type SignedUp = Awaited<ReturnType<typeof signedUpDriver>>;

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

test('doctor names the customer and the address that claim many driver IDs without proof', async () => {
  const claim = async ({ customerNumber, email }: SignedUp, address: string, proof: Partial<Invitation> = {}) => {
    const invitation = await newInvitation(db, email, proof);
    const agree = () => agreeToLink(db, customerNumber, invitation, NO_TERMS, false);
    const agreed = await new Promise<Agreed>((resolve, reject) =>
      inRequest({ id: 'a test', address }, () => void agree().then(resolve, reject)),
    );
    assert.equal(agreed.tag, 'linked');
  };
  const drivers = await Promise.all(Array.from({ length: 5 }, async () => await signedUpDriver(db)));
  const [many, ...few] = drivers as [SignedUp, ...SignedUp[]];
  for (const [n, driver] of few.entries())
    for (let each = 0; each < 5; each++) await claim(driver, `2001:db8:7:${each === 0 && n === 0 ? 9 : 8}::${n}`);
  for (let each = 0; each < 6; each++) await claim(many, '::ffff:192.0.2.1', { signed: true, signature: `a${each}` });
  for (let each = 0; each < 5; each++) await claim(many, '::ffff:192.0.2.1');
  const audits = async () => (await mends()).filter((mend) => mend.includes(' audit '));
  assert.deepEqual(await audits(), []);

  await claim(few[0] as SignedUp, '2001:db8:7:8::1:1');
  await claim(few[1] as SignedUp, '2001:db8:7:8::1:2');
  await claim(many, '::ffff:192.0.2.1');
  assert.match(
    (await run('doctor')).stdout,
    /the address 2001:db8:7:8::3, with its neighbours, claimed 21 driver IDs without proof within a day/,
  );
  assert.deepEqual(
    (await audits()).toSorted(),
    [
      'npx shiftcover audit --address 2001:db8:7:8::3',
      ...[many, few[0] as SignedUp, few[1] as SignedUp].map(
        ({ customerNumber }) => `npx shiftcover audit --customer ${customerNumber}`,
      ),
    ].toSorted(),
  );
});
