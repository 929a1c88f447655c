// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainClaims } from '../../../../src/federation/identity/explain-claims.ts';
import { groupFilters, mapClaims } from '../../../../src/federation/identity/map-claims.ts';
import { entry, goodClaims } from './stand-in-issuer.ts';

const NOW = Date.now();
const explain = (claims: Record<string, unknown>, more: object = {}, times = false) =>
  explainClaims({ ...goodClaims(), ...claims }, { ...entry(), groups: ['^acme-'], ...more }, { now: NOW, times });
const failed = (explained: ReturnType<typeof explain>) =>
  explained.steps.filter(({ ok }) => !ok).map(({ step }) => step);

describe('an explanation of claims', () => {
  it('says of each group why it is kept or dropped', () => {
    const { groups, principal } = explain({ groups: ['acme-research', 'staff', 'acme-a;b', 7] });
    expect(groups).toEqual([
      { group: 'acme-research', kept: true, reason: '^acme- lets it through' },
      { group: 'staff', kept: false, reason: 'none of ^acme- lets it through' },
      { group: 'acme-a;b', kept: false, reason: 'its name has a ";"' },
      { group: '7', kept: false, reason: 'its name is no text' },
    ]);
    expect(principal?.groups).toEqual(['acme-research']);
  });

  it('says why there is no group at all, which keeps nobody from logging in', () => {
    const explained = explain({ groups: undefined });
    expect(failed(explained)).toEqual(['groups']);
    expect(explained.steps.at(-1)?.reason).toBe('the token has no claim "groups"');
    expect(explained.principal?.name).toBe('alice');
    expect(explain({ groups: ['staff'] }).steps.at(-1)?.reason).toBe(
      'groups keeps none of the 1 in the claim "groups"',
    );
  });

  it('says what keeps the user out', () => {
    expect(failed(explain({ aud: 'another' }))).toEqual(['token']);
    expect(failed(explain({ iss: 'https://another' }))).toEqual(['token']);
    expect(failed(explain({ preferred_username: 'system:admin' }))).toEqual(['user']);
    const required = { requiredClaims: [{ claim: 'repository', matches: '^acme/' }] };
    const explained = explain({ repository: 'evil/x' }, required);
    expect(explained.steps.find(({ ok }) => !ok)).toMatchObject({
      step: 'required repository',
      reason: 'the claim is "evil/x", and must match ^acme\\/',
    });
    expect(explained.principal).toBeUndefined();
  });

  it('minds the time of a token, and not that of claims in a file', () => {
    const old = { exp: NOW / 1000 - 7_200, iat: NOW / 1000 - 10_000 };
    expect(failed(explain(old, {}, true))).toEqual(['token']);
    expect(failed(explain(old))).toEqual([]);
  });

  it('never differs from what a login makes of the same claims', () => {
    const group = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('acme-x', 'acme-y', 'acme-;'), fc.integer());
    fc.assert(
      fc.property(fc.array(group, { maxLength: 20 }), (groups) => {
        const claims = { ...goodClaims(), groups };
        const mapped = mapClaims(claims, { ...entry(), groups: groupFilters(['^acme-']) });
        const told = explain({ groups });
        const kept = [...new Set(told.groups.filter((one) => one.kept).map((one) => one.group))];
        expect(told.principal).toEqual(mapped.ok ? mapped.value.principal : undefined);
        expect(kept).toEqual(mapped.ok ? mapped.value.principal.groups : []);
      }),
    );
  });
});
