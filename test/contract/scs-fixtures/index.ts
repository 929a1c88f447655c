// SPDX-License-Identifier: Apache-2.0
// Every kind of cloud with members that have some of each of its resources; the contract suite runs over this list. To add
// a resource: an entry in a file beside this one. To add a kind of cloud: a line here.
import { resources as kubernetes } from '../../../src/adapters/kubernetes/resources/index.ts';
import { resources as openstack } from '../../../src/adapters/openstack/resources/index.ts';
import type { NativeObject, ResourceAdapters } from '../../../src/model/scs/adapter.ts';
import type { Answers, FakeApiOptions } from '../scs-native-api.ts';
import { KUBERNETES } from './kubernetes.ts';
import { COMPUTE } from './openstack-compute.ts';
import { NETWORK_AND_STORAGE } from './openstack-network-storage.ts';

export interface AdapterFixture {
  readonly plural: string;
  /** Tells apart several members with the same resource: `cloud-a`, `microversion 2.1`. */
  readonly title: string;
  readonly member: Answers;
  readonly options?: FakeApiOptions;
  /** The ids that a list must give, page after page, in this order. Each of them can be asked for by `get` too. */
  readonly lists: readonly string[];
  /** An id that the member does not have. */
  readonly missing: string;
  /** Further objects, as the member gave them, that must map to valid items. */
  readonly more?: readonly NativeObject[];
  /** The same native object with a word in its state that nobody has ever seen; left out where a state has no words. */
  readonly strange?: (native: never, word: string) => unknown;
}

export interface KindFixtures {
  /** As in `clouds[]` of the configuration. */
  readonly kind: string;
  readonly resources: ResourceAdapters;
  readonly fixtures: readonly AdapterFixture[];
}

/** Those that the gateway has. */
export const KINDS: readonly KindFixtures[] = [
  { kind: 'openstack', resources: openstack, fixtures: [...COMPUTE, ...NETWORK_AND_STORAGE] },
  { kind: 'kubernetes', resources: kubernetes, fixtures: KUBERNETES },
];
