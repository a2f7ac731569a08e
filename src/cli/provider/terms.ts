import type { Command } from 'commander';
import { readText } from '../../config/insurer.ts';
import { recordProviderTerms } from '../../operations/providers.ts';
import { type Answer, BAD_USE, refuse, succeed } from '../command/answer.ts';
import { parseName } from '../command/arguments.ts';
import { command, type OutputOptions } from '../command/command.ts';
import type { CommandContext } from '../command/context.ts';
import { findProvider } from '../command/lookup.ts';
import { withDatabase } from '../command/run.ts';

type Options = OutputOptions & { readonly file: string; readonly version: string };

const MOST_VERSION_CHARACTERS = 100;

/** Adds the command for the terms that drivers agree to when they link themselves to a work provider. */
export function termsCommand(group: Command): void {
  command(
    group,
    'terms',
    'record the terms that its drivers agree to from now on',
    "provider terms 'Courier Ltd' --file courier-terms.txt --version 2026-01",
  )
    .argument('<name>', 'the work provider', parseName)
    .requiredOption('--file <file>', 'the terms, as plain text in UTF-8')
    .requiredOption('--version <version>', 'what this text is called; it can never be changed', parseName)
    .action((name: string, options: Options) => withDatabase(options, (context) => record(context, name, options)));
}

async function record({ pool, actor }: CommandContext, name: string, { file, version }: Options): Promise<Answer> {
  const text = readText(file);
  if (text === undefined) return refuse(`${file} is no text in UTF-8 that can be read`, BAD_USE);
  if (version.length > MOST_VERSION_CHARACTERS) {
    return refuse(`a version has at most ${MOST_VERSION_CHARACTERS} characters`, BAD_USE);
  }
  const found = await findProvider(pool, name);
  if (found.tag === 'refused') return found;
  const recorded = await recordProviderTerms(pool, actor, { provider: found.provider, version, text });
  if (recorded.tag === 'version_taken') {
    const quoted = JSON.stringify(version);
    return refuse(`${name} has terms of version ${quoted} already, and what was agreed to is never changed`);
  }
  return succeed(
    `From now on, drivers who link themselves to ${name} agree to version ${version} (${text.length} characters).`,
    { workProvider: name, version, characters: text.length },
  );
}
