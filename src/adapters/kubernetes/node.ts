// SPDX-License-Identifier: Apache-2.0
// A node as an apiserver lists it: the fields and labels that are read of it.
import { type Condition, holds, type KubeObject } from './objects.ts';

export interface KubeNode extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly unknown[] };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly capacity?: Amounts;
    readonly allocatable?: Amounts;
    readonly nodeInfo?: Readonly<Record<string, string>>;
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  };
}

export type Amounts = Readonly<Record<string, string>>;

/** A node lists up to fifty images, which makes some 15 KB per node. */
export const NODES_PAGE = 100;
export const NODES = '/api/v1/nodes';
export const ZONE = 'topology.kubernetes.io/zone';
export const REGION = 'topology.kubernetes.io/region';

export const isReady = ({ status }: KubeNode): boolean => holds(status?.conditions, 'Ready');
