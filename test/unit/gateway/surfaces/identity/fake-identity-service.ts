// SPDX-License-Identifier: Apache-2.0
// A federation of two clouds in memory, for the identity facade's tests: alice (research, teaching) and bob (nothing).
import type { Catalog } from '../../../../../src/model/catalog.ts';
import { GatewayError } from '../../../../../src/model/errors.ts';
import type {
  Caller,
  IssuedToken,
  Principal,
  ProjectRef,
  Scope,
  ScopeRequest,
} from '../../../../../src/model/identity.ts';
import type { Authenticated, IdentityService, ScopeView } from '../../../../../src/model/identity-service.ts';
import { domainRef, endpointId, projectRef, roleRef, serviceId, userId } from '../../../../../src/model/ids.ts';

export const ISSUER = 'https://idp.example.org/realms/scs';
export const RESEARCH = projectRef('acme', 'research');
export const TEACHING = projectRef('acme', 'teaching');
const START = Date.parse('2026-11-23T13:28:12Z');

const principal = (name: string): Principal => ({
  id: userId(ISSUER, name),
  issuer: ISSUER,
  subject: name,
  name,
  domain: 'acme',
  email: `${name}@acme.example`,
  groups: ['acme-research'],
  identityProvider: 'keycloak',
  protocol: 'openid',
});

export const ALICE = principal('alice');
export const BOB = principal('bob');
const PROJECTS: Readonly<Record<string, readonly ProjectRef[]>> = { [ALICE.id]: [RESEARCH, TEACHING], [BOB.id]: [] };

export interface FakeIdentityService extends IdentityService {
  /** Members that do not answer from now on. */
  degraded: string[];
  /** Which identity provider and protocol each login named. */
  readonly logins: string[][];
  /** What was asked for with a gateway token. */
  readonly scopes: (ScopeRequest | undefined)[];
}

/** IdP tokens are `idp-alice`, `idp-bob`; gateway tokens are `gw-1`, `gw-2`, …. */
export function fakeIdentityService(publicUrl: string): FakeIdentityService {
  const issued = new Map<string, Caller>();

  const issue = ({ principal, methods, parent, credential }: Authenticated, scope: Scope): IssuedToken => {
    const number = issued.size + 1;
    const caller: Caller = {
      principal,
      scope,
      methods,
      auditIds: [
        `audit-${number}`,
        ...(parent === undefined ? [] : parent.auditIds.slice(-1)),
        ...(credential === undefined ? [] : ['credential']),
      ],
      issuedAt: START + (number - 1) * 1000,
      expiresAt: parent?.expiresAt ?? Date.now() + 3_600_000,
      ...(credential === undefined ? {} : { credential }),
    };
    issued.set(`gw-${number}`, caller);
    return { token: `gw-${number}`, caller };
  };

  const known = (token: string): Caller => {
    const caller = issued.get(token);
    if (caller === undefined) throw new GatewayError('unauthorized', { detail: 'unknown token' });
    return caller;
  };

  const scopeOf = (who: Principal, asked: ScopeRequest | undefined): Scope => {
    if (asked === undefined || asked.kind === 'unscoped') return { kind: 'unscoped' };
    if (asked.kind === 'domain' && (asked.id ?? asked.name) !== undefined) {
      const domain = domainRef('acme');
      if (asked.id === domain.id || asked.name === domain.name) return { kind: 'domain', domain };
    }
    if (asked.kind === 'project') {
      const project = PROJECTS[who.id]?.find((candidate) =>
        'id' in asked ? candidate.id === asked.id : candidate.name === asked.name,
      );
      if (project !== undefined) return { kind: 'project', project };
    }
    throw new GatewayError('unauthorized', { detail: 'the caller lacks the scope' });
  };

  const fake: FakeIdentityService = {
    degraded: [],
    logins: [],
    scopes: [],
    authenticate: async (identityProvider, protocol, bearer) => {
      fake.logins.push([identityProvider, protocol]);
      if (identityProvider !== 'keycloak' || protocol !== 'openid') throw new GatewayError('notFound');
      const who = [ALICE, BOB].find(({ name }) => bearer === `idp-${name}`);
      if (who === undefined) throw new GatewayError('unauthorized', { detail: 'signature does not verify' });
      return { principal: who, expiresAt: Date.now() + 60_000 };
    },
    authenticateAny: async (bearer) => fake.authenticate('keycloak', 'openid', bearer),
    verify: async (token) => known(token),
    issue: async (proven, scope) => {
      if (proven.parent !== undefined) fake.scopes.push(scope);
      return issue(proven, scopeOf(proven.principal, scope));
    },
    revoke: async (caller) => {
      for (const [token, { auditIds }] of issued) if (auditIds[0] === caller.auditIds[0]) issued.delete(token);
    },
    revokeAll: async (caller) => {
      for (const [token, { principal }] of issued) if (principal.id === caller.principal.id) issued.delete(token);
    },
    unsent: () => 0,
    projects: async (caller) => ({ projects: PROJECTS[caller.principal.id] ?? [], degraded: fake.degraded }),
    domains: async () => ({ domains: [], degraded: fake.degraded }),
    view: async (caller): Promise<ScopeView> =>
      caller.scope.kind === 'unscoped'
        ? { roles: [], catalog: [], degraded: [] }
        : { roles: [roleRef('member'), roleRef('reader')], catalog: catalogOf(publicUrl), degraded: fake.degraded },
    at: () => fake,
  };
  return fake;
}

/** Compute and identity in two regions, all three interfaces. */
export function catalogOf(publicUrl: string): Catalog {
  const regions = ['cloud-a', 'cloud-b'];
  const service = (type: string, name: string, url: (region: string) => string): Catalog[number] => {
    const id = serviceId(type, name);
    return {
      id,
      type,
      name,
      endpoints: regions.flatMap((region) =>
        (['public', 'internal', 'admin'] as const).map((iface) => ({
          id: endpointId(id, region, iface),
          interface: iface,
          region,
          region_id: region,
          url: url(region),
        })),
      ),
    };
  };
  return [
    service('compute', 'nova', (region) => `${publicUrl}/clouds/${region}/compute/v2.1`),
    service('identity', 'keystone', () => `${publicUrl}/identity/v3`),
  ];
}
