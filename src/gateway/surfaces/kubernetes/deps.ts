// SPDX-License-Identifier: Apache-2.0
// What the Kubernetes surface is given.
import type { Socket } from 'node:net';
import type { Tokens } from '../../../federation/tokens.ts';
import type { Clock } from '../../../model/clock.ts';
import type { CurrentHub } from '../../hub.ts';
import type { Limits } from '../../limits/index.ts';

/** Before the cluster's name, and before whatever its apiserver serves. */
export const K8S = '/k8s/';

export interface ClusterDeps {
  readonly hub: CurrentHub;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly now: Clock;
  readonly publicUrl: string;
}

/** What Node gives with an upgrade request: the naked socket and the bytes that came after the head. */
export interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}
