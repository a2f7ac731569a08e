import { after, getTestContext } from 'node:test';

type Close = () => unknown;

const FILE = {};
const begun = new WeakMap<object, Close[]>();

/**
 * Closes what a test has opened when it ends, or when its file does if no test is running. The last comes first, so that
 * a server is gone before its database, and each is closed though another could not be: what stays open would keep the
 * process of the tests from ending.
 */
export function atEnd(close: Close): void {
  const scope = getTestContext() ?? FILE;
  const closes = begun.get(scope) ?? [];
  if (closes.push(close) > 1) return;
  begun.set(scope, closes);
  after(() => closeAll(closes));
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
