import type { Command } from 'commander';
import { toRfc3339OrNull } from '../../core/time/instant.ts';
import { endSignUpHook, setSignUpHook } from '../../operations/providers.ts';
import type { Provider } from '../../store/provider/providers.ts';
import { signUpHookOf } from '../../store/provider/signUpHooks.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseName } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';
import { formatInstant } from '../output/times.ts';

type Options = OutputOptions & { readonly off?: true };

/** Adds the command for the web hook about drivers who agree to share (docs/web-hooks.md). */
export function signUpHookCommand(group: Command): void {
  command(
    group,
    'sign-up-hook',
    'notify it of each driver who agrees to share with it, or show where',
    "provider sign-up-hook 'Courier Ltd' https://example.com/drivers",
  )
    .argument('<name>', 'the work provider', parseName)
    .argument('[url]', 'where drivers are posted to; its secret is shown this once')
    .option('--off', 'tell it no more')
    .action((name: string, url: string | undefined, options: Options) =>
      withDatabase(options, (context) => run(context, name, url, options)),
    );
}

async function run(context: CommandContext, name: string, url: string | undefined, { off }: Options): Promise<Answer> {
  const found = await findProvider(context.pool, name);
  if (found.tag === 'refused') return found;
  if (url !== undefined && off) return refuse('give a URL or --off, not both', BAD_USE);
  if (url !== undefined) return await set(context, found.provider, url);
  return off ? await end(context, found.provider) : await show(context, found.provider);
}

async function set({ config, pool, actor }: CommandContext, provider: Provider, input: string): Promise<Answer> {
  const { openGuardedPost } = await import('../../webhooks/http/guardedPost.ts');
  const { refusalOf } = openGuardedPost(config.webhookAllowPrivate);
  const hook = await setSignUpHook(pool, actor, { provider, url: input }, refusalOf);
  if (hook.tag === 'bad_url') return refuse(hook.why);
  const { url, secret } = hook;
  const { name } = provider;
  const what = `${name} is notified of each driver who agrees to share with it, at ${url}.`;
  const text = `${what} Its secret is shown this once, so store it now:

  ${secret}

What is posted, and what to answer: docs/web-hooks.md.`;
  return succeed(text, { workProvider: name, url, secret });
}

async function end({ pool, actor }: CommandContext, provider: Provider): Promise<Answer> {
  const { name } = provider;
  const ended = await endSignUpHook(pool, actor, { provider });
  if (ended.tag === 'not_found') return refuse(`${name} has no sign-up hook`);
  return succeed(`${name} is notified no more.`, { workProvider: name, url: null });
}

async function show({ pool }: CommandContext, { id, name }: Provider): Promise<Answer> {
  const hook = await signUpHookOf(pool, id);
  if (!hook) return succeed(`${name} has no sign-up hook.`, { workProvider: name, url: null });
  const text = `${name} is notified at ${hook.url}, since ${formatInstant(hook.recordedAt)}.`;
  return succeed(text, { workProvider: name, url: hook.url, since: toRfc3339OrNull(hook.recordedAt) });
}
