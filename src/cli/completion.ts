import process from 'node:process';
import { Argument, type Command } from 'commander';

/** What may follow the words of a command. */
type Completion = { readonly path: string; readonly words: string };

/**
 * Adds the command that prints a script with which a shell completes the commands and options. `program`: with all of its
 * commands.
 */
export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('print what your shell needs to complete commands: source <(shiftcover completion bash)')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: 'bash' | 'zsh' | 'fish') => {
      const completions = completionsOf(program, '');
      process.stdout.write(shell === 'fish' ? fishScript(completions) : bashScript(completions, shell));
    });
}

/** Those of a command and of all below it, the longest path first. */
function completionsOf(command: Command, path: string): Completion[] {
  const options = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  const below = command.commands.map((each) => each.name());
  const nested = command.commands.flatMap((each) => completionsOf(each, `${path} ${each.name()}`));
  return [...nested, { path, words: [...below, ...options, '--help'].join(' ') }];
}

/** A zsh completes by the functions of bash. */
function bashScript(completions: readonly Completion[], shell: 'bash' | 'zsh'): string {
  const cases = completions.map(({ path, words }) => `    '${path}'*) words='${words}' ;;`);
  return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}_shiftcover() {
  local given='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) given="$given $word" ;; esac
  done
  case "$given" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _shiftcover shiftcover
`;
}

function fishScript(completions: readonly Completion[]): string {
  const lines = completions.map(({ path, words }) => {
    const seen = path.split(' ').filter(Boolean);
    const when = seen.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ') || '__fish_use_subcommand';
    return `complete -c shiftcover -n '${when}' -a '${words}'`;
  });
  return `complete -c shiftcover -f\n${lines.join('\n')}\n`;
}
