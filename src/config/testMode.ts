import type { Reader } from './environment.ts';
import { POSTGRES_URL } from './values.ts';

/**
 * Where the data of test mode are: nowhere, in the embedded PostgreSQL beside the live ones, or in a database of their
 * own. `megabytes` is how much may be stored.
 */
export type TestMode =
  | { readonly tag: 'off' }
  | { readonly tag: 'beside'; readonly megabytes: number }
  | { readonly tag: 'at'; readonly databaseUrl: string; readonly megabytes: number };

/**
 * TEST_MODE and TEST_MODE_MEGABYTES. With DATABASE_URL test mode is off unless set: no second database is made there.
 */
export function readTestMode(read: Reader, databaseUrl: string | undefined): TestMode {
  const megabytes = read.count('TEST_MODE_MEGABYTES', 'megabytes', 1024);
  const isEmbedded = databaseUrl === undefined;
  const where = read.text(
    'TEST_MODE',
    {
      isValid: (text) => text === 'off' || (text === 'beside' && isEmbedded) || POSTGRES_URL.isValid(text),
      wanted: `off, or ${POSTGRES_URL.wanted}`,
      secret: true,
    },
    isEmbedded ? 'beside' : 'off',
  );
  if (where === 'off') return { tag: 'off' };
  return where === 'beside' ? { tag: 'beside', megabytes } : { tag: 'at', databaseUrl: where, megabytes };
}
