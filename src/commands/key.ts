import type { Command } from 'commander';
import { listKeys, makeKey, type NewKey, revokeKey } from '../store/keys.ts';
import { type Answer, refused, told } from './answer.ts';
import { aName, anId } from './arguments.ts';
import { change, type House } from './house.ts';
import { findProvider, isRefused } from './lookup.ts';
import { table } from './table.ts';
import { orNull, spellMoment } from './times.ts';
import { type ForWhom, noun, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

/** What a work provider shows with each request. */
export function key(program: Command): void {
  const group = noun(program, 'key', 'keys: what a work provider shows with each request');
  verb(group, 'add', 'make a key; it is shown this once', "key add 'Courier Ltd'")
    .argument('<provider>', 'the work provider it is for', aName)
    .action((provider: string, given: ForWhom) => withFoundation(given, (house) => add(house, provider)));
  verb(group, 'list', 'list the keys by their first characters').action((given: ForWhom) =>
    withFoundation(given, list),
  );
  verb(group, 'revoke', 'refuse a key from now on, in every process within a second', 'key revoke 3')
    .argument('<id>', 'the id that key list shows', anId)
    .action((id: number, given: ForWhom) => withFoundation(given, (house) => revoke(house, id)));
}

async function add(house: House, name: string): Promise<Answer> {
  const provider = await findProvider(house.pool, name);
  if (isRefused(provider)) return provider;
  const { id, key: made, hint } = await giveKey(house, provider);
  const text = `Key ${id} for ${name}. It is shown this once and kept nowhere, so store it now:

  ${made}

It goes with each request:  Authorization: ${made}`;
  return told(text, { id, workProvider: name, key: made, hint });
}

/** Who made it is kept in the audit log. */
export async function giveKey(house: House, provider: { readonly id: number; readonly name: string }): Promise<NewKey> {
  const about = ({ hint }: NewKey) => `${provider.name}: ${hint}…`;
  const made = await change<NewKey>(house, { did: 'added a key', about }, (db) => makeKey(db, provider.id, house.mode));
  return made as NewKey;
}

async function list({ pool }: House): Promise<Answer> {
  const keys = await listKeys(pool);
  const json = keys.map(({ id, workProvider, hint, recordedAt, revokedAt }) => {
    return {
      id,
      workProvider,
      hint,
      recordedAt: orNull(recordedAt),
      revokedAt: revokedAt === null ? null : orNull(revokedAt),
    };
  });
  if (keys.length === 0) return told("No keys yet. Make one: npx shiftcover key add 'Courier Ltd'", json);
  const rows = keys.map(({ id, workProvider, hint, recordedAt, revokedAt }) => [
    String(id),
    workProvider,
    `${hint}…`,
    spellMoment(recordedAt),
    revokedAt === null ? 'in force' : `revoked ${spellMoment(revokedAt)}`,
  ]);
  return told(table(['ID', 'WORK PROVIDER', 'KEY', 'MADE', 'STATE'], rows), json);
}

async function revoke(house: House, id: number): Promise<Answer> {
  const revoked = await change(house, { did: 'revoked a key', about: `key ${id}` }, (db) => revokeKey(db, id));
  if (!revoked) return refused(`there is no key ${id}; see: npx shiftcover key list`);
  return told(`Key ${id} is revoked: requests with it are refused within a second.`, { id, revoked: true });
}
