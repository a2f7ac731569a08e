/** Why the embedded PostgreSQL cannot be opened: one sentence for the person who runs it. */
export type CannotOpen = { readonly tag: 'cannot_open'; readonly why: string };

/** `why` says what the person who runs it can do, where there is something. */
export function cannotOpen(why: string): CannotOpen {
  return { tag: 'cannot_open', why };
}

/**
 * The reason in an error of the operating system (no permission, disk full, …). Rethrows any other error: it is a bug.
 */
export function cannotOpenBecause(error: unknown): CannotOpen {
  if (error instanceof Error && 'syscall' in error) {
    return cannotOpen(`PostgreSQL cannot be opened: ${error.message}`);
  }
  throw error;
}

/** A handler for `.catch` that returns undefined for errors with one of these codes and rethrows all others. */
export function ignoreErrno(...expectedCodes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!expectedCodes.includes(code)) throw error;
    return undefined;
  };
}
