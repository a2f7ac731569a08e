import assert from 'node:assert/strict';
import type { Amendments, KeptShift } from '../../src/core/shift/amendment.ts';

/**
 * The kept shifts after amendments, in order of time, as src/store/shifts.ts writes them: first the removed, then the amended row by
 * row, then the added. Two shifts under one number, or two that begin together, are what the database would refuse.
 */
export function keep(kept: readonly KeptShift[], { removed, amended, added }: Amendments): KeptShift[] {
  const rows = new Map(kept.map((shift) => [shift.id, shift]));
  for (const { id } of removed) assert.ok(rows.delete(id), `shift ${id} is removed twice, or never was`);
  for (const { was, is } of amended) {
    assert.ok(rows.has(was.id), `shift ${was.id} is amended, but is gone`);
    put(rows, { ...is, id: was.id });
  }
  let id = Math.max(0, ...kept.map((shift) => shift.id));
  for (const shift of added) put(rows, { ...shift, id: ++id });
  return [...rows.values()].toSorted((a, b) => a.from - b.from);
}

function put(rows: Map<number, KeptShift>, shift: KeptShift): void {
  for (const other of rows.values()) {
    assert.ok(other.id === shift.id || other.from !== shift.from, `shifts ${other.id} and ${shift.id} begin together`);
  }
  rows.set(shift.id, shift);
}
