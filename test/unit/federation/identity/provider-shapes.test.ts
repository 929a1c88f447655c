// SPDX-License-Identifier: Apache-2.0
// Tokens in the shapes in which identity providers make them, against the entries that the documentation gives for each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { IdentityProviderConfig } from '../../../../src/config/config.ts';
import { type CheckOutcome, createIdentityProviders } from '../../../../src/federation/identity/index.ts';
import { discoveryUrl } from '../../../../src/federation/identity/issuer-documents.ts';
import type { Principal } from '../../../../src/model/identity.ts';
import { load, minimal } from '../../config/workspace.ts';
import { createStandInIssuer, START } from './stand-in-issuer.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/identity-providers.md'), 'utf8');
/** The entries of the page, by id. */
const documented = new Map(
  [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    (parse(block) as { id: string }[]).map((entry) => [entry.id, entry] as const),
  ),
);

type Claims = Readonly<Record<string, unknown>>;
interface Shape {
  /** As the provider makes it, without issuer, audience and times. */
  readonly claims: Claims;
  readonly header?: Claims;
  /** What the userinfo endpoint answers. */
  readonly userinfo?: Claims;
  readonly is: Partial<Principal>;
}

const UUID = '7d4f1f3e-2d0c-4b5f-9a51-3c1f0d6a9b01';
const GROUP = '0a1b2c3d-0000-4000-8000-00000000000';
const ENTRA = { oid: UUID, sub: 'pairwise-AAA', tid: '11111111-2222-3333-4444-555555555555', uti: 'x', rh: '0.x' };
const ENTRA_2 = { ...ENTRA, ver: '2.0', azp: 'c1', azpacr: '0', scp: 'login', name: 'Alice A.' };
const named = { preferred_username: 'alice@acme.example' };
const ENTRA_1 = { ...ENTRA, ver: '1.0', appid: 'c1', appidacr: '0', scp: 'login', ipaddr: '192.0.2.1' };
const ZITADEL = {
  sub: '2298000000001',
  jti: 'V2_1',
  client_id: '2298@acme',
  nbf: START / 1000,
};
const ROLES = 'urn:zitadel:iam:org:project:229800000000000001:roles';
const GITHUB = {
  sub: 'repo:acme/deploy:ref:refs/heads/main',
  repository: 'acme/deploy',
  repository_owner: 'acme',
  repository_owner_id: '65',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  event_name: 'push',
  actor: 'alice',
};
const POD = {
  sub: 'system:serviceaccount:tools:deployer',
  nbf: START / 1000,
  'kubernetes.io': {
    namespace: 'tools',
    pod: { name: 'p', uid: '1' },
    serviceaccount: { name: 'deployer', uid: UUID },
  },
};

const SHAPES: readonly (readonly [entry: string, what: string, shape: Shape])[] = [
  [
    'keycloak-gone',
    'an access token with its session, good by introspection',
    {
      claims: { sub: UUID, sid: 'a1', preferred_username: 'alice', groups: ['g'] },
      is: { name: 'alice', session: expect.any(String) },
    },
  ],
  [
    'keycloak-owners',
    'an access token, as any of a realm whose owners of credentials are asked about',
    {
      claims: {
        ...{ sub: UUID, typ: 'Bearer', azp: 'cli', scope: 'openid profile', preferred_username: 'alice' },
        groups: ['acme-research'],
      },
      is: { subject: UUID, name: 'alice', groups: ['acme-research'] },
    },
  ],
  [
    'keycloak',
    'an access token',
    {
      claims: {
        ...{ sub: UUID, typ: 'Bearer', azp: 'cli', sid: '1', acr: '1', scope: 'openid profile email' },
        ...{ email: 'alice@acme.example', email_verified: true, preferred_username: 'alice' },
        ...{ realm_access: { roles: ['offline_access'] }, groups: ['acme-research', 'acme-ops', 'other'] },
      },
      is: { subject: UUID, name: 'alice', email: 'alice@acme.example', groups: ['acme-research', 'acme-ops'] },
    },
  ],
  [
    'keycloak-roles',
    'roles of a client',
    {
      claims: { sub: UUID, preferred_username: 'alice', resource_access: { 'scs-gateway': { roles: ['research'] } } },
      is: { name: 'alice', groups: ['research'] },
    },
  ],
  [
    'entra',
    'a token of version 2',
    {
      claims: { ...ENTRA_2, ...named, groups: [`${GROUP}1`, `${GROUP}2`, UUID] },
      is: { subject: UUID, name: 'alice@acme.example', groups: [`${GROUP}1`, `${GROUP}2`] },
    },
  ],
  [
    'entra',
    'a token with the overage of groups',
    {
      claims: {
        ...{ ...ENTRA_2, ...named, _claim_names: { groups: 'src1' } },
        _claim_sources: { src1: { endpoint: 'https://graph.windows.net/t/users/u/getMemberObjects' } },
      },
      is: { name: 'alice@acme.example', groups: [], noGroups: 'overage' },
    },
  ],
  [
    'entra',
    'the overage of the implicit flow',
    { claims: { ...ENTRA_2, ...named, hasgroups: true }, is: { groups: [], noGroups: 'overage' } },
  ],
  [
    'entra-v1',
    'a token of version 1',
    {
      claims: { ...ENTRA_1, upn: 'alice@acme.example', unique_name: 'alice@acme.example', groups: [`${GROUP}1`] },
      is: { subject: UUID, name: 'alice@acme.example', groups: [`${GROUP}1`] },
    },
  ],
  [
    'entra-roles',
    'app roles',
    { claims: { ...ENTRA_2, ...named, roles: ['research'] }, is: { subject: UUID, groups: ['research'] } },
  ],
  [
    'zitadel',
    'roles as an object',
    {
      claims: { ...ZITADEL, [ROLES]: { research: { '22': 'acme.zitadel.example' }, ops: {} } },
      userinfo: { sub: ZITADEL.sub, preferred_username: 'alice', email: 'a@acme.example', email_verified: true },
      is: { name: 'alice', email: 'a@acme.example', groups: ['research', 'ops'] },
    },
  ],
  [
    'zitadel',
    'roles at the userinfo endpoint alone',
    {
      claims: ZITADEL,
      userinfo: { sub: ZITADEL.sub, preferred_username: 'alice', [ROLES]: { research: { '22': 'acme' } } },
      is: { name: 'alice', groups: ['research'] },
    },
  ],
  [
    'dex',
    'an ID token',
    {
      claims: {
        ...{ sub: 'CgcyMzQyNzQ5EgZnaXRodWI', at_hash: 'x', email: 'alice@acme.example', email_verified: true },
        ...{ groups: ['acme:research', 'others:x'], name: 'Alice A.' },
        federated_claims: { connector_id: 'github', user_id: '2342749' },
      },
      header: { typ: undefined },
      is: { subject: 'CgcyMzQyNzQ5EgZnaXRodWI', name: 'alice@acme.example', groups: ['acme:research'] },
    },
  ],
  [
    'authentik',
    'an access token',
    {
      claims: {
        ...{ sub: 'f'.repeat(64), uid: 'x', azp: 'scs-gateway', scope: 'openid profile email', acr: 'goauthentik.io' },
        ...{ email: 'alice@acme.example', email_verified: false, preferred_username: 'alice', nickname: 'alice' },
        ...{ name: 'Alice', groups: ['research', 'authentik Admins'] },
      },
      is: { name: 'alice', groups: ['research', 'authentik Admins'] },
    },
  ],
  [
    'okta',
    'an access token of a custom authorization server',
    {
      claims: {
        ...{ ver: 1, jti: 'AT.x', cid: '0oa1', uid: '00u1', scp: ['openid', 'profile'], auth_time: START / 1000 },
        ...{ sub: 'alice@acme.example', groups: ['Everyone', 'research'] },
      },
      header: { typ: undefined },
      is: { subject: '00u1', name: 'alice@acme.example', groups: ['Everyone', 'research'] },
    },
  ],
  ...(
    [
      ['a text where there is one group', 'research', ['research']],
      ['a list where there are several', ['research', 'ACME\\Domain Users'], ['research', 'ACME\\Domain Users']],
    ] as const
  ).map(
    ([what, claimed, groups]) =>
      [
        'adfs',
        what,
        {
          claims: {
            ...{ apptype: 'Public', appid: 'c1', authmethod: 'x', ver: '1.0', scp: 'openid profile' },
            ...{ upn: 'alice@acme.example', unique_name: 'ACME\\alice' },
            'http://schemas.microsoft.com/ws/2008/06/identity/claims/primarysid': 'S-1-5-21-1-2-3-1104',
            'http://schemas.xmlsoap.org/claims/Group': claimed,
          },
          header: { x5t: 'x' },
          is: { subject: 'S-1-5-21-1-2-3-1104', name: 'alice@acme.example', groups },
        },
      ] as const,
  ),
  [
    'gitlab-ci',
    'a job of a protected branch',
    {
      claims: {
        ...{ sub: 'project_path:acme/tools/deploy:ref_type:branch:ref:main', project_path: 'acme/tools/deploy' },
        ...{ namespace_path: 'acme/tools', namespace_id: '72', project_id: '20', user_login: 'alice' },
        ...{ user_email: 'a@acme.example', ref: 'main', ref_type: 'branch', ref_protected: 'true', job_id: '302' },
        ...{ nbf: START / 1000 - 5, groups_direct: ['acme/tools'] },
      },
      is: { name: 'acme/tools/deploy', groups: ['acme/tools'] },
    },
  ],
  ['github', 'a job of the main branch', { claims: GITHUB, is: { name: 'acme/deploy', groups: ['acme'] } }],
  [
    'cluster-tools',
    'a projected token',
    { claims: POD, header: { typ: undefined }, is: { name: UUID, groups: ['tools'] } },
  ],
];

async function gateOf(id: string, userinfo?: Claims) {
  const written = documented.get(id);
  const { config } = await load(stringify({ ...minimal(), identityProviders: [written] }), {
    KEYCLOAK_GROUPS_SECRET: 'secret',
    KEYCLOAK_GATEWAY_SECRET: 'secret',
  });
  const entry = config.identityProviders[0] as IdentityProviderConfig;
  const issuer = await createStandInIssuer(entry.issuer);
  const keys = entry.jwksUri ?? `${entry.issuer.replace(/\/$/, '')}/keys`;
  const answer = (url: string, value: unknown) => issuer.answers.set(url, { status: 200, body: JSON.stringify(value) });
  answer(discoveryUrl(entry.issuer), { issuer: entry.issuer, jwks_uri: keys });
  answer(keys, { keys: [issuer.jwk()] });
  if (entry.introspection?.always) answer(entry.introspection.endpoint, { active: true });
  if (entry.userinfo && userinfo) answer(entry.userinfo.endpoint, userinfo);
  const outcomes: CheckOutcome[] = [];
  const providers = createIdentityProviders([entry], {
    now: () => START,
    fetch: issuer.fetch,
    onCheck: (outcome) => outcomes.push(outcome),
  });
  const bare = { preferred_username: undefined, email: undefined, email_verified: undefined, groups: undefined };
  const log = async (claims: Claims, header: Claims = {}) => {
    const aud = entry.audiences[0];
    const token = await issuer.token({ ...bare, aud, ...claims }, { typ: 'JWT', ...header });
    return (await providers.authenticate(id, 'openid', token)).principal;
  };
  return { entry, log, outcomes };
}

describe('a login with the entry of the documentation', () => {
  it.each(SHAPES)('for %s takes %s', async (id, _what, { claims, header, userinfo, is }) => {
    const { entry, log, outcomes } = await gateOf(id, userinfo);
    const principal = await log(claims, header);
    expect(principal).toMatchObject({ ...is, issuer: entry.issuer, identityProvider: id });
    if (is.noGroups === undefined) expect(principal.noGroups).toBeUndefined();
    else expect(outcomes).toContainEqual(expect.objectContaining({ outcome: 'noGroups', reason: is.noGroups }));
  });

  it('is there for every entry', () => {
    expect([...new Set(SHAPES.map(([id]) => id))]).toEqual([...documented.keys()]);
  });

  const REFUSED: readonly (readonly [entry: string, what: string, claims: Claims])[] = [
    ['github', 'another owner', { ...GITHUB, repository_owner_id: '66' }],
    ['github', 'another branch', { ...GITHUB, ref: 'refs/pull/1/merge' }],
    ['github', 'no owner', { ...GITHUB, repository_owner_id: undefined }],
    ['gitlab-ci', 'another group', { sub: 'x', project_path: 'a', namespace_path: 'acmes', ref_protected: 'true' }],
    [
      'gitlab-ci',
      'a branch of anybody',
      { sub: 'x', project_path: 'a', namespace_path: 'acme', ref_protected: 'false' },
    ],
    // Named by its subject it would be `system:…` for a cluster.
    ['cluster-tools', 'an account without its uid', { ...POD, 'kubernetes.io': { namespace: 'tools' } }],
  ];
  it.each(REFUSED)('for %s refuses %s', async (id, _what, claims) => {
    const { log } = await gateOf(id);
    await expect(log(claims)).rejects.toMatchObject({ status: 401 });
  });
});
