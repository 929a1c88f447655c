// SPDX-License-Identifier: Apache-2.0
// Terraform with its Kubernetes provider: objects of all kinds, a definition, and an object of it by server-side apply.
// The provider is built from its Go module, which Go's proxy has by a pseudo-version: releases above 1 carry no path of
// their own (`/v3`), so that their tags are no versions for Go.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { steps } from './command-lines.ts';
import type { ClusterSuite } from './suite.ts';
import { providerFrom, terraform } from './terraform.ts';

const PROVIDER = 'github.com/hashicorp/terraform-provider-kubernetes';
/** 3.2.1. */
const VERSION = 'v1.13.4-0.20260821094251-3a33fb6cc605';

export const TERRAFORM_KUBERNETES: readonly ClusterSuite[] = (['hub-oidc', 'impersonate'] as const).map((strategy) => ({
  name: `terraform-kubernetes${strategy === 'impersonate' ? '-impersonate' : ''}`,
  what: `terraform-provider-kubernetes 3.2.1 (${VERSION}), through the gateway by ${strategy}`,
  at: 'cluster',
  operator: true,
  strategy,
  long: strategy === 'impersonate',
  prepare: async (tools) => {
    await terraform(tools);
    await tools.goProgram(PROVIDER, VERSION);
    return undefined;
  },
  run: async (side, tools) => {
    cpSync(join(import.meta.dirname, 'programs', 'terraform-kubernetes'), side.folder, { recursive: true });
    return steps('terraform-kubernetes.sh', side, tools, {
      TERRAFORM: await terraform(tools),
      TF_CLI_CONFIG_FILE: providerFrom(side.folder, 'hashicorp/kubernetes', await tools.goProgram(PROVIDER, VERSION)),
      KUBE_CONFIG_PATH: await side.kubeconfig(),
      TF_VAR_host: side.server,
      TF_VAR_token: await side.token(),
      TF_VAR_ca: side.ca,
      TF_VAR_prefix: side.namespace,
    });
  },
}));
