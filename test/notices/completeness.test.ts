import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverThrough } from '../../src/core/cover/cover.ts';
import {
  currentState,
  type NotifiedCover,
  type NotifiedShift,
  type NotifiedState,
} from '../../src/core/cover/notice.ts';
import type { Lane } from '../../src/core/shift/lane.ts';
import { clock, HOUR, instantOf, MINUTE } from '../../src/core/time/instant.ts';
import { recheckCustomer } from '../../src/notices/recheck.ts';
import { settleOrIsolate } from '../../src/settle/settleBatch.ts';
import { newestAudit } from '../../src/store/audit.ts';
import { addCustomer } from '../../src/store/customer/customers.ts';
import { eligibilitiesOf } from '../../src/store/customer/eligibility.ts';
import { addLink, endLink, linksAround } from '../../src/store/customer/links.ts';
import { shareNumber } from '../../src/store/customer/sharing.ts';
import { correctEvents } from '../../src/store/log/eventLog.ts';
import { appendEvents } from '../../src/store/log/events.ts';
import { makeWebHookSecret } from '../../src/store/secrets.ts';
import { shiftsBegunIn } from '../../src/store/shift/shifts.ts';
import { addEndpoint } from '../../src/store/webhook/endpoints.ts';
import { entry } from '../support/entries.ts';
import { freshDatabase, openAnother } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';

const { url, database } = await freshDatabase();
const db = database.pool;
const BEGIN = instantOf('2026-03-02T00:00Z');
const NAMES = ['D1', 'D2', 'D3', '@C1', '@C2'];

let seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}`);
/** A whole number from 0 to below `below`. */
function random(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

type Row = { type: string; facts: { shiftId: number; was: unknown; is: unknown } };
type Known = { shift: NotifiedShift | null; cover: Map<string, NotifiedCover>; started: number };

test('a reader who believes every notice in order knows every shift and all cover, whatever came when and whichever server settled', async () => {
  const provider = (await providerWithKey(db)).id;
  const input = { url: 'https://example.com/', description: '', email: null, types: [] };
  await addEndpoint(db, provider, input, makeWebHookSecret());
  for (const number of ['C1', 'C2'])
    await addCustomer(db, { number, email: `${number}@example.com`, name: undefined, from: -Infinity });
  // Whatever becomes of links, the work provider may learn of both numbers in the end: of one later than of the other.
  const share = (customerNumber: string) => shareNumber(db, { customerNumber, workProvider: provider });
  await share('C1');
  const other = openAnother(url);
  let over = false;
  const settlers = [db, other.pool].map(async (pool) => {
    for (;;) {
      const last = over;
      const step = await settleOrIsolate(pool, (_work, fault) => assert.fail(String(fault)));
      if (!step?.settled && last) return;
    }
  });
  for (let step = 0; step < 75; step++) await change(provider);
  await share('C2');
  await recheckCustomer(db, 'C2', null);
  for (let step = 0; step < 75; step++) await change(provider);
  over = true;
  await Promise.all(settlers);

  const known = believed(
    (
      await db.query<Row>('select type, facts from notice where work_provider_id = $1 order by id', [provider])
    ).rows.filter(({ type }) => /^(shift|cover)\./.test(type)),
  );
  const actual = await standingShifts(provider);
  const there = [...known].filter(([, { shift }]) => shift !== null);
  assert.deepEqual(new Set(there.map(([id]) => id)), new Set(actual.keys()));
  for (const [id, { shift, cover }] of actual) {
    const own = known.get(id) as Known;
    assert.deepEqual(own.shift, shift);
    assert.equal(own.started, 1);
    const pieces = [...own.cover.values()].filter((piece) => piece.from !== piece.to);
    assert.deepEqual(pieces.map(spell).toSorted(), cover.map(spell).toSorted());
  }
  const covered = [...actual.values()].filter(({ cover }) => cover.length > 0);
  assert.ok(covered.length > 3, 'there was cover to tell of');
  assert.deepEqual(await newestAudit(db, 1), [], 'nothing went wrong in telling');
});

/** Every shift as it stands, and the cover through it, read without what was told. */
async function standingShifts(workProvider: number): Promise<Map<number, NotifiedState>> {
  const lanes = NAMES.map((name): Lane => {
    const identifierKind = name.startsWith('@') ? 'policyId' : 'driverId';
    return { workProvider, identifierKind, identifier: name.replace('@', ''), reference: '' };
  });
  const stretches = lanes.map((lane) => ({ lane, period: { from: -Infinity, to: Infinity } }));
  const eligibilities = [...(await eligibilitiesOf(db, ['C1', 'C2'], await linksAround(db, lanes))).values()];
  return new Map(
    (await shiftsBegunIn(db, stretches)).map(({ lane, shift }) => {
      const cover = eligibilities
        .filter(({ customerNumber }) => lane.identifierKind === 'driverId' || lane.identifier === customerNumber)
        .map((standing) => ({
          customerNumber: standing.customerNumber,
          periods: coverThrough({ lane, shift }, standing).map(({ period }) => period),
        }));
      return [shift.id, currentState(shift, cover, clock())];
    }),
  );
}

async function change(provider: number): Promise<void> {
  const at = BEGIN + random(72 * 60) * MINUTE;
  const link = { workProvider: provider, driverId: `D${1 + random(3)}`, customerNumber: `C${1 + random(2)}` };
  switch (random(12)) {
    case 0:
      return void (await addLink(db, { ...link, from: at }));
    case 1:
      return void (await endLink(db, link, at + HOUR));
    case 2:
      return void (await correctEvents(db, [1 + random(150)], { voids: true, reason: 'a test', by: 'a tester' }));
    default: {
      const name = NAMES[random(NAMES.length)] as string;
      return await appendEvents(db, [entry(provider, random(2) ? 'login' : 'logout', name, at)]);
    }
  }
}

const spell = ({ customerNumber, from, to }: NotifiedCover) => `${customerNumber} ${from} ${to}`;

function believed(notices: readonly Row[]): Map<number, Known> {
  const known = new Map<number, Known>();
  for (const { type, facts } of notices) {
    const own = known.get(facts.shiftId) ?? { shift: null, cover: new Map(), started: 0 };
    known.set(facts.shiftId, own);
    if (type.startsWith('shift.')) own.shift = facts.is as NotifiedShift | null;
    else believeCover(own.cover, facts.was as NotifiedCover | null, facts.is as NotifiedCover);
    if (type === 'shift.started') own.started++;
  }
  return known;
}

function believeCover(cover: Map<string, NotifiedCover>, was: NotifiedCover | null, is: NotifiedCover): void {
  if (was) cover.delete(`${was.customerNumber} ${was.from}`);
  cover.set(`${is.customerNumber} ${is.from}`, is);
}
