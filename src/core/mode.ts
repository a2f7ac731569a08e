/** Two worlds of data that share nothing: the one that counts, and the one in which engineers of work providers try things. */
export type Mode = 'live' | 'test';

/** How keys of a mode begin. */
export const KEY_PREFIX: Readonly<Record<Mode, string>> = { live: 'live_', test: 'test_' };

/** Anyone may have keys of test mode, so they end. */
export const TEST_KEY_DAYS = 30;

/** The mode that a key asks for. */
export function modeOf(key: string): Mode {
  return key.startsWith(KEY_PREFIX.test) ? 'test' : 'live';
}
