// SPDX-License-Identifier: Apache-2.0
// One identity provider: takes a bearer token, returns a principal. The kind of token decides how it is verified, the
// provider's entry what its claims mean, and whether its issuer is asked for what they lack.
import type { PassedTokens, ProvenPrincipal } from '../../model/identity-service.ts';
import { ofKind } from '../../schema/kinds.ts';
import type { GroupProof } from '../group-memory.ts';
import type { Bearer, JudgingProvider, ProviderDeps } from './bearer-kind.ts';
import { BEARERS } from './bearers/index.ts';
import type { Validity } from './check-claims.ts';
import type { Logout } from './check-logout.ts';
import { createFurtherClaims } from './further-claims.ts';
import type { KeysHealth } from './issuer-keys.ts';
import { groupFilters, type Mapped, mapClaims } from './map-claims.ts';
import { type Checked, type IdentityProviderOptions, type IssuerFetch, type Json, pass, refuse } from './options.ts';
import { holdsClaim, requiredOf } from './required-claims.ts';

/** How long a revoked token, or a token of a withdrawn key, may still be accepted from the cache. */
const CACHE_MS = 60_000;

interface Verified extends Validity, Pick<Mapped, 'dropped' | 'leftOut' | 'noGroups'> {
  readonly proven: ProvenPrincipal;
  /** Absent where the token says nothing of groups. */
  readonly proof?: GroupProof;
  /** Epoch milliseconds, by the issuer's clock. */
  readonly issuedAt: number;
}

export interface Provider extends JudgingProvider {
  readonly id: string;
  readonly protocol: string;
  /** Throws `issuerUnavailable` if the issuer is needed and away. */
  verify(token: string, bearer: Bearer, passed?: PassedTokens): Promise<Checked<Verified>>;
  /** A token by which the provider tells of a logout. */
  logout(token: string, bearer: Bearer): Promise<Checked<Logout>>;
  /** Milliseconds for which a verified token counts as verified. */
  readonly cacheMs: number;
  health(): readonly KeysHealth[];
  close(): void;
}

export function createProvider(options: IdentityProviderOptions, deps: ProviderDeps, kinds = BEARERS): Provider {
  const mapping = { ...options, groups: groupFilters(options.groups) };
  const required = requiredOf(options);
  const { id, issuer, jwksUri, introspection, userinfo, hosts = [] } = options;
  const urls = [issuer, jwksUri, introspection?.endpoint, userinfo?.endpoint].filter((url) => url !== undefined);
  const fetch: IssuerFetch = (url, call) => deps.fetch(url, { ...call, peer: { id, urls, hosts } });
  const verifiers = new Map(kinds.map(({ kind, connect }) => [kind, connect(options, { ...deps, fetch })]));
  const askFurther = createFurtherClaims(options, { now: deps.now, fetch });

  return {
    id,
    issuer,
    protocol: options.protocol,
    takes: (kind) => ofKind(kinds, kind).takes(options),
    async verify(token, bearer, passed) {
      const audiences = passed && {
        audiences: [passed.audience],
        foreign: passed.mayBeOurs ? [] : options.audiences,
      };
      const checked = await verifiers.get(bearer.kind)?.verify(token, bearer, audiences);
      if (checked === undefined) throw new TypeError(`no kind of bearer token is called ${bearer.kind}`);
      if (!checked.ok) return checked;
      const { claims, validity, introspected = false } = checked.value;
      const lacking = required.find((one) => !holdsClaim(claims, one));
      if (lacking !== undefined) return refuse('requiredClaim', `the claim "${lacking.claim}" is not as required`);
      const further = await askFurther(token, claims, { introspected });
      if (!further.ok) return further;
      const mapped = mapClaims(claims, mapping, further.value);
      if (!mapped.ok) return mapped;
      const { principal, tellsGroups, ...notes } = mapped.value;
      const end = Math.floor(validity.expiresAt);
      const cap = options.capLifetime ? { notAfter: end } : {};
      const issuedAt = issuedAtOf(claims, deps.now());
      const proof = { principal, client: clientOf(claims), issuedAt: Math.min(issuedAt, deps.now()) };
      return pass({
        ...validity,
        ...notes,
        issuedAt,
        proven: { principal, expiresAt: end, ...cap },
        ...((tellsGroups || scopeOf(claims) !== undefined) && principal.noGroups !== 'overage' && { proof }),
      });
    },
    logout: async (token, bearer) =>
      (await verifiers.get(bearer.kind)?.logout?.(token, bearer)) ?? refuse('logout', `no logout is a ${bearer.kind}`),
    cacheMs: introspection === undefined ? CACHE_MS : Math.min(CACHE_MS, introspection.cacheTime ?? CACHE_MS),
    health: () => [...verifiers.values()].flatMap((verifier) => verifier.health?.() ?? []),
    close() {
      for (const verifier of verifiers.values()) verifier.close();
    },
  };
}

/**
 * RFC 9068 §2.2 has `client_id` and `scope`, OpenID Connect `azp`, Okta `cid` and `scp`, Entra ID `appid` and `scp`. What was
 * asked for, and whom a token is for, decides which claims it has: an ID token of the client and its access token differ.
 * Where a token does not tell what was asked for (Dex), that it has no groups says nothing of the user.
 */
const clientOf = (claims: Json): string => {
  const { azp, client_id: client, cid, appid, aud } = claims;
  return JSON.stringify([azp ?? client ?? cid ?? appid, [aud].flat().sort(), scopeOf(claims)]);
};
const scopeOf = ({ scope, scp }: Json): unknown => scope ?? scp;

const issuedAtOf = ({ iat }: Json, now: number): number =>
  typeof iat === 'number' && iat >= 0 ? Math.floor(iat * 1000) : now;
