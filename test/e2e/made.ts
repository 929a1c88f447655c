// SPDX-License-Identifier: Apache-2.0
// The resources that can be made by the API, in an order in which the examples of its document can be: what is made first is
// what others need. They are taken away in the opposite order.
export const MADE = [
  'keypairs',
  'networks',
  'subnets',
  'routers',
  'security-groups',
  'security-group-rules',
  'servers',
  'volumes',
  'snapshots',
  'floating-ips',
  'containers',
] as const;
