// SPDX-License-Identifier: Apache-2.0
// From a configuration to whoever judges passwords: home clouds of user domains, and providers with a password grant.
import type { Config, IdentityProviderConfig } from './config/config.ts';
import type { GroupProof } from './federation/group-memory.ts';
import type { CheckOutcome, IssuerFetch } from './federation/identity/index.ts';
import { createTokenEndpoint } from './federation/identity/token-endpoint.ts';
import { createHomeCloud } from './federation/passwords/home-cloud.ts';
import { createProviderGrant } from './federation/passwords/provider-grant.ts';
import { createCounters } from './gateway/limits/counters.ts';
import { createGuesses } from './gateway/limits/guesses.ts';
import { createPasswordLogins } from './gateway/password-logins.ts';
import type { Fleet } from './members/fleet.ts';
import type { Clock } from './model/clock.ts';
import type { PasswordSource, Passwords } from './model/passwords.ts';
import type { Seal } from './model/seal.ts';
import type { Store } from './model/store.ts';

export interface BuildPasswordsDeps {
  readonly config: () => Config;
  readonly fleet: () => Fleet;
  readonly fetch: IssuerFetch;
  readonly store: Store;
  /** Absent: there are no other replicas. */
  readonly shared: Store | undefined;
  readonly seal: Seal;
  readonly now: Clock;
  readonly onCheck: (outcome: CheckOutcome) => void;
  readonly onProven: (proof: GroupProof) => Promise<void>;
}

export function createPasswords(deps: BuildPasswordsDeps): Passwords & { close(): void } {
  const { config, fleet, now, store, shared, seal, onCheck, onProven } = deps;
  const counters = createCounters({ store: shared, now });
  const guesses = createGuesses({ counters, store, now, rates: () => config().gateway.limits.passwords });
  /** Made once for each configuration. */
  const made = new WeakMap<Config, readonly PasswordSource[]>();
  const sources = (): readonly PasswordSource[] => {
    const current = config();
    const known = made.get(current);
    if (known !== undefined) return known;
    const built = [...homesOf(current, deps), ...grantsOf(current, deps)];
    made.set(current, built);
    return built;
  };
  const homesOf = ({ clouds }: Config, { fleet }: BuildPasswordsDeps): PasswordSource[] =>
    clouds.flatMap(({ id, openstack }) => {
      const member = fleet().members.get(id);
      if (member === undefined || openstack === undefined) return [];
      return openstack.homeDomains.map((home) => createHomeCloud(member, home, { now, onCheck, onProven }));
    });
  const grantsOf = ({ identityProviders }: Config, { fetch }: BuildPasswordsDeps): PasswordSource[] =>
    identityProviders.flatMap((provider) =>
      provider.password === undefined ? [] : [grantOf(provider, provider.password, fetch)],
    );
  const grantOf = (
    { id, issuer, protocol, domain, ca, hosts = [], jwksUri }: IdentityProviderConfig,
    { scope, tokenType, ...client }: NonNullable<IdentityProviderConfig['password']>,
    fetch: IssuerFetch,
  ): PasswordSource => {
    const urls = [issuer, jwksUri, client.tokenEndpoint].filter((url) => url !== undefined);
    const judged: IssuerFetch = (url, call) => fetch(url, { ...call, peer: { id, urls, hosts } });
    const ask = createTokenEndpoint({ id, issuer, ca }, client, { now, fetch: judged });
    return createProviderGrant(
      { id, protocol, domain, scope, tokenType },
      { ask, onCheck, identityProviders: () => fleet().identityProviders },
    );
  };
  return { ...createPasswordLogins({ sources, guesses, store, seal, now }), close: () => counters.close() };
}
