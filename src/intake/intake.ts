import type { Report } from '../core/event.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { appendEvents, type Entry } from '../store/log/events.ts';
import { type Database, isDataError } from '../store/postgres/database.ts';
import { groupCommit, type Written } from './groupCommit.ts';

/** The door to the event log. */
export type Intake = {
  /** Stores the reports of one request, all or none. `stored` only after their transaction has committed. */
  store(
    workProvider: number,
    receipt: string,
    reports: readonly Report[],
  ): Promise<{ readonly tag: 'stored' } | Refusal>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
};

/** One write of this size takes well under a second, and holds up the next no longer. */
const MOST_EVENTS_PER_WRITE = 10_000;
/** Some seconds of work at full speed, and tens of megabytes: beyond it waiting would only end in a timeout. */
const MOST_EVENTS_WAITING = 60_000;

export type OnError = (error: unknown) => void;

export function openIntake(database: Database, onError: OnError): Intake {
  const commits = groupCommit<Entry>({
    write: (entries) => append(database, entries),
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
      if (written.tag === 'failed') onError(written.error);
      return answerTo(written);
    },
    drained: commits.drained,
  };
}

/**
 * Any warning counts as failure: PostgreSQL commits with one when it gave up waiting for a synchronous standby
 * ("might not have been replicated"), and such a commit must not be acknowledged.
 */
async function append(database: Database, entries: readonly Entry[]): Promise<void> {
  const client = await database.appender.connect();
  let warning: Error | undefined;
  const onNotice = (notice: { severity?: string | undefined; message?: string | undefined }) => {
    if (notice.severity === 'WARNING') warning = new Error(`committed with a warning: ${notice.message}`);
  };
  client.on('notice', onNotice);
  try {
    await appendEvents(client, entries);
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
