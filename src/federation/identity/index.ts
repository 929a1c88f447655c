// SPDX-License-Identifier: Apache-2.0
// All identity providers of the configuration behind the model's port: selects the provider, caches verified tokens for
// a short time, counts every outcome, and turns every refusal into the one public 401.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { IdentityProviders, ProvenPrincipal } from '../../model/identity-service.ts';
import {
  type Checked,
  type CheckOutcome,
  type IdentityProviderOptions,
  type IssuerFetch,
  pass,
  type Refusal,
  refuse,
} from './options.ts';
import { createProvider, type Provider } from './provider.ts';
import { type Bearer, readBearer } from './read-bearer.ts';

export type { CheckOutcome, IdentityProviderOptions, IssuerFetch } from './options.ts';

export interface IdentityProvidersDeps {
  readonly now: Clock;
  readonly fetch: IssuerFetch;
  /** Called once per checked token, and once per failed fetch of keys. Must not throw. */
  onCheck(outcome: CheckOutcome): void;
}

/** How long a revoked token, or a token of a withdrawn key, may still be accepted from the cache. */
const CACHE_MS = 60_000;
const MAX_CACHED = 10_000;
/** The metrics label for tokens of unknown issuers. */
const NOBODY = 'unknown';

export function createIdentityProviders(
  options: readonly IdentityProviderOptions[],
  deps: IdentityProvidersDeps,
): IdentityProviders {
  refuseDoubles(options);
  const providers = options.map((one) => createProvider(one, deps));
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const byIssuer = new Map(providers.map((provider) => [provider.issuer, provider]));
  const cached = createBoundedCache<{ readonly provider: string; readonly proven: ProvenPrincipal }>({
    max: MAX_CACHED,
    now: deps.now,
  });

  /**
   * `find` selects the provider that may judge the token. A cached result is used only if it came from that provider.
   */
  const check = async (
    token: string,
    expected: Provider | undefined,
    find: (bearer: Bearer) => Checked<Provider>,
  ): Promise<ProvenPrincipal> => {
    const bearer = readBearer(token);
    if (!bearer.ok) return fail(expected?.id ?? NOBODY, bearer.reason, bearer.detail);
    const key = hash('sha256', token, 'hex');
    const hit = cached.get(key);
    if (hit !== undefined && (expected === undefined || expected.id === hit.provider)) {
      deps.onCheck({ provider: hit.provider, outcome: 'ok', reason: 'cached' });
      return hit.proven;
    }
    const found = find(bearer.value);
    if (!found.ok) return fail(NOBODY, found.reason, found.detail);
    const provider = found.value;
    const verified = await provider.verify(token, bearer.value).catch((error: unknown) => {
      const reason = bearer.value.kind === 'jws' ? 'noKeys' : 'introspection';
      deps.onCheck({ provider: provider.id, outcome: 'unavailable', reason, detail: String(error) });
      throw error;
    });
    if (!verified.ok) return fail(provider.id, verified.reason, verified.detail);
    const { proven, expiresAt } = verified.value;
    cached.set(key, { provider: provider.id, proven }, { until: Math.min(expiresAt, deps.now() + CACHE_MS) });
    const reason = bearer.value.kind === 'jws' ? 'verified' : 'introspected';
    deps.onCheck({ provider: provider.id, outcome: 'ok', reason });
    return proven;
  };

  const fail = (provider: string, reason: Refusal, detail?: string): never => {
    deps.onCheck({ provider, outcome: 'refused', reason, ...(detail === undefined ? {} : { detail }) });
    throw refusal(provider, reason, detail);
  };

  /** An opaque token does not name its issuer. It is sent to an issuer only if exactly one is possible. */
  const findAny = (bearer: Bearer): Checked<Provider> => {
    if (bearer.kind === 'jws') {
      const provider = byIssuer.get(bearer.issuer);
      return provider === undefined
        ? refuse('unknownIssuer', JSON.stringify(bearer.issuer.slice(0, 200)))
        : pass(provider);
    }
    const [only, ...others] = providers.filter((provider) => provider.introspects);
    return only === undefined || others.length > 0 ? refuse('opaque') : pass(only);
  };

  return {
    ids: options.map(({ id }) => id),
    async authenticate(identityProvider, protocol, bearer) {
      const provider = byId.get(identityProvider);
      if (provider === undefined || provider.protocol !== protocol) {
        throw new GatewayError('notFound', { detail: 'no such identity provider or protocol' });
      }
      return check(bearer, provider, () => pass(provider));
    },
    authenticateAny: (bearer) => check(bearer, undefined, findAny),
    knows: (bearer) => cached.get(hash('sha256', bearer, 'hex')) !== undefined,
    close() {
      for (const provider of providers) provider.close();
    },
  };
}

/** Maps a refusal to a row of the error table. Only callers who have been authenticated are told more than "401". */
function refusal(provider: string, reason: Refusal, detail: string | undefined): GatewayError {
  const why = `${provider}: ${reason}${detail === undefined ? '' : ` (${detail})`}`;
  if (reason !== 'tooManyGroups') return new GatewayError('unauthorized', { detail: why });
  const message = 'You are in too many groups for the gateway. Its operator has to narrow identityProviders[].groups.';
  return new GatewayError('forbidden', { detail: why, message });
}

/** Two entries of one issuer would give one user two principals with the same id. */
function refuseDoubles(options: readonly IdentityProviderOptions[]): void {
  for (const field of ['id', 'issuer'] as const) {
    const values = options.map((one) => one[field]);
    const double = values.find((value, index) => values.indexOf(value) !== index);
    if (double !== undefined) throw new TypeError(`identityProviders: two entries have the ${field} ${double}`);
  }
}
