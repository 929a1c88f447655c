// SPDX-License-Identifier: Apache-2.0
// Builds into the lab's cache, once, what the documentation's commands need that is no package of Debian and no download of npm:
// Terraform's OpenStack provider, and OpenTofu where there is no Terraform. Needs Go 1.26.
import { prepareStack } from '../lab/suites/terraform.ts';
import { createTools } from '../lab/suites/tools.ts';

await prepareStack(createTools());
