// SPDX-License-Identifier: Apache-2.0
// Terraform with its OpenStack provider, built from its Go module: a stack in two regions. Where there is no Terraform on
// the machine, OpenTofu is built from its module.
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Env, execute } from '../client.ts';
import { steps } from './command-lines.ts';
import type { CloudFacts, CloudSuite, Side } from './suite.ts';
import { machineEnv, type Tools } from './tools.ts';

const PROVIDER = 'github.com/terraform-provider-openstack/terraform-provider-openstack/v3';
const VERSION = 'v3.4.0';
const TOFU = 'v1.12.0';

/** Terraform of the machine, or OpenTofu. */
export async function terraform(tools: Tools): Promise<string> {
  const { stdout } = await execute('/bin/sh', ['-c', 'command -v terraform'], machineEnv());
  return stdout.trim() || tools.goProgram('github.com/opentofu/opentofu/cmd/tofu', TOFU);
}

/** A configuration by which it takes a provider from a folder and asks no registry. */
export function providerFrom(folder: string, source: string, program: string): string {
  const file = join(folder, 'terraformrc');
  writeFileSync(
    file,
    `provider_installation {\n  dev_overrides { "${source}" = "${dirname(program)}" }\n  direct {}\n}\n`,
  );
  return file;
}

export async function prepareStack(tools: Tools): Promise<undefined> {
  await terraform(tools);
  await tools.goProgram(PROVIDER, VERSION);
}

/** Puts the stack of two regions into the first side's folder. The variables that it needs, but for those of its login. */
export async function stackOf(sides: readonly [Side, Side], facts: CloudFacts, tools: Tools): Promise<Env> {
  const [{ folder, ca }] = sides;
  cpSync(join(import.meta.dirname, 'programs', 'terraform'), folder, { recursive: true });
  const image = join(folder, 'image.raw');
  writeFileSync(image, Buffer.alloc(300_000, 7));
  const provider = await tools.goProgram(PROVIDER, VERSION);
  return {
    TERRAFORM: await terraform(tools),
    TF_CLI_CONFIG_FILE: providerFrom(folder, 'terraform-provider-openstack/openstack', provider),
    TF_VAR_auth_urls: JSON.stringify(sides.map(({ authUrl }) => authUrl)),
    TF_VAR_regions: JSON.stringify(sides.map(({ region }) => region)),
    TF_VAR_cacert: ca,
    TF_VAR_image_file: image,
    TF_VAR_flavor: facts.flavorName,
  };
}

export const TERRAFORM: CloudSuite = {
  name: 'terraform',
  what: `terraform-provider-openstack ${VERSION}: a stack in two regions`,
  at: 'cloud',
  prepare: prepareStack,
  run: async (side, facts, tools) => {
    const other = side.other();
    const tokens = [(await side.token()).token, (await other.token()).token];
    return steps('terraform.sh', side, tools, {
      ...(await stackOf([side, other], facts, tools)),
      TF_VAR_tokens: JSON.stringify(tokens),
    });
  },
};
