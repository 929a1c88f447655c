// SPDX-License-Identifier: Apache-2.0
// The commands of users, in the order of the help. They are a program of their own as well (user-main.ts).
import { cloudsYamlCommand } from './clouds-yaml.ts';
import type { AddCommand } from './command.ts';
import { completionCommand } from './completion.ts';
import { conformanceCommand } from './conformance.ts';
import { credentialCommand } from './credential.ts';
import { envCommand } from './env.ts';
import { kubeconfigCommand } from './kubeconfig.ts';
import { loginCommand } from './login-command.ts';
import { logoutCommand } from './logout.ts';
import { tokenCommand } from './token.ts';
import { whoamiCommand } from './whoami.ts';

export const USER_COMMANDS: readonly AddCommand[] = [
  loginCommand,
  whoamiCommand,
  envCommand,
  cloudsYamlCommand,
  kubeconfigCommand,
  tokenCommand,
  logoutCommand,
  credentialCommand,
  conformanceCommand,
  completionCommand,
];
