// SPDX-License-Identifier: Apache-2.0
// Terraform, or OpenTofu in its place, for commands of the documentation: with the provider that is there, so that nothing needs
// `terraform init`, which asks a registry.
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { terraform, terraformProvider } from './found.ts';

/** Written below this folder. What is to come first on the PATH, and where the settings are. */
export async function layTerraform(folder: string): Promise<{ readonly bin: string; readonly settings: string }> {
  const bin = join(folder, 'terraform-bin');
  const settings = join(folder, 'terraform.rc');
  await mkdir(bin);
  const program = terraform();
  if (program !== undefined && basename(program) !== 'terraform')
    await writeFile(join(bin, 'terraform'), `#!/bin/sh\nexec '${program}' "$@"\n`, { mode: 0o755 });
  const provider = `"terraform-provider-openstack/openstack" = "${dirname(terraformProvider() ?? '')}"`;
  await writeFile(settings, `provider_installation {\n  dev_overrides { ${provider} }\n  direct {}\n}\n`);
  return { bin, settings };
}
