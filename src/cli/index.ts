// SPDX-License-Identifier: Apache-2.0
// Every command of `scs-gateway`, in the order of the help.
import { checkCommand } from './check.ts';
import type { AddCommand } from './command.ts';
import { credentialCommand } from './credential.ts';
import { keysCommand } from './keys.ts';
import { kubeconfigCommand } from './kubeconfig.ts';
import { revokeCommand } from './revoke.ts';
import { serveCommand } from './serve.ts';
import { storeCommand } from './store.ts';

export const COMMANDS: readonly AddCommand[] = [
  serveCommand,
  checkCommand,
  keysCommand,
  revokeCommand,
  storeCommand,
  kubeconfigCommand,
  credentialCommand,
];
