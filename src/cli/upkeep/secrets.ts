import type { Command } from 'commander';
import { addKeyToFile } from '../../app/secretsKey.ts';
import { rotateInvitationKey, sealSecretsAnew } from '../../operations/secrets.ts';
import { type Answer, succeed } from '../command/answer.ts';
import { command, commandGroup, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { withDatabase } from '../command/run.ts';

type Options = OutputOptions & { readonly invitations?: true };

/** Adds the command that rotates what no other command does: the key that seals secrets, and the key of invitations. */
export function secretsCommand(program: Command): void {
  const group = commandGroup(program, 'secrets', 'secrets at rest: seal them anew');
  command(group, 'rotate', 'seal every secret with a new key, while servers run', 'secrets rotate')
    .option('--invitations', 'make a new key of links under way and known devices: the former ones end')
    .action((options: Options) => withDatabase(options, (context) => rotate(context, options)));
}

async function rotate({ config, pool, actor, mode }: CommandContext, { invitations }: Options): Promise<Answer> {
  if (invitations) {
    await rotateInvitationKey(pool, actor);
    return succeed('The key of invitations is new: links under way begin anew, and devices are new once.', {
      rotated: 'invitations',
    });
  }
  // Test mode has the same keys: a rotation there follows the one of live data.
  const addKey = () => (mode === 'live' ? addKeyToFile(config) : undefined);
  const { keyId, sealed } = await sealSecretsAnew(pool, actor, addKey);
  const former =
    mode === 'live' && config.secretsKeys.length === 0
      ? 'The former key stays in secrets.key: backups from before need it.'
      : 'Backups from before need the former key: keep it.';
  const text = `${sealed} secrets are sealed anew with key ${keyId}. ${former}`;
  return succeed(text, { keyId, sealed });
}
