// SPDX-License-Identifier: Apache-2.0
// Builds the program from the list of commands (index.ts), runs one, and maps errors to a message and an exit code: 1 where
// the command failed (or what its error says), 2 where the command line is wrong.
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { type AddCommand, CommandError, type Output } from './command.ts';

export function createProgram(output: Output, commands: readonly AddCommand[]): Command {
  const program = new Command('scs-gateway')
    .description('One login, one endpoint, every cloud: the SCS Federation Gateway.')
    .usage('[command] [options]')
    .version(VERSION, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      outputError: (text, write) => write(text.replace(/^error: /, 'scs-gateway: ')),
    })
    .exitOverride();
  for (const add of commands) add(program, output);
  hint(program, program.name());
  return program;
}

/** Points from a usage error to the help of the command. */
function hint(command: Command, path: string): void {
  command.showHelpAfterError(`Run "${path} --help" for usage.`);
  for (const child of command.commands) hint(child, `${path} ${child.name()}`);
}

/** Resolves with the exit code; with 0 too for a server that runs on. */
export async function runCommandLine(
  args: readonly string[],
  output: Output,
  commands: readonly AddCommand[],
): Promise<number> {
  try {
    const program = createProgram(output, commands);
    await program.parseAsync(withDefault(args, program), { from: 'user' });
    return 0;
  } catch (error) {
    // commander has already written the help, the version (both exit code 0) or the usage error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    output.err(`scs-gateway: ${(isUserError(error) ? message : (stack ?? message)).trimEnd()}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

/** Runs `serve` without a command. commander's default command would take a misspelt command as an argument of `serve`. */
function withDefault(args: readonly string[], program: Command): readonly string[] {
  const [first = '-'] = args;
  if (!program.commands.some((command) => command.name() === 'serve')) return args.length === 0 ? ['--help'] : args;
  return first.startsWith('-') && !['-h', '--help', '-v', '--version'].includes(first) ? ['serve', ...args] : args;
}

/** Of the configuration and the key folder, which are not loaded here: not every command has them. */
const TOLD = ['ConfigError', 'KeyFolderError'];

/** Whether the message is enough. Any other error is a defect, for which the stack is printed. */
function isUserError(error: unknown): boolean {
  const { name, code } = Object(error) as NodeJS.ErrnoException;
  // Errors of Node.js (a missing file, a port in use) have a code.
  return error instanceof CommandError || code !== undefined || TOLD.includes(name);
}
