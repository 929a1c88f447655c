// SPDX-License-Identifier: Apache-2.0
// The configuration's living part: members and identity providers. A changed configuration swaps it as a whole, between
// two requests; whoever holds the old one finishes with it.
import type { CloudKind } from '../adapters/cloud-kind.ts';
import type { BrowserLogin } from '../federation/browser-login/index.ts';
import type { CloudApi } from '../model/cloud-api.ts';
import type { Cluster, OtherIssuer } from '../model/cluster.ts';
import type { IdentityProviders } from '../model/identity-service.ts';
import type { Member, MemberTransport } from '../model/member.ts';

/** A cloud of a further kind, with the connections to its API. Immutable: a changed configuration makes a new one. */
export interface ApiCloud {
  readonly id: string;
  readonly kind: Pick<CloudKind, 'kind' | 'resources' | 'probe'>;
  readonly api: CloudApi;
  readonly transport: MemberTransport;
  readonly origin: string;
  readonly prefix: string;
}

interface ProviderEntry extends OtherIssuer {
  readonly id: string;
  readonly protocol: string;
}

export interface Fleet {
  readonly members: ReadonlyMap<string, Member>;
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** Clouds of a further kind, by the cloud's id. */
  readonly apis: ReadonlyMap<string, ApiCloud>;
  readonly identityProviders: IdentityProviders;
  readonly providerEntries: readonly ProviderEntry[];
  /** Of the providers that have logins in a browser. */
  readonly browserLogins: readonly BrowserLogin[];
}

export type CurrentFleet = () => Fleet;

/** A region's member: `<cloud>` or `<cloud>.<Region>`. */
export const memberOfRegion = (fleet: Pick<Fleet, 'members'>, region: string): Member | undefined => {
  const dot = region.indexOf('.');
  return fleet.members.get(dot === -1 ? region : region.slice(0, dot));
};

/** `federated`: the members that know principals. Those with accounts of their own only are not part of the federation. */
export const membersOf = ({ members }: Pick<Fleet, 'members'>, kind: 'federated' | 'native'): Member[] =>
  [...members.values()].filter(({ strategy }) => (strategy.kind === 'native') === (kind === 'native'));

/** The default regions of what a kind of user may use; called on every use, since the configuration may change. */
export const regionsOf = (fleet: CurrentFleet) => ({
  regions: () => membersOf(fleet(), 'federated').map(({ id }) => id),
  nativeRegions: () => membersOf(fleet(), 'native').map(({ id }) => id),
  /** Where users of the federation may have EC2 credentials. */
  ec2Regions: () =>
    membersOf(fleet(), 'federated').flatMap(({ id, ec2Credentials }) => (ec2Credentials === true ? [id] : [])),
});
