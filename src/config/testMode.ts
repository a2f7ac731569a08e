import { type ConfigError, type Env, refused } from './error.ts';
import { isCount, isPostgresUrl } from './values.ts';

/** Where the data of test mode are: nowhere, beside the live ones in the embedded PostgreSQL, or in a database of their own. */
export type TestMode =
  | { readonly tag: 'off' }
  | { readonly tag: 'beside'; readonly megabytes: number }
  | { readonly tag: 'at'; readonly databaseUrl: string; readonly megabytes: number };

/** A PostgreSQL of somebody else's gets no second database unasked. `megabytes`: how much may be stored. */
export function readTestMode(env: Env, databaseUrl: string | undefined): TestMode | ConfigError {
  const where = env['TEST_MODE'] || (databaseUrl === undefined ? 'beside' : 'off');
  const megabytes = Number(env['TEST_MODE_MEGABYTES'] || '1024');
  if (!isCount(megabytes)) {
    return refused('TEST_MODE_MEGABYTES', env['TEST_MODE_MEGABYTES'], 'a number of megabytes such as 1024');
  }
  if (where === 'off') return { tag: 'off' };
  if (where === 'beside' && databaseUrl === undefined) return { tag: 'beside', megabytes };
  if (isPostgresUrl(where)) return { tag: 'at', databaseUrl: where, megabytes };
  return refused('TEST_MODE', undefined, 'off, or a URL such as postgres://name:password@host:5432/database');
}
