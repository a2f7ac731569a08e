import type { Command } from 'commander';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import { addLinkSecret, revokeLinkSecret, setLinkRule } from '../../operations/keys.ts';
import { linkRuleOf, linkSecretsInForce, linksMustBeSigned } from '../../store/provider/linkSecrets.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseId, parseName } from '../command/arguments.ts';
import { command, inShell, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';

/** `require` is undefined when neither --require nor --no-require is given. */
type Options = OutputOptions & { readonly require?: boolean; readonly revoke?: number };

/** Adds the command for the secrets with which a work provider signs links (docs/linking.md). */
export function linkSecretCommand(group: Command): void {
  command(
    group,
    'link-secret',
    'make a secret that signs links, shown this once; or change what holds',
    "provider link-secret 'Courier Ltd'",
  )
    .argument('<name>', 'the work provider', parseName)
    .option('--require', 'from now on its links count only when signed')
    .option('--no-require', 'its links count unsigned too')
    .option('--revoke <id>', 'links signed with this secret no longer count', parseId)
    .action((name: string, options: Options) => withDatabase(options, (context) => run(context, name, options)));
}

async function run(context: CommandContext, name: string, options: Options): Promise<Answer> {
  const found = await findProvider(context.pool, name);
  if (found.tag === 'refused') return found;
  const { provider } = found;
  if (options.require !== undefined && options.revoke !== undefined) {
    return refuse('--revoke goes alone: what links have to be is another matter', BAD_USE);
  }
  if (options.revoke !== undefined) return await revoke(context, provider, options.revoke);
  if (options.require !== undefined) return await setRule(context, provider, options.require);
  return await add(context, provider);
}

async function add(context: CommandContext, provider: Provider): Promise<Answer> {
  const { id, secret } = await addLinkSecret(context.pool, context.actor, { provider });
  const rule = await readRule(context, provider);
  const text = `Link secret ${id} for ${provider.name}. It is shown this once, so store it now:

  ${secret}

How to sign links with it: docs/linking.md. ${formatRule(rule)}`;
  return succeed(text, { id, workProvider: provider.name, secret, ...rule });
}

async function revoke(context: CommandContext, provider: Provider, id: number): Promise<Answer> {
  const revoked = await revokeLinkSecret(context.pool, context.actor, { provider, id });
  const rule = await readRule(context, provider);
  if (revoked.tag === 'not_found') {
    return refuse(`${provider.name} has no link secret ${id} in force; ${formatInForce(rule)}`);
  }
  const none =
    rule.mustBeSigned && rule.inForce.length === 0
      ? '\nNo link of theirs counts until there is another, because they must be signed.'
      : '';
  return succeed(`Link secret ${id} is revoked: links signed with it are refused.${none}`, {
    id,
    revoked: true,
    workProvider: provider.name,
    ...rule,
  });
}

async function setRule(context: CommandContext, provider: Provider, mustBeSigned: boolean): Promise<Answer> {
  const { name } = provider;
  const set = await setLinkRule(context.pool, context.actor, { provider, mustBeSigned });
  if (set.tag === 'no_secret') {
    return refuse(`${name} has no link secret yet; make one: npx shiftcover provider link-secret ${inShell(name)}`);
  }
  const rule = await readRule(context, provider);
  const text = mustBeSigned
    ? `From now on links of ${name} count only when they are signed; ${formatInForce(rule)}.`
    : `Links of ${name} count signed or unsigned.`;
  return succeed(text, { workProvider: name, ...rule });
}

/** Whether links must be signed, and the secrets that sign them. */
type LinkRule = {
  readonly mustBeSigned: boolean;
  /** From when on they must be; null: they need not be. */
  readonly signedFrom: string | null;
  readonly inForce: readonly { readonly id: number; readonly recordedAt: string | null }[];
};

async function readRule({ pool }: CommandContext, provider: Provider): Promise<LinkRule> {
  const secrets = await linkSecretsInForce(pool, provider.id);
  const inForce = secrets.map(({ id, recordedAt }) => ({ id, recordedAt: toRfc3339OrNull(recordedAt) }));
  const rule = await linkRuleOf(pool, provider.id);
  const signedFrom = rule?.must ? toRfc3339OrNull(rule.from) : null;
  return { mustBeSigned: await linksMustBeSigned(pool, provider.id), signedFrom, inForce };
}

function formatRule({ mustBeSigned, signedFrom }: LinkRule): string {
  if (signedFrom === null) return 'Unsigned links of theirs count too.';
  return mustBeSigned
    ? 'Only signed links of theirs count.'
    : `Only signed links of theirs count from ${signedFrom} on.`;
}

function formatInForce({ inForce }: LinkRule): string {
  if (inForce.length === 0) return 'it has none in force';
  return `in force: ${inForce.map(({ id, recordedAt }) => `${id} (made ${recordedAt})`).join(', ')}`;
}
