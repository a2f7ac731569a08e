/** How one piece of work fared: `done` after its write is durable; otherwise nothing is known to be stored. */
export type Written =
  | { readonly tag: 'done' }
  /** The queue is full: nothing was tried. */
  | { readonly tag: 'full' }
  /** The write failed, or may have: `error` says how. */
  | { readonly tag: 'failed'; readonly error: unknown };

export type GroupCommit<Item> = {
  /** Resolves when the items are durable, or are known not to be acknowledged. They are written all or none. */
  write(items: readonly Item[]): Promise<Written>;
  /** Resolves when everything that waits has been written or has failed. */
  drained(): Promise<void>;
};

export type GroupCommitOptions<Item> = {
  /** Makes the items durable, all or none; throws when it did not, or may not have. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** Whether the error lies in the items, so that others of the same group can be written without them. */
  readonly isFaultOfItems: (error: unknown) => boolean;
  readonly mostItemsPerWrite: number;
  readonly mostItemsWaiting: number;
};

type Waiting<Item> = { readonly items: readonly Item[]; readonly answer: (written: Written) => void };

/**
 * One durable write for all who wait: while one runs, the next group fills. There is no timer, so that a lone request
 * waits for nothing but its own write. An error of the items fails only the request that brought them. Any other error
 * fails all requests, those that wait included: they would wait only for the same error.
 */
export function groupCommit<Item>(options: GroupCommitOptions<Item>): GroupCommit<Item> {
  const queue: Waiting<Item>[] = [];
  let itemsWaiting = 0;
  let running: Promise<void> | undefined;

  return {
    write(items) {
      if (itemsWaiting + items.length > options.mostItemsWaiting) return Promise.resolve({ tag: 'full' });
      return new Promise((answer) => {
        queue.push({ items, answer });
        itemsWaiting += items.length;
        running ??= run();
      });
    },
    async drained() {
      while (running) await running;
    },
  };

  async function run(): Promise<void> {
    while (queue.length > 0) await writeGroup(takeGroup(queue, options.mostItemsPerWrite));
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
    answerAll([...group, ...queue.splice(0)], { tag: 'failed', error });
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
    for (const { items, answer } of group) {
      itemsWaiting -= items.length;
      answer(written);
    }
  }
}

/** Takes from the front of the queue as much as one write may hold, and at least the first. */
function takeGroup<Item>(queue: Waiting<Item>[], mostItems: number): Waiting<Item>[] {
  const group: Waiting<Item>[] = [];
  let size = 0;
  while (queue[0] && (group.length === 0 || size + queue[0].items.length <= mostItems)) {
    const next = queue.shift() as Waiting<Item>;
    group.push(next);
    size += next.items.length;
  }
  return group;
}
