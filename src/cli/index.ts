// SPDX-License-Identifier: Apache-2.0
// Every command of `scs-gateway`, in the order of the help: those of operators, then those of users.
import { auditCommand } from './audit.ts';
import { bundleCommand } from './bundle.ts';
import { checkCommand } from './check.ts';
import type { AddCommand } from './command.ts';
import { explainCommand } from './explain.ts';
import { healthCommand } from './health.ts';
import { keysCommand } from './keys.ts';
import { memberCommand } from './member.ts';
import { revokeCommand } from './revoke.ts';
import { serveCommand } from './serve.ts';
import { storeCommand } from './store.ts';
import { USER_COMMANDS } from './user-commands.ts';

export const COMMANDS: readonly AddCommand[] = [
  serveCommand,
  checkCommand,
  explainCommand,
  bundleCommand,
  healthCommand,
  keysCommand,
  memberCommand,
  revokeCommand,
  auditCommand,
  storeCommand,
  ...USER_COMMANDS,
];
