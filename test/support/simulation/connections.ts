import assert from 'node:assert/strict';
import type pg from 'pg';
import type { Random } from '../random.ts';
import { type Begun, type MemoryStore, transaction } from './memoryStore.ts';
import type { Process, Schedule } from './schedule.ts';
import type { Transaction } from './tables.ts';

type Sent = { readonly name: string; readonly text: string; readonly values: readonly unknown[] };

/** How often a connection is lost: before a statement, or after it and before its answer. Of a thousand statements each. */
export type Faults = { lostBefore: number; lostAfter: number };

type Outcome = readonly object[] | Error;

type Session = {
  readonly process: Process;
  tx: Transaction | undefined;
  isLost: boolean;
  readonly beside: pg.PoolClient | undefined;
};

/**
 * Opens connections to the store in memory. Each statement waits for its turn, then for its locks. `beside`: a
 * PostgreSQL that gets every statement too, and must answer it alike.
 */
export function openConnections(parts: {
  readonly store: MemoryStore;
  readonly schedule: Schedule;
  readonly random: Random;
  readonly faults: Faults;
  readonly beside?: pg.Pool | undefined;
}) {
  const { store, schedule, random, faults } = parts;
  const sessions = new Set<Session>();

  return {
    /** A pool of a process, as far as src/ uses it. */
    openPool(process: Process): pg.Pool {
      const idle: Session[] = [];
      const connect = async () => {
        const session = idle.pop() ?? (await open(process));
        return {
          query: (sent: Sent | string) => ask(session, statementOf(sent)),
          release(isLost = false) {
            if (!isLost && !session.isLost) idle.push(session);
            else close(session);
          },
          on() {},
          off() {},
        };
      };
      const query = async (sent: Sent) => {
        const client = await connect();
        try {
          return await client.query(sent);
        } finally {
          client.release();
        }
      };
      // The two methods are all that intake and settling use of a pool.
      return { connect, query } as unknown as pg.Pool;
    },
    /** Kills a process. Of a statement that was sent, PostgreSQL may have done its part. */
    kill(process: Process): void {
      schedule.kill(process, ({ isReady, go }) => {
        if (random(2) === 0 && isReady()) void go();
      });
      for (const session of sessions) if (session.process === process) close(session);
    },
    close(): void {
      for (const session of sessions) close(session);
    },
    /** Whether some transaction is under way. */
    isBusy: () => [...sessions].some(({ tx }) => tx !== undefined),
  };

  async function open(process: Process): Promise<Session> {
    const session = { process, tx: undefined, isLost: false, beside: await parts.beside?.connect() };
    sessions.add(session);
    return session;
  }

  function close(session: Session): void {
    session.isLost = true;
    if (session.tx) store.end(session.tx, 'rolledBack');
    session.tx = undefined;
    session.beside?.release(true);
    sessions.delete(session);
  }

  function ask(session: Session, sent: Sent): Promise<{ rows: readonly object[] }> {
    return new Promise((resolve, reject) => {
      const own = session.tx ?? transaction();
      let begun: Begun | undefined;
      // Nobody is left in a process that was killed.
      const answer = (outcome: Outcome) => {
        if (!session.process.isAlive) return;
        if (outcome instanceof Error) reject(outcome);
        else resolve({ rows: outcome });
      };
      schedule.add({
        process: session.process,
        isReady() {
          if (session.isLost || isControl(sent)) return true;
          // As a rule a statement sees what there is when it begins; the PostgreSQL beside begins when the wait is over.
          if (!begun || session.beside) begun = store.begin(own, sent.name, sent.values);
          return store.canLock(own, begun.locks);
        },
        async go() {
          if (session.isLost || random(1000) < faults.lostBefore) return answer(lost(session));
          const rows = isControl(sent) ? control(session, sent.text) : finish(own, begun as Begun, own !== session.tx);
          if (session.beside) await compare(session.beside, sent, rows);
          answer(random(1000) < faults.lostAfter ? lost(session) : rows);
        },
      });
    });
  }

  function control(session: Session, text: string): Outcome {
    if (text === 'begin') session.tx = transaction();
    else if (text === 'commit') end(session, 'committed');
    else if (text === 'rollback') end(session, 'rolledBack');
    return [];
  }

  function end(session: Session, state: 'committed' | 'rolledBack'): void {
    if (session.tx) store.end(session.tx, state);
    session.tx = undefined;
  }

  /** An error undoes the transaction at once: all that a transaction can do after it is to roll back. */
  function finish(tx: Transaction, { locks, finish: work }: Begun, commits: boolean): Outcome {
    store.lock(tx, locks);
    try {
      const rows = work();
      if (commits) store.end(tx, 'committed');
      return rows;
    } catch (error) {
      store.end(tx, 'rolledBack');
      return error as Error;
    }
  }

  /** The connection is gone, and with it what its transaction did. */
  function lost(session: Session): Error {
    close(session);
    return Object.assign(new Error('the connection was lost'), { code: 'ECONNRESET' });
  }

  async function compare(beside: pg.PoolClient, sent: Sent, outcome: Outcome): Promise<void> {
    const other = await beside.query(isControl(sent) ? sent.text : { ...sent, values: [...sent.values] }).then(
      ({ rows }): Outcome => rows,
      (error: Error): Outcome => error,
    );
    assert.deepEqual(alike(other), alike(outcome), sent.name);
  }
}

const CONTROL = ['begin', 'commit', 'rollback', 'savepoint before_notifying', 'release savepoint before_notifying'];

function isControl({ name, text }: Sent): boolean {
  return name === '' && CONTROL.includes(text);
}

function statementOf(sent: Sent | string): Sent {
  return typeof sent === 'string' ? { name: '', text: sent, values: [] } : sent;
}

/** Decided by clocks or by lot, or not read. */
const LEFT_OUT = [
  'receivedAt',
  'recordedAt',
  'recorded_at',
  'name',
  'queue',
  'pg_advisory_xact_lock',
  'pg_advisory_xact_lock_shared',
];

/** What two answers have in common: rows whose order means nothing, or the code of an error. */
function alike(outcome: Outcome): unknown {
  if (outcome instanceof Error) return 'code' in outcome ? outcome.code : outcome;
  const rows = outcome.map((row: object) => Object.entries(row).filter(([name]) => !LEFT_OUT.includes(name)));
  return rows.map((row) => JSON.stringify(row.toSorted(([a], [b]) => (a < b ? -1 : 1)))).toSorted();
}
