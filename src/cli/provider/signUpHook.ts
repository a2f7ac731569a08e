import type { Command } from 'commander';
import { endSignUpHook, setSignUpHook } from '../../operations/providers.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { signUpHookOf } from '../../store/provider/signUpHooks.ts';
import { openGuardedPost } from '../../webhooks/http/guardedPost.ts';
import { type Answer, BAD_USE, refused, told } from '../frame/answer.ts';
import { aName } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';
import { formatInstant, orNull } from '../frame/times.ts';

type Wish = OutputOptions & { readonly off?: true };

/** Where a work provider is told of the drivers who agree to share with it (docs/web-hooks.md). */
export function signUpHook(group: Command): void {
  command(
    group,
    'sign-up-hook',
    'tell it of each driver who agrees to share with it, or show where it is told',
    "provider sign-up-hook 'Courier Ltd' https://example.com/drivers",
  )
    .argument('<name>', 'the work provider', aName)
    .argument('[url]', 'where drivers are posted to; its secret is shown this once')
    .option('--off', 'tell it no more')
    .action((name: string, url: string | undefined, given: Wish) =>
      withDatabase(given, (context) => act(context, name, url, given)),
    );
}

async function act(context: CommandContext, name: string, url: string | undefined, { off }: Wish): Promise<Answer> {
  const provider = await findProvider(context.pool, name);
  if (isRefused(provider)) return provider;
  if (url !== undefined && off) return refused('give a URL or --off, not both', BAD_USE);
  if (url !== undefined) return await set(context, provider, url);
  return off ? await end(context, provider) : await show(context, provider);
}

async function set(context: CommandContext, provider: Provider, text: string): Promise<Answer> {
  const { refusalOf } = openGuardedPost(context.config.webhookAllowPrivate);
  const set = await setSignUpHook(context.pool, context.actor, { provider, url: text }, refusalOf);
  if (set.tag === 'bad_url') return refused(set.why);
  const { url, secret } = set;
  const { name } = provider;
  const spelled = `${name} is told of each driver who agrees to share with it, at ${url}. Its secret is shown this once, so store it now:

  ${secret}

What is posted, and what to answer: docs/web-hooks.md.`;
  return told(spelled, { workProvider: name, url, secret });
}

async function end(context: CommandContext, provider: Provider): Promise<Answer> {
  const { name } = provider;
  const ended = await endSignUpHook(context.pool, context.actor, { provider });
  if (ended.tag === 'not_found') return refused(`${name} has no sign-up hook`);
  return told(`${name} is told no more.`, { workProvider: name, url: null });
}

async function show({ pool }: CommandContext, { id, name }: Provider): Promise<Answer> {
  const hook = await signUpHookOf(pool, id);
  if (!hook) return told(`${name} has no sign-up hook.`, { workProvider: name, url: null });
  const text = `${name} is told at ${hook.url}, since ${formatInstant(hook.recordedAt)}.`;
  return told(text, { workProvider: name, url: hook.url, since: orNull(hook.recordedAt) });
}
