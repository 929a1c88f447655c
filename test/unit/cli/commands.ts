// SPDX-License-Identifier: Apache-2.0
// The commands as tests look at them.
import type { Command } from 'commander';
import type { Output } from '../../../src/cli/command.ts';

export const silent: Output = { out: () => {}, err: () => {} };

export interface LeafCommand {
  /** As it is typed. */
  readonly path: string;
  readonly command: Command;
}

/** Every command that does something; one that only has subcommands gives those. */
export const commandsOf = (command: Command, path = command.name()): LeafCommand[] =>
  command.commands.length === 0
    ? [{ path, command }]
    : command.commands.flatMap((child) => commandsOf(child, `${path} ${child.name()}`));
