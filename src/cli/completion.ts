// SPDX-License-Identifier: Apache-2.0
// `scs-gateway completion`: what a shell needs to complete command lines. The scripts ask this program, so that they never
// know other commands and options than it takes.
import { Argument, type Command, type Option } from 'commander';
import { type AddCommand, examples } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** An answer of nothing lets the shell complete the names of files. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_scs_gateway() {
  local IFS=$'\\n'
  COMPREPLY=($(scs-gateway completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _scs_gateway scs-gateway
`,
  zsh: `#compdef scs-gateway
_scs_gateway() {
  local -a found
  found=("\${(@f)$(scs-gateway completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _scs_gateway scs-gateway
# A file of $fpath is read when something is to be completed for the first time.
if [[ "\${funcstack[1]}" = _scs-gateway ]]; then _scs_gateway; fi
`,
  fish: `function __scs_gateway
  set -l typed (commandline -opc)
  set -l found (scs-gateway completion words -- $typed[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c scs-gateway -f -a '(__scs_gateway)'
`,
};

export const completionCommand: AddCommand = (program, { out }) => {
  program
    .command('completion')
    .summary('complete command lines in your shell')
    .description(
      'Write the script by which a shell completes command lines of this program, which must be on the PATH. "words" writes what may follow the words behind --: the scripts ask for that.',
    )
    .addArgument(new Argument('<shell>', 'whose script').choices([...SHELLS, 'words']))
    .argument('[words...]', 'with "words": what has been typed, the last word perhaps in part')
    .addHelpText(
      'after',
      examples(
        'scs-gateway completion bash > ~/.local/share/bash-completion/completions/scs-gateway',
        'scs-gateway completion zsh > ~/.zfunc/_scs-gateway',
        'scs-gateway completion fish > ~/.config/fish/completions/scs-gateway.fish',
      ),
    )
    .action((shell: string, words: readonly string[], _options, command: Command) => {
      if (shell === 'words')
        return out(
          candidates(program, words)
            .map((word) => `${word}\n`)
            .join(''),
        );
      if (words.length > 0) command.error("error: too many arguments for 'completion'");
      out(SCRIPTS[shell] ?? '');
    });
};

/** What may stand in the place of the last word, which may be empty. */
export function candidates(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? '';
  let command = program;
  let awaited: Option | undefined;
  const used = new Set<string>();
  for (const word of words.slice(0, -1)) {
    if (awaited !== undefined) awaited = undefined;
    else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === word || short === word);
      if (option?.long) used.add(option.long);
      awaited = option?.required ? option : undefined;
    } else command = command.commands.find((child) => child.name() === word) ?? command;
  }
  return (awaited === undefined ? next(command, typed, used) : (awaited.argChoices ?? [])).filter((word) =>
    word.startsWith(typed),
  );
}

function next(command: Command, typed: string, used: ReadonlySet<string>): string[] {
  const options = command.options.flatMap(({ long, hidden }) => (long && !hidden && !used.has(long) ? [long] : []));
  if (typed.startsWith('-')) return [...options, '--help'];
  const children = command
    .createHelp()
    .visibleCommands(command)
    .map((child) => child.name());
  return children.length > 0 ? children : command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
}
