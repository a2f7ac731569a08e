import { type Queryable, rows } from './postgres/database.ts';
import { newestSealingKey, seal, unseal } from './seal.ts';

/** What each sealed secret is of: the second argument of `seal`. */
export const SECRET_OF = {
  endpoint: (workProvider: number) => `endpoint of ${workProvider}`,
  signUpHook: (workProvider: number) => `sign-up hook of ${workProvider}`,
  link: (workProvider: number) => `links of ${workProvider}`,
  named: (name: string) => `named ${name}`,
};

/** Every column with sealed secrets: how its rows are found, and what each is of. */
const COLUMNS = [
  { table: 'endpoint', key: 'id', column: 'secret', of: `'endpoint of ' || work_provider_id` },
  { table: 'endpoint', key: 'id', column: 'former_secret', of: `'endpoint of ' || work_provider_id` },
  { table: 'sign_up_hook', key: 'id', column: 'secret', of: `'sign-up hook of ' || work_provider_id` },
  { table: 'provider_link_secret', key: 'id', column: 'secret', of: `'links of ' || work_provider_id` },
  { table: 'secret', key: 'name', column: 'value', of: `'named ' || name` },
] as const;

const LOCK = { name: 'lock_sealing', text: `select pg_advisory_xact_lock(hashtext('shiftcover sealing'))` };

/** Waits until no other transaction seals secrets anew. */
export async function lockSealing(db: Queryable): Promise<void> {
  await rows(db, LOCK);
}

/**
 * Seals every secret with the newest key that another one has sealed, and returns how many these were. In the transaction
 * of the caller.
 */
export async function sealAnew(db: Queryable): Promise<number> {
  const { id: newest } = newestSealingKey();
  let count = 0;
  for (const { table, key, column, of } of COLUMNS) {
    const select = `select ${key} as key, ${column} as sealed, ${of} as of from ${table}
      where ${column} is not null and split_part(${column}, '.', 2) <> $1 for update`;
    const found = await rows<{ key: number | string; sealed: string; of: string }>(
      db,
      { name: `to_seal_${table}_${column}`, text: select },
      [newest],
    );
    const update = { name: `seal_${table}_${column}`, text: `update ${table} set ${column} = $2 where ${key} = $1` };
    for (const each of found) await rows(db, update, [each.key, seal(unseal(each.sealed, each.of), each.of)]);
    count += found.length;
  }
  return count;
}
