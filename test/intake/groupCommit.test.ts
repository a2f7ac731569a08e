import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type GroupCommit, groupCommit, type Written } from '../../src/intake/groupCommit.ts';

const BAD_ITEM = new Error('a fault of the items');
const BROKEN = new Error('the disk is gone');

/** A log that is written when the test says so. Items `bad…` are refused as such; `broken` is what else goes wrong. */
function openLog({ mostItemsPerWrite = 100, mostItemsWaiting = 1_000 } = {}) {
  const writes: string[][] = [];
  let release: ((fault?: unknown) => void) | undefined;
  let writesAtOnce = 0;
  const commits: GroupCommit<string> = groupCommit({
    async write(items) {
      if (release) writesAtOnce += 1;
      writes.push([...items]);
      const broken = await new Promise((resolve) => (release = resolve));
      release = undefined;
      if (broken !== undefined) throw broken;
      if (items.some((item) => item.startsWith('bad'))) throw BAD_ITEM;
    },
    isFaultOfItems: (fault) => fault === BAD_ITEM,
    mostItemsPerWrite,
    mostItemsWaiting,
  });
  return {
    commits,
    /** The writes so far, each as one text. */
    writes: () => writes.map((items) => items.join(' ')),
    /** Ends the write that runs, and lets everything happen that follows from it. */
    async finish(broken?: unknown) {
      assert.ok(release, 'no write runs');
      release(broken);
      await turn();
      assert.equal(writesAtOnce, 0, 'a write began while another ran');
    },
    isWriting: () => release !== undefined,
  };
}

/** Sends one request, and tells at any time what it was answered. */
function send(commits: GroupCommit<string>, text: string, owner = 1): { answer(): string } {
  let answer = 'nothing yet';
  void commits.write(owner, text === '' ? [] : text.split(' ')).then((written) => (answer = spell(written)));
  return { answer: () => answer };
}

function spell(written: Written): string {
  return written.tag === 'failed' ? `failed: ${(written.error as Error).message}` : written.tag;
}

const FAILED = `failed: ${BROKEN.message}`;

test('a lone request is written at once, and answered only when its write is over', async () => {
  const log = openLog();
  const lone = send(log.commits, 'a1 a2');
  assert.deepEqual(log.writes(), ['a1 a2']);
  await turn();
  assert.equal(lone.answer(), 'nothing yet');
  await log.finish();
  assert.equal(lone.answer(), 'done');
  assert.equal(log.isWriting(), false);
});

test('those who come while a write runs share the next, in the order they came', async () => {
  const log = openLog();
  const requests = ['a', 'b1 b2', 'c', 'd'].map((text) => send(log.commits, text));
  await log.finish();
  assert.deepEqual(
    requests.map((each) => each.answer()),
    ['done', 'nothing yet', 'nothing yet', 'nothing yet'],
  );
  assert.deepEqual(log.writes(), ['a', 'b1 b2 c d']);
  await log.finish();
  assert.deepEqual(
    requests.map((each) => each.answer()),
    ['done', 'done', 'done', 'done'],
  );
  assert.deepEqual(log.writes(), ['a', 'b1 b2 c d']);
});

test('a write takes whole requests up to its size, and one that is larger goes alone', async () => {
  const log = openLog({ mostItemsPerWrite: 3 });
  for (const text of ['a', 'b1 b2', 'c', 'd', 'e1 e2 e3 e4', 'f', 'g']) send(log.commits, text);
  while (log.isWriting()) await log.finish();
  assert.deepEqual(log.writes(), ['a', 'b1 b2 c', 'd', 'e1 e2 e3 e4', 'f g']);
});

test('owners take turns: one with much to write keeps no other waiting for more than the write that runs', async () => {
  const log = openLog({ mostItemsPerWrite: 3 });
  for (const text of ['a1 a2 a3', 'a4 a5 a6', 'a7 a8 a9', 'a10']) send(log.commits, text, 1);
  const others = ['b1', 'b2', 'c1'].map((text) => send(log.commits, text, text.startsWith('b') ? 2 : 3));
  await log.finish();
  await log.finish();
  assert.deepEqual(log.writes(), ['a1 a2 a3', 'a4 a5 a6', 'b1 c1 b2']);
  await log.finish();
  assert.deepEqual(
    others.map((each) => each.answer()),
    ['done', 'done', 'done'],
  );
  while (log.isWriting()) await log.finish();
  assert.deepEqual(log.writes().slice(3), ['a7 a8 a9', 'a10']);
});

test('an owner who has filled the queue leaves every other its share of the room', async () => {
  const log = openLog({ mostItemsWaiting: 4 });
  send(log.commits, 'a1 a2 a3 a4', 1);
  const [more, share, tooMuch] = [
    send(log.commits, 'a5', 1),
    send(log.commits, 'b1 b2', 2),
    send(log.commits, 'b3', 2),
  ];
  await log.finish();
  await log.finish();
  assert.deepEqual([more.answer(), share.answer(), tooMuch.answer()], ['full', 'done', 'full']);
});

test('it serves again after it had nothing to do', async () => {
  const log = openLog();
  for (const text of ['a', 'b', 'c']) {
    const request = send(log.commits, text);
    await log.finish();
    assert.equal(request.answer(), 'done');
  }
  assert.deepEqual(log.writes(), ['a', 'b', 'c']);
});

test('a fault of the items hurts only the request that brought them, wherever it stands in the group', async () => {
  for (const place of [0, 1, 2]) {
    const log = openLog();
    send(log.commits, 'first');
    const requests = ['a', 'b', 'c'].map((text, index) =>
      send(log.commits, index === place ? `good bad-${text}` : text),
    );
    while (log.isWriting()) await log.finish();
    const answers = requests.map((each) => each.answer());
    assert.deepEqual(
      answers,
      [0, 1, 2].map((index) => (index === place ? `failed: ${BAD_ITEM.message}` : 'done')),
    );
  }
});

test('a lone request with a fault of its own is tried once, and the next goes on', async () => {
  const log = openLog();
  const [bad, next] = [send(log.commits, 'bad'), send(log.commits, 'next')];
  await log.finish();
  assert.equal(bad.answer(), `failed: ${BAD_ITEM.message}`);
  await log.finish();
  assert.equal(next.answer(), 'done');
  assert.deepEqual(log.writes(), ['bad', 'next']);
});

test('any other fault is everyone’s: of the group and of those who wait, and none of them is tried', async () => {
  const log = openLog({ mostItemsPerWrite: 1 });
  const requests = ['a', 'b', 'c'].map((text) => send(log.commits, text));
  await log.finish(BROKEN);
  assert.deepEqual(
    requests.map((each) => each.answer()),
    [FAILED, FAILED, FAILED],
  );
  assert.deepEqual(log.writes(), ['a']);
  const later = send(log.commits, 'd');
  await log.finish();
  assert.equal(later.answer(), 'done');
});

test('so it is while the requests of a group are tried one by one: the rest of the group is not kept waiting', async () => {
  const log = openLog();
  send(log.commits, 'first');
  const requests = ['a', 'bad', 'c'].map((text) => send(log.commits, text));
  await log.finish();
  await log.finish();
  const late = send(log.commits, 'late');
  await log.finish(BROKEN);
  assert.deepEqual([...requests.map((each) => each.answer()), late.answer()], [FAILED, FAILED, FAILED, FAILED]);
  assert.equal(log.isWriting(), false);
});

test('a write that fails without saying why has failed all the same', async () => {
  const waysToFail = [() => Promise.reject(), () => Promise.reject(null), () => Promise.reject(0), throwAtOnce];
  for (const write of waysToFail) {
    const limits = { mostItemsPerWrite: 1, mostItemsWaiting: 1 };
    const commits = groupCommit<string>({ write, isFaultOfItems: () => false, ...limits });
    assert.equal((await commits.write(1, ['a'])).tag, 'failed');
  }
});

function throwAtOnce(): never {
  throw BROKEN;
}

test('a full queue takes no more, and takes again when there is room; what is being written counts', async () => {
  const log = openLog({ mostItemsWaiting: 3 });
  const [one, two] = [send(log.commits, 'a1 a2'), send(log.commits, 'b')];
  const tooMuch = send(log.commits, 'c');
  await turn();
  assert.equal(tooMuch.answer(), 'full');
  await log.finish();
  assert.equal(one.answer(), 'done');
  const [fits, not] = [send(log.commits, 'd1 d2'), send(log.commits, 'e')];
  await log.finish(BROKEN);
  assert.deepEqual(
    [two, fits, not].map((each) => each.answer()),
    [FAILED, FAILED, 'full'],
  );
  const after = send(log.commits, 'f1 f2 f3');
  await log.finish();
  assert.equal(after.answer(), 'done');
  assert.deepEqual(log.writes(), ['a1 a2', 'b', 'f1 f2 f3']);
});

test('drained waits for what runs, for what waits, and for what comes meanwhile', async () => {
  const log = openLog();
  await log.commits.drained();
  let drained = false;
  send(log.commits, 'a');
  send(log.commits, 'b');
  void log.commits.drained().then(() => (drained = true));
  await log.finish();
  assert.equal(drained, false);
  const meanwhile = send(log.commits, 'c');
  await log.finish();
  assert.equal(drained, false);
  await log.finish();
  assert.equal(drained, true);
  assert.equal(meanwhile.answer(), 'done');
});
