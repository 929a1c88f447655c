// SPDX-License-Identifier: Apache-2.0
// Keystone's service catalogue as data (API v3 `token.catalog`), on a member's side and on the gateway's.

export type Interface = 'public' | 'internal' | 'admin';

export interface Endpoint {
  readonly id: string;
  readonly interface: Interface;
  readonly region: string;
  readonly region_id: string;
  readonly url: string;
}

export interface ServiceEntry {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
}

export type Catalog = readonly ServiceEntry[];
