// SPDX-License-Identifier: Apache-2.0
// One identity provider: takes a bearer token, returns a principal. The kind of token decides how it is verified, the
// provider's entry what its claims mean.
import type { PassedTokens, ProvenPrincipal } from '../../model/identity-service.ts';
import { ofKind } from '../../schema/kinds.ts';
import type { GroupProof } from '../group-memory.ts';
import type { Bearer, JudgingProvider, ProviderDeps } from './bearer-kind.ts';
import { BEARERS } from './bearers/index.ts';
import type { Validity } from './check-claims.ts';
import { droppedGroups, groupFilters, mapClaims } from './map-claims.ts';
import { type Checked, type IdentityProviderOptions, type IssuerFetch, type Json, pass } from './options.ts';

interface Verified extends Validity {
  readonly proven: ProvenPrincipal;
  readonly proof: GroupProof;
  /** Why groups were left out, if any were. */
  readonly dropped?: string;
}

export interface Provider extends JudgingProvider {
  readonly id: string;
  readonly protocol: string;
  /** Throws `issuerUnavailable` if the issuer is needed and away. */
  verify(token: string, bearer: Bearer, passed?: PassedTokens): Promise<Checked<Verified>>;
  close(): void;
}

export function createProvider(options: IdentityProviderOptions, deps: ProviderDeps, kinds = BEARERS): Provider {
  const mapping = { ...options, groups: groupFilters(options.groups) };
  const { id, issuer, jwksUri, introspection, hosts = [] } = options;
  const urls = [issuer, jwksUri, introspection?.endpoint].filter((url) => url !== undefined);
  const fetch: IssuerFetch = (url, call) => deps.fetch(url, { ...call, peer: { id, urls, hosts } });
  const verifiers = new Map(kinds.map(({ kind, connect }) => [kind, connect(options, { ...deps, fetch })]));

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
      const { claims, validity } = checked.value;
      const mapped = mapClaims(claims, mapping);
      if (!mapped.ok) return mapped;
      const end = Math.floor(validity.expiresAt);
      const cap = options.capLifetime ? { notAfter: end } : {};
      const dropped = droppedGroups(claims, mapping);
      return pass({
        ...validity,
        proven: { principal: mapped.value, expiresAt: end, ...cap },
        proof: { principal: mapped.value, client: clientOf(claims), issuedAt: issuedAtOf(claims, deps.now()) },
        ...(dropped !== undefined && { dropped }),
      });
    },
    close() {
      for (const verifier of verifiers.values()) verifier.close();
    },
  };
}

/**
 * RFC 9068 §2.2 has `client_id` and `scope`, OpenID Connect `azp`, Okta `cid` and `scp`, Entra ID `appid` and `scp`. What was
 * asked for, and whom a token is for, decides which claims it has: an ID token of the client and its access token differ.
 */
const clientOf = ({ azp, client_id: client, cid, appid, aud, scope, scp }: Json): string =>
  JSON.stringify([azp ?? client ?? cid ?? appid, [aud].flat().sort(), scope ?? scp]);

const issuedAtOf = ({ iat }: Json, now: number): number =>
  typeof iat === 'number' && iat >= 0 ? Math.min(Math.floor(iat * 1000), now) : now;
