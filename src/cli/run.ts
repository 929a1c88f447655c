// SPDX-License-Identifier: Apache-2.0
// The command line: `scs-gateway <command> [options]`. Makes the program of its commands (index.ts), runs one, and turns
// what went wrong into a sentence and an exit code: 1 where the work failed, 2 where the command line is wrong.
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { type Output, Told } from './command.ts';
import { COMMANDS } from './index.ts';

export function createProgram(output: Output): Command {
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
  for (const add of COMMANDS) add(program, output);
  hint(program, program.name());
  return program;
}

/** After a wrong command line, the way to the help that lists the right ones. */
function hint(command: Command, path: string): void {
  command.showHelpAfterError(`Run "${path} --help" for usage.`);
  for (const child of command.commands) hint(child, `${path} ${child.name()}`);
}

/** Resolves with the exit code; with 0 too for a server that runs on. */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  try {
    await createProgram(output).parseAsync(withDefault(args), { from: 'user' });
    return 0;
  } catch (error) {
    // It has been told: the help or the version (0), or what is wrong with the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    output.err(`scs-gateway: ${((await isForPeople(error)) ? message : (stack ?? message)).trimEnd()}\n`);
    return 1;
  }
}

/** Without a command it serves. Commander's own default would take a misspelt command for an argument of `serve`. */
function withDefault(args: readonly string[]): readonly string[] {
  const [first = '-'] = args;
  return first.startsWith('-') && !['-h', '--help', '-v', '--version'].includes(first) ? ['serve', ...args] : args;
}

/** Whether the message says it all; of anything else the stack is worth more. */
async function isForPeople(error: unknown): Promise<boolean> {
  // Node's own errors (a file that is not there, a port that is taken) have a code.
  if (error instanceof Told || (error as NodeJS.ErrnoException).code !== undefined) return true;
  const [{ ConfigError }, { KeyFolderError }] = await Promise.all([
    import('../config/faults.ts'),
    import('../federation/keys.ts'),
  ]);
  return error instanceof ConfigError || error instanceof KeyFolderError;
}
