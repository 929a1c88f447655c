// SPDX-License-Identifier: Apache-2.0
// All identity providers of the configuration behind the model's port: selects the provider, caches verified tokens for
// a short time, counts every outcome, and turns every refusal into the one public 401.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import { GatewayError } from '../../model/errors.ts';
import type { IdentityProviders, PassedTokens, ProvenPrincipal } from '../../model/identity-service.ts';
import { ofKind } from '../../schema/kinds.ts';
import type { Bearer, ProviderDeps } from './bearer-kind.ts';
import { BEARERS } from './bearers/index.ts';
import { type Checked, type IdentityProviderOptions, pass, type Refusal } from './options.ts';
import { createProvider, type Provider } from './provider.ts';
import { readBearer } from './read-bearer.ts';

export type { CheckOutcome, IdentityProviderOptions, IssuerFetch } from './options.ts';

/** `onCheck` is called once per checked token, once more each if groups were dropped and if none is left, and once per failed fetch of keys. It must not throw. */
export type IdentityProvidersDeps = ProviderDeps;

const MAX_CACHED = 10_000;
/** The metrics label for tokens of unknown issuers. */
const NOBODY = 'unknown';

export function createIdentityProviders(
  options: readonly IdentityProviderOptions[],
  deps: IdentityProvidersDeps,
  kinds = BEARERS,
): IdentityProviders {
  refuseDoubles(options);
  const providers = options.map((one) => createProvider(one, deps, kinds));
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const cached = createBoundedCache<{
    readonly provider: string;
    readonly proven: ProvenPrincipal;
    readonly issuedAt: number;
  }>({
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
    passed?: PassedTokens,
  ): Promise<ProvenPrincipal> => {
    const bearer = readBearer(token, kinds);
    if (!bearer.ok) return fail(expected?.id ?? NOBODY, bearer.reason, bearer.detail);
    const key = keyOf(token, passed);
    const hit = cached.get(key);
    if (hit !== undefined && (expected === undefined || expected.id === hit.provider)) {
      if (await deps.loggedOut?.(hit.proven.principal, hit.issuedAt, true)) return fail(hit.provider, 'loggedOut');
      deps.onCheck({ provider: hit.provider, outcome: 'ok', reason: 'cached' });
      return hit.proven;
    }
    const found = find(bearer.value);
    if (!found.ok) return fail(NOBODY, found.reason, found.detail);
    const provider = found.value;
    const { outcomes } = ofKind(kinds, bearer.value.kind);
    const verified = await provider.verify(token, bearer.value, passed).catch((error: unknown) => {
      const reason = outcomes.unavailable;
      deps.onCheck({ provider: provider.id, outcome: 'unavailable', reason, detail: String(error) });
      throw error;
    });
    if (!verified.ok) return fail(provider.id, verified.reason, verified.detail);
    const { proven, proof, expiresAt, dropped, leftOut = [], noGroups, issuedAt, ahead } = verified.value;
    if (await deps.loggedOut?.(proven.principal, issuedAt, false)) return fail(provider.id, 'loggedOut');
    if (proof !== undefined) await deps.onProven?.(proof);
    const until = Math.min(expiresAt, deps.now() + provider.cacheMs);
    cached.set(key, { provider: provider.id, proven, issuedAt }, { until });
    const groups = { user: proven.principal.id, kept: proven.principal.groups, leftOut };
    deps.onCheck({ provider: provider.id, outcome: 'ok', reason: outcomes.verified, groups });
    if (ahead !== undefined) {
      const detail = `its clock is ${Math.round(ahead / 1000)} s ahead`;
      deps.onCheck({ provider: provider.id, outcome: 'clock', reason: 'ahead', detail });
    }
    if (dropped !== undefined)
      deps.onCheck({ provider: provider.id, outcome: 'dropped', reason: 'groupName', detail: dropped });
    const { id: user, noGroups: reason } = proven.principal;
    if (reason !== undefined)
      deps.onCheck({ provider: provider.id, outcome: 'noGroups', reason, user, detail: noGroups ?? '' });
    return proven;
  };

  const fail = (provider: string, reason: Refusal, detail?: string): never => {
    deps.onCheck({ provider, outcome: 'refused', reason, ...(detail === undefined ? {} : { detail }) });
    throw refusal(provider, reason, detail);
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
    authenticateAny: (token, passed) =>
      check(token, undefined, (bearer) => ofKind(kinds, bearer.kind).find(bearer, providers), passed),
    async endedSession(identityProvider, token) {
      const provider = byId.get(identityProvider);
      const entry = options.find(({ id }) => id === identityProvider);
      if (provider === undefined || entry?.backchannelLogout === undefined)
        throw new GatewayError('notFound', { detail: 'no such identity provider, or it tells of no logouts' });
      const bearer = readBearer(token, kinds);
      if (!bearer.ok) return fail(provider.id, bearer.reason, bearer.detail);
      const logout = await provider.logout(token, bearer.value);
      if (!logout.ok) return fail(provider.id, logout.reason, logout.detail);
      const { sub, ...told } = logout.value;
      // Users go by another claim here, which a logout token does not have.
      const named = entry.claims.subject === 'sub' && sub !== undefined ? { sub } : {};
      if (named.sub === undefined && told.sid === undefined)
        return fail(provider.id, 'logout', `users go by ${entry.claims.subject}, and there is no sid`);
      return { ...told, ...named, issuer: provider.issuer };
    },
    knows: (bearer, passed) => cached.get(keyOf(bearer, passed)) !== undefined,
    health: () => providers.flatMap(({ id, health }) => health().map((one) => ({ ...one, id }))),
    close() {
      for (const provider of providers) provider.close();
    },
  };
}

/** What was proven for one purpose says nothing about another. */
const keyOf = (token: string, passed: PassedTokens | undefined): string =>
  `${hash('sha256', token, 'hex')}${passed === undefined ? '' : ` ${passed.mayBeOurs} ${passed.audience}`}`;

/** Maps a refusal to a row of the error table. Only callers who have been authenticated are told more than "401". */
function refusal(provider: string, reason: Refusal, detail: string | undefined): GatewayError {
  const why = `${provider}: ${reason}${detail === undefined ? '' : ` (${detail})`}`;
  // Claims are checked only after the signature or the issuer's own answer, so an expired token was valid once.
  if (reason === 'expired') return new GatewayError('unauthorized', { reason, detail: why });
  if (reason === 'gatewayAudience') return new GatewayError('forbidden', { detail: why, message: GATEWAY_AUDIENCE });
  if (reason !== 'tooManyGroups') return new GatewayError('unauthorized', { detail: why });
  const message = 'You are in too many groups for the gateway. Its operator has to narrow identityProviders[].groups.';
  return new GatewayError('forbidden', { detail: why, message });
}

const GATEWAY_AUDIENCE =
  'Your token is good for a login at the gateway, so it is never passed on. This cluster requires one that is made for it alone.';

/** Two entries of one issuer would give one user two principals with the same id. */
function refuseDoubles(options: readonly IdentityProviderOptions[]): void {
  for (const field of ['id', 'issuer'] as const) {
    const values = options.map((one) => one[field]);
    const double = values.find((value, index) => values.indexOf(value) !== index);
    if (double !== undefined) throw new TypeError(`identityProviders: two entries have the ${field} ${double}`);
  }
}
