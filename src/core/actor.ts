/** Who does something: a closed list, and what the audit log records of each. */
export type Actor =
  /** A person at the command line. `name`: their login name on the operating system. */
  | { readonly tag: 'operator'; readonly name: string }
  /** A work provider, through one of its keys. */
  | { readonly tag: 'key'; readonly keyId: number; readonly workProvider: number }
  /** A work provider, through its answer to a web hook. */
  | { readonly tag: 'work_provider'; readonly workProvider: number; readonly name: string }
  | { readonly tag: 'customer'; readonly customerNumber: string }
  /** A part of this program, by itself. */
  | { readonly tag: 'system'; readonly part: 'web hooks' | 'linking' | 'test mode' }
  /** Someone without a key or a sign-in: who makes a work provider of test mode, or failed to log in. */
  | { readonly tag: 'stranger' };

/** The actor as people read it: `operator ana`, `key 3`, `work provider Courier Ltd`, `customer ABC12`. */
export function actorText(actor: Actor): string {
  switch (actor.tag) {
    case 'operator':
      return `operator ${actor.name}`;
    case 'key':
      return `key ${actor.keyId}`;
    case 'work_provider':
      return `work provider ${actor.name}`;
    case 'customer':
      return `customer ${actor.customerNumber}`;
    case 'system':
      return actor.part;
    case 'stranger':
      return 'anyone';
    default:
      return actor satisfies never;
  }
}
