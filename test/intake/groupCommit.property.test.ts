import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { groupCommit, type Written } from '../../src/intake/groupCommit.ts';

const BAD_ITEM = new Error('a fault of the items');
const MOST_PER_WRITE = 6;
const MOST_WAITING = 20;

type Item = { readonly request: number; readonly isBad: boolean };
type Request = { readonly size: number; readonly isBad: boolean; readonly pause: number };
type Attempt = { readonly turns: number; readonly breaks: boolean };

const requests: fc.Arbitrary<Request[]> = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 8 }), isBad: fc.nat(5).map((roll) => roll === 0), pause: fc.nat(2) }),
  { minLength: 1, maxLength: 30, size: 'max' },
);
const attempts: fc.Arbitrary<Attempt[]> = fc.array(
  fc.record({ turns: fc.nat(3), breaks: fc.nat(9).map((roll) => roll === 0) }),
  { minLength: 1, maxLength: 12, size: 'max' },
);

/** A log that takes its time over each write, as `attempts` says over and over, and remembers what it holds. */
function slowLog(plan: readonly Attempt[]) {
  const tried: number[][] = [];
  const stored: number[] = [];
  let running = 0;
  let mostAtOnce = 0;
  return {
    tried,
    stored,
    mostAtOnce: () => mostAtOnce,
    async write(items: readonly Item[]): Promise<void> {
      mostAtOnce = Math.max(mostAtOnce, ++running);
      const { turns, breaks } = plan[tried.length % plan.length] as Attempt;
      tried.push(items.map((item) => item.request));
      for (let count = 0; count < turns; count++) await turn();
      running -= 1;
      if (breaks) throw new Error('broken');
      if (items.some((item) => item.isBad)) throw BAD_ITEM;
      stored.push(...items.map((item) => item.request));
    },
  };
}

/** Sends all requests, some turns apart, and tells what each was answered and what was stored at that moment. */
async function play(told: readonly Request[], plan: readonly Attempt[]) {
  const log = slowLog(plan);
  const commits = groupCommit<Item>({
    write: (items) => log.write(items),
    isFaultOfItems: (fault) => fault === BAD_ITEM,
    mostItemsPerWrite: MOST_PER_WRITE,
    mostItemsWaiting: MOST_WAITING,
  });
  const answers: { written: Written; storedByThen: number }[] = [];
  for (const [request, { size, isBad, pause }] of told.entries()) {
    const items = Array.from({ length: size }, (_, index) => ({ request, isBad: isBad && index === size - 1 }));
    const remember = (written: Written) => ({
      written,
      storedByThen: log.stored.filter((each) => each === request).length,
    });
    void commits.write(1, items).then((written) => (answers[request] = remember(written)));
    for (let count = 0; count < pause; count++) await turn();
  }
  await commits.drained();
  await turn();
  return { log, answers };
}

function distinct(all: readonly number[]): number[] {
  return [...new Set(all)];
}

test('whatever the schedule, nobody is answered before or without their write, and all are answered', async () => {
  const seen = new Set<string>();
  const property = fc.asyncProperty(requests, attempts, async (told, plan) => {
    const { log, answers } = await play(told, plan);
    for (const [request, { size, isBad }] of told.entries()) {
      const answer = answers[request];
      assert.ok(answer, `request ${request} was never answered`);
      const { written, storedByThen } = answer;
      seen.add(written.tag);
      assert.equal(log.stored.filter((each) => each === request).length, written.tag === 'done' ? size : 0);
      assert.equal(storedByThen, written.tag === 'done' ? size : 0);
      if (isBad) assert.notEqual(written.tag, 'done');
      if (written.tag === 'full') assert.ok(!log.tried.flat().includes(request), 'tried although it was full');
      if (written.tag === 'failed' && written.error === BAD_ITEM) assert.ok(isBad, 'blamed for the fault of another');
    }
  });
  await fc.assert(property, { numRuns: 300 });
  assert.deepEqual([...seen].toSorted(), ['done', 'failed', 'full']);
});

test('whatever the schedule, one write runs at a time, of whole requests in the order they came, and of bounded size', async () => {
  const property = fc.asyncProperty(requests, attempts, async (told, plan) => {
    const { log } = await play(told, plan);
    assert.equal(log.mostAtOnce(), 1);
    for (const write of log.tried) {
      assert.deepEqual(
        write,
        distinct(write).flatMap((request) => Array(told[request]?.size).fill(request)),
      );
      assert.ok(write.length <= MOST_PER_WRITE || distinct(write).length === 1, 'a write too large');
    }
    const firstTried = distinct(log.tried.flat());
    assert.deepEqual(
      firstTried,
      firstTried.toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      distinct(log.stored),
      distinct(log.stored).toSorted((a, b) => a - b),
    );
  });
  await fc.assert(property, { numRuns: 300 });
});
