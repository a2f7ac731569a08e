/** A transaction: what it wrote is seen by others once it is committed. */
export type Transaction = { state: 'running' | 'committed' | 'rolledBack' };

/** A table of rows with ids, as read committed has it: a statement sees what is committed, and its own transaction's. */
export type Table<Row extends { readonly id: number }> = {
  rows(tx: Transaction): Row[];
  /** Gives the row the next id, which is used up even if the transaction is rolled back. */
  insert(tx: Transaction, row: Omit<Row, 'id'>): Row;
  /** Undefined when the transaction sees no such row. Throws when another one has changed it and is not over. */
  update(tx: Transaction, id: number, change: Partial<Row>): Row | undefined;
  delete(tx: Transaction, id: number): Row | undefined;
  /** Forgets what nobody sees any more. */
  tidy(): void;
};

type Version<Row> = { readonly row: Row; readonly by: Transaction; goneBy: Transaction | undefined };

export function openTable<Row extends { readonly id: number }>(): Table<Row> {
  let versions: Version<Row>[] = [];
  let lastId = 0;
  const own: Table<Row> = {
    rows: (tx) => versions.filter((version) => sees(tx, version)).map(({ row }) => row),
    insert(tx, row) {
      // A row is its members and an id, whatever Row is.
      const inserted = { ...row, id: ++lastId } as unknown as Row;
      versions.push({ row: inserted, by: tx, goneBy: undefined });
      return inserted;
    },
    update(tx, id, change) {
      const was = own.delete(tx, id);
      if (!was) return undefined;
      const is = { ...was, ...change };
      versions.push({ row: is, by: tx, goneBy: undefined });
      return is;
    },
    delete(tx, id) {
      const found = versions.find((version) => version.row.id === id && sees(tx, version));
      if (found?.goneBy?.state === 'running') throw new Error('two transactions change one row');
      if (found) found.goneBy = tx;
      return found?.row;
    },
    tidy() {
      versions = versions.filter(({ by, goneBy }) => by.state !== 'rolledBack' && goneBy?.state !== 'committed');
    },
  };
  return own;
}

function sees(tx: Transaction, { by, goneBy }: Version<unknown>): boolean {
  return isDoneFor(tx, by) && !(goneBy && isDoneFor(tx, goneBy));
}

function isDoneFor(tx: Transaction, other: Transaction): boolean {
  return other === tx || other.state === 'committed';
}
