/** Two worlds of data that share nothing: the one that counts, and the one in which engineers of work providers try things. */
export type Mode = 'live' | 'test';

/** How keys of a mode begin. */
export const KEY_PREFIX: Readonly<Record<Mode, string>> = { live: 'live_', test: 'test_' };

/** The mode that a key asks for. */
export function modeOf(key: string): Mode {
  return key.startsWith(KEY_PREFIX.test) ? 'test' : 'live';
}
