import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  coverPeriods,
  coverThrough,
  type Eligibility,
  type Gap,
  gapsIn,
  reasonAt,
} from '../../../src/core/cover/cover.ts';
import { driverSubject, type Lane, type Link } from '../../../src/core/shift/lane.ts';
import { shiftPeriod } from '../../../src/core/shift/timeline.ts';
import { toRfc3339 } from '../../../src/core/time/instant.ts';
import type { Period } from '../../../src/core/time/period.ts';
import { at, period, shift } from '../../support/notation.ts';

const DRIVER: Lane = { workProvider: 1, identifierKind: 'driverId', identifier: 'D1', reference: '' };
const byNumber = (workProvider: number): Lane => ({
  workProvider,
  identifierKind: 'policyId',
  identifier: 'C1',
  reference: '',
});
const BY_NUMBER = byNumber(1);

type Facts = { links?: string; suspended?: string; refused?: string; begins?: string; ends?: string; of?: string };

/** `links`: `C1 10:00–12:00 | C2 12:00–…`, all of them on driver ID D1. */
function eligibility({ links, suspended, refused, begins, ends, of = 'C1' }: Facts): Eligibility {
  return {
    customerNumber: of,
    numbers: new Map([[of, begins === undefined ? -Infinity : at(begins)]]),
    ends: new Map(ends === undefined ? [] : [[1, at(ends)]]),
    links: rows(links).map(linkOf),
    suspensions: rows(suspended).map(period),
    optOuts: rows(refused).map((row) => ({ workProvider: 1, held: period(row) })),
  };
}

function linkOf(row: string, index: number): Link {
  const [customerNumber, held] = row.split(/ (.+)/) as [string, string];
  return { id: index + 1, workProvider: 1, driverId: 'D1', customerNumber, held: period(held), recordedAt: 0 };
}

function rows(table: string | undefined): string[] {
  return table ? table.split(' | ') : [];
}

/** A row: the cover and gaps of a shift from 08:00 to 16:00. */
function c(facts: Facts, cover: string, gaps: string, lane: Lane = DRIVER): void {
  const work = { lane, shift: shift('08:00–16:00') };
  const found = eligibility(facts);
  assert.equal(
    coverThrough(work, found)
      .map((each) => text(each.period))
      .join(' | ') || 'none',
    cover,
  );
  assert.equal(
    joined(gapsIn(work, found))
      .map((gap) => `${text(gap.period)} ${gap.reason}`)
      .join(' | ') || 'none',
    gaps,
  );
}

/** Gaps that touch and have one reason read as one: where they are cut is no part of their meaning. */
function joined(gaps: readonly Gap[]): Pick<Gap, 'period' | 'reason'>[] {
  return gaps.reduce<Pick<Gap, 'period' | 'reason'>[]>((all, { period: { from, to }, reason }) => {
    const last = all.at(-1);
    if (last?.reason !== reason || last.period.to !== from) return [...all, { period: { from, to }, reason }];
    return [...all.slice(0, -1), { period: { from: last.period.from, to }, reason }];
  }, []);
}

function text({ from, to }: Period): string {
  return `${toRfc3339(from).slice(11, 16)}–${toRfc3339(to).slice(11, 16)}`;
}

test('a driver who links during a shift is covered from then on', () => {
  c({ links: 'C1 10:00–…' }, '10:00–16:00', '08:00–10:00 not_linked');
  c({ links: 'C1 07:00–…' }, '08:00–16:00', 'none');
  c({ links: 'C1 08:00–16:00' }, '08:00–16:00', 'none');
  c({}, 'none', '08:00–16:00 not_linked');
});

test('cover ends with the link', () => {
  c({ links: 'C1 07:00–10:00' }, '08:00–10:00', '10:00–16:00 link_ended');
  c({ links: 'C1 07:00–08:00' }, 'none', '08:00–16:00 link_ended');
  c({ links: 'C1 16:00–…' }, 'none', '08:00–16:00 not_linked');
  c(
    { links: 'C1 09:00–10:00 | C1 12:00–13:00' },
    '09:00–10:00 | 12:00–13:00',
    '08:00–09:00 not_linked | 10:00–12:00 link_ended | 13:00–16:00 link_ended',
  );
});

test('a driver ID that passes from one customer to another gives each only their own part', () => {
  const links = 'C1 07:00–12:00 | C2 12:00–…';
  c({ links }, '08:00–12:00', '12:00–16:00 linked_to_another');
  c({ links, of: 'C2' }, '12:00–16:00', '08:00–12:00 linked_to_another');
  c({ links, of: 'C3' }, 'none', '08:00–16:00 linked_to_another');
});

test('a suspension takes away cover while it holds', () => {
  c({ links: 'C1 07:00–…', suspended: '10:00–11:00' }, '08:00–10:00 | 11:00–16:00', '10:00–11:00 suspended');
  c({ links: 'C1 07:00–…', suspended: '10:00–…' }, '08:00–10:00', '10:00–16:00 suspended');
  c(
    { links: 'C1 07:00–…', suspended: '07:00–09:00 | 15:00–17:00' },
    '09:00–15:00',
    '08:00–09:00 suspended | 15:00–16:00 suspended',
  );
  c({ links: 'C1 10:00–…', suspended: '09:00–11:00' }, '11:00–16:00', '08:00–10:00 not_linked | 10:00–11:00 suspended');
  c({ suspended: '10:00–11:00' }, '08:00–10:00 | 11:00–16:00', '10:00–11:00 suspended', BY_NUMBER);
});

test('work by customer number needs no link, only that the customer has not refused the work provider', () => {
  c({}, '08:00–16:00', 'none', BY_NUMBER);
  c({ refused: '10:00–…' }, '08:00–10:00', '10:00–16:00 refused', BY_NUMBER);
  c(
    { refused: '07:00–10:00', suspended: '09:00–11:00' },
    '11:00–16:00',
    '08:00–10:00 refused | 10:00–11:00 suspended',
    BY_NUMBER,
  );
});

test('a refusal does not touch what a link gives, nor work for another work provider', () => {
  c({ links: 'C1 07:00–…', refused: '07:00–…' }, '08:00–16:00', 'none');
  c({ refused: '07:00–…' }, '08:00–16:00', 'none', byNumber(2));
});

test('a link counts only for its own driver ID at its own work provider', () => {
  c({ links: 'C1 07:00–…' }, 'none', '08:00–16:00 not_linked', { ...DRIVER, workProvider: 2 });
  c({ links: 'C1 07:00–…' }, 'none', '08:00–16:00 not_linked', { ...DRIVER, identifier: 'D2' });
  c({ links: 'C1 07:00–…' }, 'none', '08:00–16:00 not_linked', { ...DRIVER, identifier: 'd1' });
});

test('a shift that is open can last to its limit', () => {
  assert.deepEqual(shiftPeriod(shift('08:00–…')), period('08:00–22:00'));
});

test('nobody is covered before they are a customer, nor by a work provider that has ended', () => {
  c({ begins: '10:00' }, '10:00–16:00', '08:00–10:00 not_a_customer_yet', BY_NUMBER);
  c({ links: 'C1 07:00–…', begins: '17:00' }, 'none', '08:00–16:00 not_a_customer_yet');
  c({ links: 'C1 09:00–…', begins: '10:00' }, '10:00–16:00', '08:00–10:00 not_a_customer_yet');
  c({ links: 'C1 07:00–…', ends: '12:00' }, '08:00–12:00', '12:00–16:00 work_provider_ended');
  c(
    { ends: '12:00', suspended: '11:00–13:00' },
    '08:00–11:00',
    '11:00–12:00 suspended | 12:00–16:00 work_provider_ended',
    BY_NUMBER,
  );
});

test('each stretch of cover names the link it stands on', () => {
  const found = eligibility({ links: 'C1 07:00–10:00 | C1 10:00–…' });
  const ids = coverThrough({ lane: DRIVER, shift: shift('08:00–16:00') }, found).map((cover) => cover.link?.id);
  assert.deepEqual(ids, [1, 2]);
  assert.equal(coverThrough({ lane: BY_NUMBER, shift: shift('08:00–16:00') }, found)[0]?.link, undefined);
});

test('the cover of a customer is the union over all of their work', () => {
  const works = [
    { lane: DRIVER, shift: shift('12:00–16:00') },
    { lane: BY_NUMBER, shift: shift('08:00–12:00') },
    { lane: byNumber(2), shift: shift('15:00–17:00') },
    { lane: { ...DRIVER, identifier: 'D2' }, shift: shift('06:00–20:00') },
  ];
  const found = eligibility({ links: 'C1 07:00–…' });
  assert.deepEqual(
    found.links.map((link) => ({ ...driverSubject(link), reference: '' })),
    [DRIVER],
  );
  assert.deepEqual(coverPeriods(works, found), [period('08:00–17:00')]);
  assert.deepEqual(coverPeriods([], found), []);
});

test('the reason at a moment is half-open, as periods are', () => {
  const passed = eligibility({ links: 'C1 08:00–12:00 | C2 12:00–14:00' });
  const reasons = ['07:59', '12:00', '13:59', '14:00'].map((time) => reasonAt(DRIVER, at(time), passed));
  assert.deepEqual(reasons, ['not_linked', 'linked_to_another', 'linked_to_another', 'link_ended']);
});
