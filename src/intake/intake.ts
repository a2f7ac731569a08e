import type { Report } from '../core/event.ts';
import { type Measures, NO_MEASURES } from '../core/measures.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { writeCanary } from '../store/log/canary.ts';
import { appendEvents, type Entry } from '../store/log/events.ts';
import type { KnownSubjects } from '../store/log/subjects.ts';
import { type Database, isDataError, type Queryable } from '../store/postgres/database.ts';
import { groupCommit, type Written } from './groupCommit.ts';

/** Stores reports in the event log. */
export type Intake = {
  /** Stores the reports of one request, all or none. `stored` only after their transaction has committed. */
  store(
    workProvider: number,
    receipt: string,
    reports: readonly Report[],
  ): Promise<{ readonly tag: 'stored' } | Refusal>;
  /** Whether the last append failed, less than ten seconds ago, by a fault that was not of its values. */
  failsNow(): boolean;
  /** Whether a write like an append's commits. It stores no event. */
  tryWrite(): Promise<boolean>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
  /** How many events wait to be stored. */
  waiting(): number;
};

/** One write of this size takes well under a second, and holds up the next no longer. */
const MOST_EVENTS_PER_WRITE = 10_000;
/** Some seconds of work at full speed, and tens of megabytes: beyond it waiting would only end in a timeout. */
const MOST_EVENTS_WAITING = 60_000;

/** An append may fail where a canary does not, such as on a disk that has room for one page. */
const FAILURE_COUNTS_MS = 10_000;

export type OnError = (error: unknown) => void;

/** Opens the intake of one database. `measures` gets each write. */
export function openIntake(database: Database, onError: OnError, measures: Measures = NO_MEASURES): Intake {
  let lastFailureMs = -Infinity;
  const commits = groupCommit<Entry>({
    write: async (entries) => {
      await measured(entries, measures, () => committed(database, (db) => appendEvents(db, entries, knownBy(db))));
      lastFailureMs = -Infinity;
    },
    isFaultOfItems: isDataError,
    mostItemsPerWrite: MOST_EVENTS_PER_WRITE,
    mostItemsWaiting: MOST_EVENTS_WAITING,
  });
  return {
    async store(workProvider, receipt, reports) {
      const written = await commits.write(
        workProvider,
        reports.map((report) => ({ workProvider, receipt, report })),
      );
      if (written.tag === 'full') measures.turnedAway();
      if (written.tag === 'failed') {
        onError(written.error);
        if (!isDataError(written.error)) lastFailureMs = performance.now();
      }
      return answerTo(written);
    },
    failsNow: () => performance.now() - lastFailureMs < FAILURE_COUNTS_MS,
    tryWrite: () =>
      committed(database, writeCanary).then(
        () => true,
        () => false,
      ),
    drained: commits.drained,
    waiting: commits.waiting,
  };
}

/**
 * The numbers of subjects that a connection has seen. They end with it: after a failover or a restore, other identifiers may
 * have these numbers.
 */
const known = new WeakMap<Queryable, KnownSubjects>();

function knownBy(connection: Queryable): KnownSubjects {
  const found = known.get(connection) ?? new Map<string, number>();
  known.set(connection, found);
  return found;
}

/** A write that fails by its values says nothing of the log, and is not measured. */
async function measured(entries: readonly Entry[], measures: Measures, write: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  const measure = (durable: boolean) =>
    measures.appended({ entries, seconds: (performance.now() - begun) / 1_000, durable });
  try {
    await write();
  } catch (error) {
    if (!isDataError(error)) measure(false);
    throw error;
  }
  measure(true);
}

/**
 * Any warning counts as failure: PostgreSQL commits with one when it gave up waiting for a synchronous standby
 * ("might not have been replicated"), and such a commit must not be acknowledged.
 */
async function committed(database: Database, write: (db: Queryable) => Promise<unknown>): Promise<void> {
  const client = await database.appender.connect();
  let warning: Error | undefined;
  const onNotice = (notice: { severity?: string | undefined; message?: string | undefined }) => {
    if (notice.severity === 'WARNING') warning = new Error(`committed with a warning: ${notice.message}`);
  };
  client.on('notice', onNotice);
  try {
    await write(client);
    if (warning) throw warning;
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  } finally {
    client.off('notice', onNotice);
  }
}

function answerTo(written: Written): { readonly tag: 'stored' } | Refusal {
  switch (written.tag) {
    case 'done':
      return { tag: 'stored' };
    case 'full':
      return refuse('UNAVAILABLE', 'too much is waiting to be stored; send this again in a moment');
    case 'failed':
      return isDataError(written.error)
        ? refuse('INVALID_DATA', 'the database could not take a value of this request')
        : refuse('UNAVAILABLE', 'the events could not be stored for certain; send this again in a moment');
    default:
      return written satisfies never;
  }
}
