// SPDX-License-Identifier: Apache-2.0
// From a configuration to what the gateway asks identity providers about owners of application credentials: by the way that
// each entry names, a bounded number of questions at once, none while a provider is away; told in the log, the metrics and
// the audit stream.
import type { Config, IdentityProviderConfig } from './config/config.ts';
import type { OwnerQuestions } from './federation/credentials/owner-refresh.ts';
import { KINDS } from './federation/credentials/records.ts';
import type { IssuerFetch } from './federation/identity/index.ts';
import { judgedFetch, tokenEndpointOf } from './federation/identity/judged-fetch.ts';
import { createLoginTokens } from './federation/login-tokens.ts';
import { boundedSource } from './federation/owner-groups/bounded.ts';
import type { OwnerSource } from './federation/owner-groups/definition.ts';
import { OWNER_SOURCES } from './federation/owner-groups/index.ts';
import { createRefreshTokens, type RefreshTokens } from './federation/owner-groups/refresh-tokens.ts';
import type { AuditRecord } from './gateway/audit/index.ts';
import type { Metrics } from './gateway/metrics.ts';
import type { Fleet } from './members/fleet.ts';
import type { Clock } from './model/clock.ts';
import type { DurableStore } from './model/durable-store.ts';
import type { Seal } from './model/seal.ts';
import type { Store } from './model/store.ts';
import { ofKind } from './schema/kinds.ts';

export interface OwnerGroupsDeps {
  readonly config: () => Config;
  readonly fleet: () => Fleet;
  readonly durable: DurableStore;
  readonly store: Store;
  readonly seal: Seal;
  readonly fetch: IssuerFetch;
  readonly now: Clock;
  readonly metrics: () => Pick<Metrics, 'ownerAsked'>;
  readonly log: () => { warn(fields: object, message: string): void; info(fields: object, message: string): void };
  readonly audit: () => { readonly record?: Pick<AuditRecord, 'endedUser'> };
  readonly saysAgain: (what: string) => boolean;
}

export interface OwnerGroups {
  readonly questions: OwnerQuestions;
  readonly refreshTokens: Pick<RefreshTokens, 'left'>;
}

export function buildOwnerGroups(deps: OwnerGroupsDeps): OwnerGroups {
  const { config, fleet, durable, store, seal, fetch, now, metrics, log, audit, saysAgain } = deps;
  const entryOf = (id: string): IdentityProviderConfig | undefined =>
    config().identityProviders.find((entry) => entry.id === id);
  const refreshTokens = createRefreshTokens({
    durable,
    loginTokens: createLoginTokens({ store, seal, now }),
    wanted: (provider) => entryOf(provider)?.ownerGroups?.kind === 'refresh-token',
    isOwner: async (user) => (await durable.get(KINDS.owner, user)) !== undefined,
  });

  /** Once for each entry of each configuration. */
  const made = new WeakMap<IdentityProviderConfig, OwnerSource>();
  function sourceOf(provider: IdentityProviderConfig, options: NonNullable<IdentityProviderConfig['ownerGroups']>) {
    const known = made.get(provider);
    if (known !== undefined) return known;
    const { id, protocol } = provider;
    const source = ofKind(OWNER_SOURCES, options.kind).create(options as never, {
      ...{ provider, now, refreshTokens },
      fetchOf: (...urls) => judgedFetch(provider, fetch, urls),
      tokenEndpoint: (client) => tokenEndpointOf(provider, client, { now, fetch }),
      authenticate: (bearer) => fleet().identityProviders.authenticate(id, protocol, bearer),
    });
    const bounded = boundedSource(source, now);
    made.set(provider, bounded);
    return bounded;
  }

  return {
    refreshTokens,
    questions: {
      about(principal) {
        const { identityProvider, issuer, domain, homeCloud } = principal;
        const provider = homeCloud ? undefined : entryOf(identityProvider);
        const options = provider?.ownerGroups;
        if (provider === undefined || options === undefined) return undefined;
        if (provider.issuer !== issuer || provider.domain !== domain) return undefined;
        const { every, grace } = options;
        const source = sourceOf(provider, options);
        const canAsk = source.canAsk && { canAsk: async () => (await source.canAsk?.(principal)) ?? true };
        return { every, grace, ask: () => source.ask(principal), ...canAsk };
      },
      every() {
        const all = config().identityProviders.flatMap(({ ownerGroups }) => ownerGroups?.every ?? []);
        return all.length === 0 ? undefined : Math.min(...all);
      },
      adopt: refreshTokens.adopt,
      drop: refreshTokens.drop,
      onAsked({ id: user, identityProvider: provider }, outcome, reason) {
        metrics().ownerAsked(provider, outcome);
        if (outcome === 'ended') {
          log().warn(
            { provider, user, reason },
            'an owner of application credentials is gone or disabled at the identity provider: they and their tokens end',
          );
          audit().record?.endedUser(user, 'owner-gone');
        }
        if (outcome === 'failed' && saysAgain(`owners ${provider}`))
          log().warn(
            { provider, reason },
            'owners of application credentials cannot be asked about: the last known groups go on for the grace',
          );
      },
      onLost({ id: user, identityProvider: provider }, lost) {
        log().info(
          { provider, user, lost },
          'an owner of application credentials has lost groups at the identity provider: earlier logins are revoked',
        );
        audit().record?.endedUser(user, 'groups-lost');
      },
    },
  };
}
