// SPDX-License-Identifier: Apache-2.0
// What an entry makes of a token's claims, told step by step: by the very functions that a login goes through. Pure; whether the
// token is genuine is not asked here.
import type { Principal } from '../../model/identity.ts';
import { boundedSkew, checkJwtClaims } from './check-claims.ts';
import { show } from './check-header.ts';
import { claimAt } from './claim-at.ts';
import { judgedGroups } from './claimed-groups.ts';
import { groupFilters, mapClaims } from './map-claims.ts';
import type { IdentityProviderOptions, Json } from './options.ts';
import { holdsClaim, requiredOf } from './required-claims.ts';

interface ToldClaim {
  readonly step: string;
  readonly ok: boolean;
  readonly reason: string;
}

interface ToldGroup {
  readonly group: string;
  readonly kept: boolean;
  readonly reason: string;
}

export interface ExplainedClaims {
  /** In the order of a login; it ends with the first that is not ok, the later ones are told all the same. */
  readonly steps: readonly ToldClaim[];
  readonly groups: readonly ToldGroup[];
  /** Undefined: nobody could log in with these claims. */
  readonly principal: Principal | undefined;
}

/** Names that are told; the rest is counted. */
const MOST = 500;

/** `times`: false for claims of old, as a file has them. */
export function explainClaims(
  claims: Json,
  options: IdentityProviderOptions,
  { now, times }: { readonly now: number; readonly times: boolean },
): ExplainedClaims {
  const rules = { ...options, groups: groupFilters(options.groups) };
  const steps: ToldClaim[] = [];
  const told = (step: string, ok: boolean, reason: string): void => void steps.push({ step, ok, reason });

  const { exp: _, nbf: __, iat: ___, ...timeless } = claims;
  const dated = times ? claims : { ...timeless, exp: now / 1000 + 60 };
  const valid = checkJwtClaims(dated, { ...options, clockSkew: boundedSkew(options.clockSkew) }, now);
  told(
    'token',
    valid.ok,
    valid.ok
      ? `issuer and audience are right${times ? ', and it is in its time' : ''}`
      : `${valid.reason}${valid.detail === undefined ? '' : `: ${valid.detail}`}`,
  );
  for (const required of requiredOf(options)) {
    const value = show(claimAt(claims, required.claim));
    told(
      `required ${required.claim}`,
      holdsClaim(claims, required),
      `the claim is ${value}, and must match ${required.matches.source}`,
    );
  }
  const mapped = mapClaims(claims, rules);
  const { username, subject, groups: groupsClaim } = options.claims;
  told(
    'user',
    mapped.ok,
    mapped.ok
      ? `${mapped.value.principal.domain}/${mapped.value.principal.name}, from the claims "${username}" and "${subject}"`
      : `${mapped.reason}${mapped.detail === undefined ? '' : `: ${mapped.detail}`}`,
  );
  const judged = judgedGroups(claims, rules);
  const principal = mapped.ok ? mapped.value.principal : undefined;
  const kept = principal?.groups.length ?? 0;
  const why = mapped.ok ? mapped.value.noGroups : undefined;
  if (principal !== undefined)
    told('groups', kept > 0, why ?? `${kept} of ${judged?.length ?? 0} in the claim "${groupsClaim}" are kept`);
  const shown = (judged ?? []).slice(0, MOST).map(({ group, kept, by, fault }): ToldGroup => {
    const name = typeof group === 'string' ? group : String(show(group));
    const all = options.groups === undefined;
    if (kept)
      return {
        group: name,
        kept,
        reason: all || by === undefined ? 'every group is kept' : `${by.source} lets it through`,
      };
    if (fault !== undefined) return { group: name, kept, reason: `its name ${fault}` };
    return {
      group: name,
      kept,
      reason: `none of ${rules.groups.map(({ source }) => source).join(', ') || 'no expressions'} lets it through`,
    };
  });
  const more = (judged?.length ?? 0) - shown.length;
  if (more > 0) told('more groups', true, `${more} more are in the claim and not told here`);
  const loggedIn = steps.every(({ step, ok }) => ok || step === 'groups');
  return { steps, groups: shown, principal: loggedIn ? principal : undefined };
}
