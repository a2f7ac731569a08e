import type { Command } from 'commander';
import { addLinkSecret, revokeLinkSecret, setLinkRule } from '../../operations/keys.ts';
import { linkSecretsInForce, linksMustBeSigned } from '../../store/provider/linkSecrets.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { type Answer, BAD_USE, refused, told } from '../frame/answer.ts';
import { aName, anId } from '../frame/arguments.ts';
import { command, inShell, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { orNull } from '../frame/times.ts';

/** `require` is undefined when neither --require nor --no-require is given. */
type Wish = { readonly require?: boolean; readonly revoke?: number };

/** With what a work provider signs the links it gives its drivers (docs/linking.md). */
export function linkSecret(group: Command): void {
  command(
    group,
    'link-secret',
    'make a secret that signs links, shown this once; or change what holds',
    "provider link-secret 'Courier Ltd'",
  )
    .argument('<name>', 'the work provider', aName)
    .option('--require', 'from now on its links count only when signed')
    .option('--no-require', 'its links count unsigned too')
    .option('--revoke <id>', 'links signed with this secret no longer count', anId)
    .action((name: string, given: Wish & OutputOptions) => withDatabase(given, (context) => act(context, name, given)));
}

async function act(context: CommandContext, name: string, input: Wish): Promise<Answer> {
  const provider = await findProvider(context.pool, name);
  if (isRefused(provider)) return provider;
  if (input.require !== undefined && input.revoke !== undefined) {
    return refused('--revoke goes alone: what links have to be is another matter', BAD_USE);
  }
  if (input.revoke !== undefined) return await revoke(context, provider, input.revoke);
  if (input.require !== undefined) return await setRule(context, provider, input.require);
  return await add(context, provider);
}

async function add(context: CommandContext, provider: Provider): Promise<Answer> {
  const { id, secret } = await addLinkSecret(context.pool, context.actor, { provider });
  const text = `Link secret ${id} for ${provider.name}. It is shown this once, so store it now:

  ${secret}

How to sign links with it: docs/linking.md. Once all of its links are signed:
  npx shiftcover provider link-secret ${inShell(provider.name)} --require`;
  return told(text, { id, workProvider: provider.name, secret, ...(await standing(context, provider)) });
}

async function revoke(context: CommandContext, provider: Provider, id: number): Promise<Answer> {
  const revoked = await revokeLinkSecret(context.pool, context.actor, { provider, id });
  const now = await standing(context, provider);
  if (revoked.tag === 'not_found')
    return refused(`${provider.name} has no link secret ${id} in force; ${spellInForce(now)}`);
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

async function setRule(context: CommandContext, provider: Provider, mustBeSigned: boolean): Promise<Answer> {
  const set = await setLinkRule(context.pool, context.actor, { provider, mustBeSigned });
  if (set.tag === 'no_secret') return refused(withoutSecret(provider));
  const now = await standing(context, provider);
  const text = mustBeSigned
    ? `From now on links of ${provider.name} count only when they are signed; ${spellInForce(now)}.`
    : `Links of ${provider.name} count signed or unsigned.`;
  return told(text, { workProvider: provider.name, ...now });
}

function withoutSecret({ name }: Provider): string {
  return `${name} has no link secret yet; make one: npx shiftcover provider link-secret ${inShell(name)}`;
}

type Eligibility = {
  readonly mustBeSigned: boolean;
  readonly inForce: readonly { id: number; recordedAt: string | null }[];
};

async function standing({ pool }: CommandContext, provider: Provider): Promise<Eligibility> {
  const secrets = await linkSecretsInForce(pool, provider.id);
  const inForce = secrets.map(({ id, recordedAt }) => ({ id, recordedAt: orNull(recordedAt) }));
  return { mustBeSigned: await linksMustBeSigned(pool, provider.id), inForce };
}

function spellInForce({ inForce }: Eligibility): string {
  if (inForce.length === 0) return 'it has none in force';
  return `in force: ${inForce.map(({ id, recordedAt }) => `${id} (made ${recordedAt})`).join(', ')}`;
}
