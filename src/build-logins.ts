// SPDX-License-Identifier: Apache-2.0
// From a configuration to what logins take beside a provider's token: whoever judges passwords (home clouds of user domains,
// providers with a password grant), and the tokens that a login leaves for clouds that trust the same provider.
import { randomBytes } from 'node:crypto';
import type { Config, IdentityProviderConfig } from './config/config.ts';
import type { PrincipalSource } from './federation/credentials/sources.ts';
import type { GroupProof } from './federation/group-memory.ts';
import type { CheckOutcome, IssuerFetch } from './federation/identity/index.ts';
import { tokenEndpointOf } from './federation/identity/judged-fetch.ts';
import type { AskTokenEndpoint, EndpointClient } from './federation/identity/token-endpoint.ts';
import { createLoginTokens, type LoginTokens } from './federation/login-tokens.ts';
import type { RefreshTokens } from './federation/owner-groups/refresh-tokens.ts';
import { createPassedTokens, type TokenExchange } from './federation/passed-tokens.ts';
import { createHomeCloud } from './federation/passwords/home-cloud.ts';
import { createProviderGrant } from './federation/passwords/provider-grant.ts';
import type { Tokens } from './federation/tokens.ts';
import { createCounters } from './gateway/limits/counters.ts';
import { createGuesses } from './gateway/limits/guesses.ts';
import { createPasswordLogins } from './gateway/password-logins.ts';
import type { Fleet } from './members/fleet.ts';
import type { Clock } from './model/clock.ts';
import type { IdentityProviders, ProvenPrincipal } from './model/identity-service.ts';
import type { PasswordSource, Passwords } from './model/passwords.ts';
import type { Seal } from './model/seal.ts';
import type { Store } from './model/store.ts';

export interface BuildLoginsDeps {
  readonly config: () => Config;
  readonly fleet: () => Fleet;
  readonly fetch: IssuerFetch;
  readonly store: Store;
  /** Absent: there are no other replicas. */
  readonly shared: Store | undefined;
  readonly seal: Seal;
  readonly tokens: Pick<Tokens, 'isRevoked'>;
  readonly now: Clock;
  readonly onCheck: (outcome: CheckOutcome) => void;
  readonly onProven: (proof: GroupProof) => Promise<void>;
  /** Absent: none is kept. */
  readonly refreshTokens?: Pick<RefreshTokens, 'left'>;
}

export interface Logins {
  readonly passwords: Passwords;
  /** By a provider's token. */
  readonly federated: Pick<IdentityProviders, 'authenticate' | 'authenticateAny'>;
  /** What logins have left. */
  readonly tokens: LoginTokens;
  close(): void;
}

export function createLogins(deps: BuildLoginsDeps): Logins {
  const { config, fleet, fetch, now, store, shared, seal, onCheck, onProven } = deps;
  const loginTokens = createLoginTokens({ store, seal, now });
  const federated = createPassedTokens({
    exchanges: () => made().exchanges,
    audiences: () => made().audiences,
    identityProviders: () => fleet().identityProviders,
    loginTokens,
    isRevoked: deps.tokens.isRevoked,
    now,
    onCheck,
  });
  const counters = createCounters({ store: shared, now });
  const guesses = createGuesses({ counters, store, now, rates: () => config().gateway.limits.passwords });
  /** Once for each configuration. */
  const parts = new WeakMap<Config, Parts>();
  const made = (): Parts => {
    const current = config();
    const known = parts.get(current);
    if (known !== undefined) return known;
    const built: Parts = {
      sources: [...homesOf(current), ...current.identityProviders.flatMap(grantOf)],
      exchanges: current.identityProviders.flatMap(exchangeOf),
      audiences: current.clouds.flatMap(({ openstack }) =>
        openstack?.strategy.kind === 'passthrough' ? [openstack.strategy.audience] : [],
      ),
    };
    parts.set(current, built);
    return built;
  };
  const homesOf = ({ clouds }: Config): PasswordSource[] =>
    clouds.flatMap(({ id, openstack }) => {
      const member = fleet().members.get(id);
      if (member === undefined || openstack === undefined) return [];
      return openstack.homeDomains.map((home) => createHomeCloud(member, home, { now, onCheck, onProven }));
    });
  const endpointOf = (provider: IdentityProviderConfig, client: EndpointClient): AskTokenEndpoint =>
    tokenEndpointOf(provider, client, { now, fetch });
  /** Known under the login's id, which it gets here if it has left nothing else. */
  const onRefreshToken = async ({ principal, login, expiresAt }: ProvenPrincipal, token: string) => {
    const id = login ?? randomBytes(16).toString('base64url');
    const { id: user, identityProvider: provider } = principal;
    const until = Math.max(expiresAt, now() + config().gateway.tokenLifetime);
    const left = { user, login: id, until, provider, client: 'password', token } as const;
    // Without it the owner is known by logins alone.
    await deps.refreshTokens?.left(left).catch(() => undefined);
    return id;
  };
  const grantOf = (provider: IdentityProviderConfig): PasswordSource[] => {
    if (provider.password === undefined) return [];
    const { id, protocol, domain } = provider;
    const { scope, tokenType, ...client } = provider.password;
    const grant = { id, protocol, domain, scope, tokenType };
    return [
      createProviderGrant(grant, {
        ask: endpointOf(provider, client),
        onCheck,
        onRefreshToken,
        identityProviders: () => federated,
      }),
    ];
  };
  const exchangeOf = (provider: IdentityProviderConfig): TokenExchange[] => {
    if (provider.exchange === undefined) return [];
    const { scope, ...client } = provider.exchange;
    return [{ id: provider.id, scope, ask: endpointOf(provider, client) }];
  };
  const passwords = createPasswordLogins({ sources: () => made().sources, guesses, store, seal, now });
  return {
    passwords,
    federated,
    tokens: loginTokens,
    close() {
      counters.close();
      federated.close();
    },
  };
}

/** Whoever can be the principal of a login. */
export const principalSources = ({ identityProviders, clouds }: Config): PrincipalSource[] => [
  ...identityProviders,
  ...clouds.flatMap(({ id, openstack }) =>
    (openstack?.homeDomains ?? []).map((home) => ({ ...home, id, issuer: openstack?.authUrl ?? '' })),
  ),
];

interface Parts {
  readonly sources: readonly PasswordSource[];
  readonly exchanges: readonly TokenExchange[];
  readonly audiences: readonly string[];
}
