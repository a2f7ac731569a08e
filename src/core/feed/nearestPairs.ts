import type { Steps } from '../steps.ts';
import type { Instant, Micros } from '../time/instant.ts';

type Timed = { readonly occurredAt: Instant };

/** What was paired, and what is left of either side. */
export type Pairs<L, S> = {
  readonly pairs: readonly { readonly listed: L; readonly stored: S }[];
  readonly listed: readonly L[];
  readonly stored: readonly S[];
};

/**
 * Pairs events of both sides that share a key and lie at most `furthest` apart, the nearest first; of equally near ones
 * the earlier. In order of time the nearest two of different sides are always neighbours: each pair that is taken makes
 * new neighbours of those around it. Takes n log n steps.
 */
export function* pairNearest<L extends Timed, S extends Timed>(
  listed: readonly L[],
  stored: readonly S[],
  keyOf: (event: L | S) => string,
  furthest: Micros,
): Steps<Pairs<L, S>> {
  const pairs: { listed: L; stored: S }[] = [];
  const ofStored = Map.groupBy(stored, keyOf);
  for (const [key, own] of Map.groupBy(listed, keyOf)) {
    yield;
    const others = ofStored.get(key);
    if (!others) continue;
    for (const pair of yield* pairInOrder(inOrder(own, others), furthest)) pairs.push(pair);
  }
  const paired = new Set<L | S>(pairs.flatMap((pair) => [pair.listed, pair.stored]));
  return {
    pairs,
    listed: listed.filter((event) => !paired.has(event)),
    stored: stored.filter((event) => !paired.has(event)),
  };
}

/** An event among its neighbours in order of time. */
type Node<L, S> = {
  readonly side: { readonly tag: 'listed'; readonly event: L } | { readonly tag: 'stored'; readonly event: S };
  readonly at: Instant;
  before: Node<L, S> | undefined;
  after: Node<L, S> | undefined;
  taken: boolean;
};

function inOrder<L extends Timed, S extends Timed>(listed: readonly L[], stored: readonly S[]): Node<L, S>[] {
  const node = (side: Node<L, S>['side']): Node<L, S> => {
    return { side, at: side.event.occurredAt, before: undefined, after: undefined, taken: false };
  };
  const nodes = [
    ...listed.map((event) => node({ tag: 'listed', event })),
    ...stored.map((event) => node({ tag: 'stored', event })),
  ].toSorted((a, b) => a.at - b.at);
  for (const [index, each] of nodes.entries()) [each.before, each.after] = [nodes[index - 1], nodes[index + 1]];
  return nodes;
}

type Neighbours<L, S> = { readonly left: Node<L, S>; readonly right: Node<L, S> };

const PAIRS_A_STEP = 64;

function* pairInOrder<L, S>(nodes: readonly Node<L, S>[], furthest: Micros): Steps<{ listed: L; stored: S }[]> {
  const pairs: { listed: L; stored: S }[] = [];
  const heap: Neighbours<L, S>[] = [];
  const consider = (left: Node<L, S> | undefined, right: Node<L, S> | undefined) => {
    if (!left || !right || left.side.tag === right.side.tag || right.at - left.at > furthest) return;
    push(heap, { left, right });
  };
  for (const node of nodes) consider(node, node.after);
  for (let next = pop(heap); next; next = pop(heap)) {
    if (heap.length % PAIRS_A_STEP === 0) yield;
    const { left, right } = next;
    if (left.taken || right.taken) continue;
    left.taken = true;
    right.taken = true;
    pairs.push(pairOf(next));
    if (left.before) left.before.after = right.after;
    if (right.after) right.after.before = left.before;
    consider(left.before, right.after);
  }
  return pairs;
}

function pairOf<L, S>({ left, right }: Neighbours<L, S>): { listed: L; stored: S } {
  const [a, b] = [left.side, right.side];
  if (a.tag === 'listed' && b.tag === 'stored') return { listed: a.event, stored: b.event };
  if (a.tag === 'stored' && b.tag === 'listed') return { listed: b.event, stored: a.event };
  throw new Error('a pair has one event of either side');
}

function isNearer<L, S>(a: Neighbours<L, S>, b: Neighbours<L, S>): boolean {
  const difference = a.right.at - a.left.at - (b.right.at - b.left.at);
  return difference < 0 || (difference === 0 && a.left.at < b.left.at);
}

/** A binary heap with the nearest neighbours first. */
function push<L, S>(heap: Neighbours<L, S>[], added: Neighbours<L, S>): void {
  let index = heap.push(added) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isNearer(added, heap[parent] as Neighbours<L, S>)) break;
    heap[index] = heap[parent] as Neighbours<L, S>;
    index = parent;
  }
  heap[index] = added;
}

function pop<L, S>(heap: Neighbours<L, S>[]): Neighbours<L, S> | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || first === last) return first;
  let index = 0;
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
    if (!left) break;
    const toRight = right !== undefined && isNearer(right, left);
    const child = toRight ? right : left;
    if (!isNearer(child, last)) break;
    heap[index] = child;
    index = 2 * index + (toRight ? 2 : 1);
  }
  heap[index] = last;
  return first;
}
