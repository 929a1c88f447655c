// SPDX-License-Identifier: Apache-2.0
// The kinds of cloud beside OpenStack and Kubernetes: a new one is a folder beside this file and a line here.
import type { CloudKind } from '../model/cloud-kind.ts';

// biome-ignore lint/suspicious/noExplicitAny: the list holds kinds with sections of every shape
export const CLOUD_KINDS: readonly CloudKind<any, any>[] = [];
