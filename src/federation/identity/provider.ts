// SPDX-License-Identifier: Apache-2.0
// One identity provider: takes a bearer token, returns a principal. The checks are listed in the order in which they
// run.
import type { Clock } from '../../model/clock.ts';
import type { ProvenPrincipal } from '../../model/identity-service.ts';
import { boundedSkew, type ClaimRules, checkIntrospection, checkJwtClaims, type Validity } from './check-claims.ts';
import { allowedAlgorithms, checkHeader } from './check-header.ts';
import { createIntrospection } from './introspection.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { groupFilters, mapClaims } from './map-claims.ts';
import {
  type Checked,
  type CheckOutcome,
  type IdentityProviderOptions,
  type IssuerFetch,
  type Json,
  pass,
  refuse,
} from './options.ts';
import type { Bearer } from './read-bearer.ts';
import { verifySignature } from './verify-signature.ts';

interface Verified extends Validity {
  readonly proven: ProvenPrincipal;
}

export interface Provider {
  readonly id: string;
  readonly issuer: string;
  readonly protocol: string;
  /** Whether it can check opaque tokens. */
  readonly introspects: boolean;
  /** Throws `issuerUnavailable` if the issuer is needed and away. */
  verify(token: string, bearer: Bearer): Promise<Checked<Verified>>;
  close(): void;
}

export function createProvider(
  options: IdentityProviderOptions,
  deps: { readonly now: Clock; readonly fetch: IssuerFetch; onCheck(outcome: CheckOutcome): void },
): Provider {
  const { id, issuer } = options;
  const algorithms = allowedAlgorithms(options.algorithms);
  const rules: ClaimRules = { ...options, clockSkew: boundedSkew(options.clockSkew) };
  const mapping = { ...options, groups: groupFilters(options.groups) };
  const keys = createIssuerKeys(options, {
    ...deps,
    onFailure: (reason, detail) => deps.onCheck({ provider: id, outcome: 'unavailable', reason, detail }),
  });
  const introspect =
    options.introspection && createIntrospection({ ...options.introspection, id, ca: options.ca }, deps);

  const verifyJws = async (token: string, bearer: Bearer & { kind: 'jws' }): Promise<Checked<Verified>> => {
    // Checked before the keys: a token of another issuer is no reason to fetch any.
    if (bearer.issuer !== issuer) return refuse('issuer');
    const header = checkHeader(bearer.header, algorithms);
    if (!header.ok) return header;
    const signed = await verifySignature(token, header.value, keys);
    if (!signed.ok) return signed;
    return principal(signed.value, checkJwtClaims(signed.value, rules, deps.now()));
  };

  const verifyOpaque = async (token: string): Promise<Checked<Verified>> => {
    if (introspect === undefined) return refuse('opaque');
    const answer = await introspect(token);
    return principal(answer, checkIntrospection(answer, rules, deps.now()));
  };

  const principal = (claims: Json, validity: Checked<Validity>): Checked<Verified> => {
    if (!validity.ok) return validity;
    const mapped = mapClaims(claims, mapping);
    if (!mapped.ok) return mapped;
    const { expiresAt } = validity.value;
    const end = Math.floor(expiresAt);
    const cap = options.capLifetime ? { notAfter: end } : {};
    return pass({ expiresAt, proven: { principal: mapped.value, expiresAt: end, ...cap } });
  };

  return {
    id,
    issuer,
    protocol: options.protocol,
    introspects: introspect !== undefined,
    verify: (token, bearer) => (bearer.kind === 'jws' ? verifyJws(token, bearer) : verifyOpaque(token)),
    close: () => keys.close(),
  };
}
