// SPDX-License-Identifier: Apache-2.0
// The kinds of cloud beside OpenStack and Kubernetes: a new one is a folder beside this file and a line here.
import type { CloudKinds } from './cloud-kind.ts';

export const CLOUD_KINDS: CloudKinds = [];
