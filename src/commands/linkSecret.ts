import type { Command } from 'commander';
import {
  addLinkSecret,
  linkSecretsInForce,
  linksMustBeSigned,
  revokeLinkSecret,
  setLinkRule,
} from '../store/linkSecrets.ts';
import type { Provider } from '../store/providers.ts';
import { makeToken } from '../store/tokens.ts';
import { type Answer, BAD_USE, type Refused, refused, told } from './answer.ts';
import { aName, anId } from './arguments.ts';
import { change, type House } from './house.ts';
import { findProvider, isRefused } from './lookup.ts';
import { orNull } from './times.ts';
import { type ForWhom, inShell, verb } from './verb.ts';
import { withFoundation } from './withFoundation.ts';

/** `require` is undefined when neither --require nor --no-require is given. */
type Wish = { readonly require?: boolean; readonly revoke?: number };

/** With what a work provider signs the links it gives its drivers (docs/linking.md). */
export function linkSecret(group: Command): void {
  verb(
    group,
    'link-secret',
    'make a secret that signs links, shown this once; or change what holds',
    "provider link-secret 'Courier Ltd'",
  )
    .argument('<name>', 'the work provider', aName)
    .option('--require', 'from now on its links count only when signed')
    .option('--no-require', 'its links count unsigned too')
    .option('--revoke <id>', 'links signed with this secret no longer count', anId)
    .action((name: string, given: Wish & ForWhom) => withFoundation(given, (house) => act(house, name, given)));
}

async function act(house: House, name: string, wish: Wish): Promise<Answer> {
  const provider = await findProvider(house.pool, name);
  if (isRefused(provider)) return provider;
  if (wish.require !== undefined && wish.revoke !== undefined) {
    return refused('--revoke goes alone: what links have to be is another matter', BAD_USE);
  }
  if (wish.revoke !== undefined) return await revoke(house, provider, wish.revoke);
  if (wish.require !== undefined) return await setRule(house, provider, wish.require);
  return await add(house, provider);
}

async function add(house: House, provider: Provider): Promise<Answer> {
  const secret = `link_${makeToken()}`;
  const entry = { did: 'added a link secret', about: provider.name };
  const id = await change(house, entry, (db) => addLinkSecret(db, provider.id, Buffer.from(secret)));
  const text = `Link secret ${id} for ${provider.name}. It is shown this once, so store it now:

  ${secret}

How to sign links with it: docs/linking.md. Once all of its links are signed:
  npx shiftcover provider link-secret ${inShell(provider.name)} --require`;
  return told(text, { id, workProvider: provider.name, secret, ...(await standing(house, provider)) });
}

async function revoke(house: House, provider: Provider, id: number): Promise<Answer> {
  const entry = { did: 'revoked a link secret', about: `${provider.name}: link secret ${id}` };
  const revoked = await change(house, entry, (db) => revokeLinkSecret(db, provider.id, id));
  const now = await standing(house, provider);
  if (!revoked) return refused(`${provider.name} has no link secret ${id} in force; ${spellInForce(now)}`);
  const none =
    now.mustBeSigned && now.inForce.length === 0
      ? '\nNo link of theirs counts until there is another, because they must be signed.'
      : '';
  return told(`Link secret ${id} is revoked: links signed with it are refused.${none}`, {
    id,
    revoked: true,
    workProvider: provider.name,
    ...now,
  });
}

async function setRule(house: House, provider: Provider, mustBeSigned: boolean): Promise<Answer> {
  const refusal = mustBeSigned ? await withoutSecret(house, provider) : undefined;
  if (refusal) return refusal;
  const entry = { did: mustBeSigned ? 'required signed links' : 'allowed unsigned links', about: provider.name };
  await change(house, entry, (db) => setLinkRule(db, provider.id, mustBeSigned));
  const now = await standing(house, provider);
  const text = mustBeSigned
    ? `From now on links of ${provider.name} count only when they are signed; ${spellInForce(now)}.`
    : `Links of ${provider.name} count signed or unsigned.`;
  return told(text, { workProvider: provider.name, ...now });
}

/** Or none of their links would count. */
async function withoutSecret(house: House, provider: Provider): Promise<Refused | undefined> {
  if ((await linkSecretsInForce(house.pool, provider.id)).length > 0) return undefined;
  return refused(
    `${provider.name} has no link secret yet; make one: npx shiftcover provider link-secret ${inShell(provider.name)}`,
  );
}

type Standing = {
  readonly mustBeSigned: boolean;
  readonly inForce: readonly { id: number; recordedAt: string | null }[];
};

async function standing({ pool }: House, provider: Provider): Promise<Standing> {
  const secrets = await linkSecretsInForce(pool, provider.id);
  const inForce = secrets.map(({ id, recordedAt }) => ({ id, recordedAt: orNull(recordedAt) }));
  return { mustBeSigned: await linksMustBeSigned(pool, provider.id), inForce };
}

function spellInForce({ inForce }: Standing): string {
  if (inForce.length === 0) return 'it has none in force';
  return `in force: ${inForce.map(({ id, recordedAt }) => `${id} (made ${recordedAt})`).join(', ')}`;
}
