/** The answer when no database can be opened: one clear sentence for the person who runs it. */
export type CannotOpen = { tag: 'cannot_open'; why: string };

export function cannotOpen(why: string): CannotOpen {
  return { tag: 'cannot_open', why };
}

/** Tells a fault of the operating system (no permission, disk full, …) as a refusal. Anything else is a bug, thrown on. */
export function cannotOpenBecause(error: unknown): CannotOpen {
  if (error instanceof Error && 'syscall' in error) {
    return cannotOpen(`PostgreSQL cannot be opened: ${error.message}`);
  }
  throw error;
}

/** Passes over a fault of the operating system that is expected at this place; every other fault is thrown on. */
export function ignoreErrno(...expectedCodes: string[]): (error: unknown) => undefined {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!expectedCodes.includes(code)) throw error;
    return undefined;
  };
}
