import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type IdKind, publicIds } from '../../src/store/publicIds.ts';

const key = randomBytes(32);
const ids = publicIds(key);
const kind = fc.constantFrom<IdKind>('event', 'shift', 'endpoint', 'notice', 'delivery', 'cursor');
const workProvider = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const id = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

test('what was written is read again, by every process that has the key', () => {
  fc.assert(
    fc.property(kind, workProvider, id, (a, b, c) => {
      assert.equal(publicIds(Buffer.from(key)).read(a, b, ids.write(a, b, c)), c);
    }),
  );
});

test('an id is nothing to another work provider, as another kind, or under another key', () => {
  fc.assert(
    fc.property(kind, workProvider, id, (a, b, c) => {
      const text = ids.write(a, b, c);
      const others = ['event', 'shift', 'endpoint', 'notice', 'delivery', 'cursor'].filter((other) => other !== a);
      for (const other of others) assert.equal(ids.read(other as IdKind, b, text), undefined);
      assert.equal(ids.read(a, b - 1, text), undefined);
      assert.equal(publicIds(randomBytes(32)).read(a, b, text), undefined);
    }),
  );
});

test('a text that was changed, however little, is no id', () => {
  const text = ids.write('event', 7, 12_345);
  for (let at = 0; at < text.length; at++) {
    for (const letter of ['A', 'b', '9', '_', '=', '%', ' ']) {
      const changed = text.slice(0, at) + letter + text.slice(at + 1);
      if (changed !== text) assert.equal(ids.read('event', 7, changed), undefined, changed);
    }
  }
});

test('any text at all can be asked for', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => ids.read('event', 1, text) === undefined));
  for (const text of ['', 'evt_', 'evt_AAAAAAAAAAAAAAAAAAAAAA', `evt_${'A'.repeat(10_000)}`])
    assert.equal(ids.read('event', 1, text), undefined);
});

test('neighbours look nothing alike', () => {
  const [one, two] = [ids.write('event', 1, 1), ids.write('event', 1, 2)];
  const same = Array.from(one).filter((letter, index) => index >= 4 && letter === two[index]).length;
  assert.ok(same < 8, `${one} ${two}`);
});
