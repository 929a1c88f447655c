// SPDX-License-Identifier: Apache-2.0
// The suites, in the order in which they run. A new one: a file, and a line here.
import { COMMAND_LINES } from './command-lines.ts';
import { CREDENTIALS } from './credentials.ts';
import { GOPHERCLOUD } from './gophercloud.ts';
import { KUBERNETES_CLIENTS } from './kubernetes-clients.ts';
import { KUBERNETES_E2E } from './kubernetes-e2e.ts';
import { LIBRARIES } from './libraries.ts';
import { OPENSTACKSDK } from './openstacksdk.ts';
import { READS } from './reads.ts';
import { SCHEMATHESIS } from './schemathesis.ts';
import { SCS_STANDARDS } from './scs-standards.ts';
import { STORAGE } from './storage.ts';
import { STRICTNESS } from './strictness.ts';
import type { Suite } from './suite.ts';
import { TERRAFORM } from './terraform.ts';
import { TERRAFORM_KUBERNETES } from './terraform-kubernetes.ts';

export const SUITES: readonly Suite[] = [
  ...GOPHERCLOUD,
  ...COMMAND_LINES,
  ...STORAGE,
  ...CREDENTIALS,
  TERRAFORM,
  ...LIBRARIES,
  SCS_STANDARDS,
  STRICTNESS,
  READS,
  SCHEMATHESIS,
  ...OPENSTACKSDK,
  ...KUBERNETES_CLIENTS,
  ...TERRAFORM_KUBERNETES,
  ...KUBERNETES_E2E,
];
