/** How one piece of work fared: `done` after its write is durable; otherwise nothing is known to be stored. */
export type Written =
  | { readonly tag: 'done' }
  /** The queue is full: nothing was tried. */
  | { readonly tag: 'full' }
  /** The write failed, or may have: `error` says how. */
  | { readonly tag: 'failed'; readonly error: unknown };

export type GroupCommit<Item> = {
  /**
   * Resolves when the items are durable, or are known not to be acknowledged. They are written all or none. Owners take
   * turns, so that one with much to write does not keep others waiting.
   */
  write(owner: number, items: readonly Item[]): Promise<Written>;
  /** Resolves when everything that waits has been written or has failed. */
  drained(): Promise<void>;
  /** How many items wait to be written, those under way included. */
  waiting(): number;
};

export type GroupCommitOptions<Item> = {
  /** Makes the items durable, all or none; throws when it did not, or may not have. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** Whether the error lies in the items, so that others of the same group can be written without them. */
  readonly isFaultOfItems: (error: unknown) => boolean;
  readonly mostItemsPerWrite: number;
  /** While the queue is full, an owner whose items are within its share of this still gets in. */
  readonly mostItemsWaiting: number;
};

type Waiting<Item> = {
  readonly owner: number;
  readonly items: readonly Item[];
  readonly answer: (written: Written) => void;
};

/**
 * One durable write for all who wait: while one runs, the next group fills. There is no timer, so that a lone request
 * waits for nothing but its own write. An error of the items fails only the request that brought them. Any other error
 * fails all requests, those that wait included: they would wait only for the same error.
 */
export function groupCommit<Item>(options: GroupCommitOptions<Item>): GroupCommit<Item> {
  const queues: Queues<Item> = new Map();
  const waitingOf = new Map<number, number>();
  let itemsWaiting = 0;
  let running: Promise<void> | undefined;

  return {
    write(owner, items) {
      if (!hasRoom(owner, items.length)) return Promise.resolve({ tag: 'full' });
      return new Promise((answer) => {
        const queue = queues.get(owner) ?? [];
        queue.push({ owner, items, answer });
        queues.set(owner, queue);
        count(owner, items.length);
        running ??= run();
      });
    },
    async drained() {
      while (running) await running;
    },
    waiting: () => itemsWaiting,
  };

  /** Room for everything is shared out equally among the owners who wait. */
  function hasRoom(owner: number, added: number): boolean {
    if (itemsWaiting + added <= options.mostItemsWaiting) return true;
    const own = waitingOf.get(owner);
    const owners = waitingOf.size + (own === undefined ? 1 : 0);
    return (own ?? 0) + added <= options.mostItemsWaiting / owners;
  }

  function count(owner: number, added: number): void {
    itemsWaiting += added;
    const own = (waitingOf.get(owner) ?? 0) + added;
    if (own > 0) waitingOf.set(owner, own);
    else waitingOf.delete(owner);
  }

  async function run(): Promise<void> {
    while (queues.size > 0) await writeGroup(takeGroup(queues, options.mostItemsPerWrite));
    running = undefined;
  }

  async function writeGroup(group: readonly Waiting<Item>[]): Promise<void> {
    const error = await attempt(group);
    if (error === undefined) answerAll(group, { tag: 'done' });
    else if (!options.isFaultOfItems(error)) giveUp(group, error);
    else if (group.length === 1) answerAll(group, { tag: 'failed', error });
    else await writeOneByOne(group);
  }

  async function writeOneByOne(group: readonly Waiting<Item>[]): Promise<void> {
    for (const [index, alone] of group.entries()) {
      const error = await attempt([alone]);
      if (error === undefined) answerAll([alone], { tag: 'done' });
      else if (options.isFaultOfItems(error)) answerAll([alone], { tag: 'failed', error });
      else return giveUp(group.slice(index), error);
    }
  }

  function giveUp(group: readonly Waiting<Item>[], error: unknown): void {
    const rest = [...queues.values()].flat();
    queues.clear();
    answerAll([...group, ...rest], { tag: 'failed', error });
  }

  async function attempt(group: readonly Waiting<Item>[]): Promise<unknown> {
    try {
      await options.write(group.flatMap((each) => each.items));
      return undefined;
    } catch (error) {
      return error ?? new Error('a write failed without saying why');
    }
  }

  function answerAll(group: readonly Waiting<Item>[], written: Written): void {
    for (const { owner, items, answer } of group) {
      count(owner, -items.length);
      answer(written);
    }
  }
}

/** What waits, by owner; the owner whose turn is next comes first. */
type Queues<Item> = Map<number, Waiting<Item>[]>;

/**
 * Takes one request of each owner in turn, as much as one write may hold, and at least the first. An owner whose next
 * request does not fit is passed over, and so comes first in the next group.
 */
function takeGroup<Item>(queues: Queues<Item>, mostItems: number): Waiting<Item>[] {
  const group: Waiting<Item>[] = [];
  let size = 0;
  for (const [owner, queue] of queues) {
    const next = queue[0] as Waiting<Item>;
    if (group.length > 0 && size + next.items.length > mostItems) continue;
    queue.shift();
    // Deleted and set again, the owner comes last; the loop then reaches it once more.
    queues.delete(owner);
    if (queue.length > 0) queues.set(owner, queue);
    group.push(next);
    size += next.items.length;
  }
  return group;
}
