import type { Command } from 'commander';
import { readText } from '../../config/insurer.ts';
import { recordProviderTerms } from '../../operations/providers.ts';
import { type Answer, BAD_USE, refused, told } from '../frame/answer.ts';
import { aName } from '../frame/arguments.ts';
import { command, type OutputOptions } from '../frame/command.ts';
import type { CommandContext } from '../frame/context.ts';
import { findProvider, isRefused } from '../frame/lookup.ts';
import { withDatabase } from '../frame/run.ts';

type Wish = { readonly file: string; readonly version: string };

/** What drivers agree to when they link themselves to a work provider. */
export function terms(group: Command): void {
  command(
    group,
    'terms',
    'record the terms that its drivers agree to from now on',
    "provider terms 'Courier Ltd' --file courier-terms.txt --version 2026-01",
  )
    .argument('<name>', 'the work provider', aName)
    .requiredOption('--file <file>', 'the terms, as plain text in UTF-8')
    .requiredOption('--version <version>', 'what this text is called; it can never be changed', aName)
    .action((name: string, given: Wish & OutputOptions) =>
      withDatabase(given, (context) => record(context, name, given)),
    );
}

async function record(context: CommandContext, name: string, { file, version }: Wish): Promise<Answer> {
  const text = readText(file);
  if (text === undefined) return refused(`${file} is no text in UTF-8 that can be read`, BAD_USE);
  if (version.length > 100) return refused('a version has at most 100 characters', BAD_USE);
  const provider = await findProvider(context.pool, name);
  if (isRefused(provider)) return provider;
  const recorded = await recordProviderTerms(context.pool, context.actor, { provider, version, text });
  if (recorded.tag === 'version_taken') {
    return refused(
      `${name} has terms of version ${JSON.stringify(version)} already, and what was agreed to is never changed`,
    );
  }
  return told(
    `From now on, drivers who link themselves to ${name} agree to version ${version} (${text.length} characters).`,
    {
      workProvider: name,
      version,
      characters: text.length,
    },
  );
}
