import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { amendments, type KeptShift } from '../../../src/core/shift/amendment.ts';
import { fold, type Shift } from '../../../src/core/shift/timeline.ts';
import { keep } from '../../support/applyAmendments.ts';
import { laneEvents, limits as someLimits } from '../../support/arbitrary.ts';
import { at, events, FOURTEEN_HOURS, spell } from '../../support/notation.ts';

/** A row: the shifts kept of some events, and what becomes of them by others. `#1` is the number of a shift. */
function amend(kept: string, told: string, expected: string): void {
  const was = numbered(fold(events(kept), FOURTEEN_HOURS));
  const is = keep(was, amendments(was, fold(events(told), FOURTEEN_HOURS)));
  const spelled = is.map((shift) => `#${shift.id} ${spell([shift], at('Sun 00:00'))}`);
  assert.equal(`${told}  →  ${spelled.join(' | ')}`, `${told}  →  ${expected}`);
}

function numbered(shifts: readonly Shift[]): KeptShift[] {
  return shifts.map((shift, index) => ({ ...shift, id: index + 1 }));
}

test('a shift keeps its number when its end comes or goes, and when a late login moves its beginning', () => {
  amend('login 08:00', 'login 08:00 | logout 12:00', '#1 08:00–12:00');
  amend('login 08:00 | logout 12:00', 'login 08:00', '#1 08:00–22:00 limit');
  amend('login 08:00 | logout 12:00', 'login 07:00 | login 08:00 | logout 12:00', '#1 07:00–12:00');
  amend('login 07:00 | login 08:00 | logout 12:00', 'login 08:00 | logout 12:00', '#1 08:00–12:00');
});

test('of two shifts that become one the earlier number stays, and of one that falls apart the first part has it', () => {
  amend(
    'login 08:00 | logout 10:00 | login 11:00 | logout 13:00',
    'login 08:00 | login 11:00 | logout 13:00',
    '#1 08:00–13:00',
  );
  amend(
    'login 08:00 | login 11:00 | logout 13:00',
    'login 08:00 | logout 10:00 | login 11:00 | logout 13:00',
    '#1 08:00–10:00 | #2 11:00–13:00',
  );
  amend(
    'login 08:00 | logout 10:00 | login 11:00 | logout 13:00',
    'login 07:00 | login 08:00 | login 11:00 | logout 13:00',
    '#1 07:00–13:00',
  );
});

test('a shift that begins together with a stored one is its partner, before any that only overlaps', () => {
  amend(
    'login 10:00 | logout 12:00',
    'login 08:00 | logout 10:00 | login 10:00 | logout 12:00',
    '#2 08:00–10:00 | #1 10:00–12:00',
  );
  amend(
    'login 08:00 | logout 11:00 | login 11:00',
    'login 07:00 | logout 11:00 | login 11:00',
    '#1 07:00–11:00 | #2 11:00–Tue 01:00 limit',
  );
});

test('only shifts with a moment in common are taken for the same work', () => {
  amend('login 08:00 | logout 10:00', 'login 10:00 | logout 12:00', '#2 10:00–12:00');
  amend('login 08:00 | logout 08:00', 'login 07:00 | logout 09:00', '#1 07:00–09:00');
  amend('login 08:00', '', '');
});

test('another event that opens or ends a shift at the same moment amends it', () => {
  const [kept] = numbered(fold(events('login 08:00 | logout 12:00'), FOURTEEN_HOURS)) as [KeptShift];
  const told: Shift[] = [
    { ...kept, openedBy: 9 },
    { ...kept, limitAt: at('23:00') },
    { ...kept, logout: { at: at('12:00'), id: 9 } },
    { ...kept, logout: null },
  ];
  for (const is of told)
    assert.deepEqual(amendments([kept], [is]), { added: [], amended: [{ was: kept, is }], removed: [] });
  assert.deepEqual(amendments([kept], [{ ...kept, logout: kept.logout && { ...kept.logout } }]), {
    added: [],
    amended: [],
    removed: [],
  });
});

test('amendments turn whatever is kept into whatever is told, and shifts that begin together keep their number', () => {
  const property = fc.property(laneEvents(), laneEvents(), someLimits, (before, after, limits) => {
    const kept = numbered(fold(before, limits));
    const told = fold(after, limits);
    const now = keep(kept, amendments(kept, told));
    assert.deepEqual(
      now.map(({ id: _id, ...shift }) => shift),
      told,
    );
    for (const was of kept) {
      const together = now.find((shift) => shift.from === was.from);
      if (together) assert.equal(together.id, was.id);
    }
  });
  fc.assert(property, { numRuns: 1_500 });
});
