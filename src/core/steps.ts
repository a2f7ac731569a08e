/** Long work that stops after each step, so that its caller can do something else before it goes on. */
export type Steps<T> = Generator<undefined, T, undefined>;

const ITEMS_A_STEP = 128;

/** The same as `items.map(map)`, a few items a step. */
export function* mapInSteps<T, U>(items: readonly T[], map: (item: T, index: number) => U): Steps<U[]> {
  const mapped: U[] = [];
  for (const [index, item] of items.entries()) {
    if (index % ITEMS_A_STEP === 0) yield;
    mapped.push(map(item, index));
  }
  return mapped;
}
