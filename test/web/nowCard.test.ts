import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, HOUR } from '../../src/core/time/instant.ts';
import { readMyCover } from '../../src/queries/driver/myCover.ts';
import { addLink } from '../../src/store/customer/links.ts';
import { optOut, suspendCustomer } from '../../src/store/customer/suspensions.ts';
import { nowLive } from '../../src/web/cover/nowView.ts';
import { freshDatabase } from '../support/freshDatabase.ts';
import { providerWithKey } from '../support/provider.ts';
import { reporting } from '../support/reporting.ts';
import { plainText, signedInCustomer } from '../support/signedInCustomer.ts';

const { database } = await freshDatabase();
const { pool } = database;
const courier = await providerWithKey(pool, { name: 'Courier Ltd' });
const eats = await providerWithKey(pool, { name: 'Quick Eats' });
const INSURER = {
  name: 'Fairway',
  email: undefined,
  phone: '+44 20 7946 0018',
  terms: { version: '1', text: 'Terms.' },
  texts: { accident: undefined, privacy: undefined, complaints: undefined },
  sharesDisputes: false,
};

/** The link begins three hours ago, and ends an hour ago where `linkEnds`. Driver IDs are `c` and the row's number. */
const ROWS: { events?: string[]; eats?: string[]; change?: 'suspended' | 'refused' | 'linkEnds'; card: RegExp }[] = [
  { card: /^off-duty You are off duty .*set up with Courier Ltd.*log in there(?!.*Last covered)/ },
  { events: ['login -120m', 'logout -60m'], card: /^off-duty .* Last covered until (yesterday, )?\d\d:\d\d\./ },
  { events: ['login -20m'], card: /^covered You are covered now .*through Courier Ltd since .*at the latest until/ },
  { events: ['login -20m'], change: 'linkEnds', card: /^not-insured Stop: .*link with them has ended.*Call Fairway/ },
  {
    events: ['login -20m'],
    change: 'suspended',
    card: /^not-insured Stop: this work is not insured .*suspended since/,
  },
  { change: 'suspended', card: /^off-duty You are off duty .*suspended since/ },
  {
    eats: ['login -20m'],
    change: 'refused',
    card: /^not-insured Stop: .*Quick Eats reports.*Look at your work providers/,
  },
  {
    events: ['login -20m'],
    eats: ['login -10m'],
    card: /^covered .*through Courier Ltd since .* and through Quick Eats/,
  },
  {
    events: ['login -20m'],
    eats: ['login -10m'],
    change: 'refused',
    card: /^covered You are covered now .*through Courier Ltd since.*Not all of your work: Quick Eats reports that/,
  },
  { events: ['logout +30m'], card: /^undetermined We cannot know yet .*login before it is missing\. We will know at/ },
];

test('the card says covered, off duty, not insured or not known yet, and why', async () => {
  const [courierReports, eatsReports] = [await reporting(pool, 'Courier Ltd'), await reporting(pool, 'Quick Eats')];
  for (const [index, { events = [], eats: eatsEvents = [], change, card }] of ROWS.entries()) {
    const { number } = await signedInCustomer(pool, `CARD${index}`);
    const driverId = `c${index}`;
    const to = change === 'linkEnds' ? clock() - HOUR / 60 : undefined;
    await addLink(pool, { workProvider: courier.id, driverId, customerNumber: number, from: clock() - 3 * HOUR, to });
    if (change === 'suspended') await suspendCustomer(pool, number, clock() - HOUR, 'unpaid');
    if (change === 'refused') await optOut(pool, number, eats.id, clock() - HOUR);
    if (events.length > 0) await courierReports(...events.map((event) => event.replace(' ', ` ${driverId} `)));
    if (eatsEvents.length > 0) await eatsReports(...eatsEvents.map((event) => event.replace(' ', ` @${number} `)));
    const cover = await readMyCover(pool, {
      customerNumber: number,
      now: clock(),
      timeZone: undefined,
      week: undefined,
    });
    const drawn = nowLive({ ...cover, insurer: INSURER }).toString();
    assert.match(`${/class="answer ([\w-]+)"/.exec(drawn)?.[1]} ${plainText(drawn)}`, card, `row ${index}`);
  }
});
