import process from 'node:process';
import { after, getTestContext } from 'node:test';

type Close = () => unknown;

const ofFile: Close[] = [];
const ofTests = new WeakMap<object, Close[]>();

/**
 * Closes what a test has opened when it ends, or when its file does if no test is running. The last comes first, so that
 * a server is gone before its database, and each is closed though another could not be: what stays open would keep the
 * process of the tests from ending.
 */
export function atEnd(close: Close): void {
  const test = getTestContext();
  (test ? closesOf(test) : ofFile).push(close);
}

function closesOf(test: object): Close[] {
  const found = ofTests.get(test);
  if (found) return found;
  const closes: Close[] = [];
  ofTests.set(test, closes);
  after(() => closeAll(closes));
  return closes;
}

async function closeAll(closes: readonly Close[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closes.toReversed()) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed');
}

const PATIENCE_MS = 10_000;

// A file that something keeps from ending all the same fails by its name, instead of keeping the others waiting.
after(async () => {
  await closeAll(ofFile).finally(() => setTimeout(giveUp, PATIENCE_MS).unref());
});

function giveUp(): void {
  process.stderr.write(`still open after the tests: ${process.getActiveResourcesInfo().join(', ')}\n`);
  process.exit(1);
}
