// SPDX-License-Identifier: Apache-2.0
// Who works, and in which project: neither may ever see what is the other's.

export const USERS = ['alice', 'bob'] as const;
export type User = (typeof USERS)[number];
export const PROJECTS = { alice: 'research', bob: 'teaching' } as const;
/** Only the first one's group may do something at the cluster. */
export const AT_CLUSTER: User = 'alice';
