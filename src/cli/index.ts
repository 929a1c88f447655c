// SPDX-License-Identifier: Apache-2.0
// Every command of `scs-gateway`, in the order of the help: those of operators, then those of users.
import { checkCommand } from './check.ts';
import type { AddCommand } from './command.ts';
import { keysCommand } from './keys.ts';
import { memberCommand } from './member.ts';
import { revokeCommand } from './revoke.ts';
import { serveCommand } from './serve.ts';
import { storeCommand } from './store.ts';
import { USER_COMMANDS } from './user-commands.ts';

export const COMMANDS: readonly AddCommand[] = [
  serveCommand,
  checkCommand,
  keysCommand,
  memberCommand,
  revokeCommand,
  storeCommand,
  ...USER_COMMANDS,
];
