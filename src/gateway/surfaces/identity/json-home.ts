// SPDX-License-Identifier: Apache-2.0
// The JSON-home document: the Keystone resources that the gateway serves, by Keystone's relation names. A test requests
// each of them from the router.

const RELATIONS = 'https://docs.openstack.org/api/openstack-identity/3';
const FEDERATION = `${RELATIONS}/ext/OS-FEDERATION/1.0`;

/** Relation → path below /v3. `{x}` is a parameter, described by its own relation under the same root. */
const RESOURCES: readonly (readonly [root: string, relation: string, path: string])[] = [
  [RELATIONS, 'auth_tokens', '/auth/tokens'],
  [RELATIONS, 'auth_projects', '/auth/projects'],
  [RELATIONS, 'auth_domains', '/auth/domains'],
  [RELATIONS, 'auth_catalog', '/auth/catalog'],
  [RELATIONS, 'auth_system', '/auth/system'],
  [RELATIONS, 'projects', '/projects'],
  [RELATIONS, 'project', '/projects/{project_id}'],
  [RELATIONS, 'domains', '/domains'],
  [RELATIONS, 'domain', '/domains/{domain_id}'],
  [RELATIONS, 'user', '/users/{user_id}'],
  [RELATIONS, 'user_projects', '/users/{user_id}/projects'],
  [RELATIONS, 'regions', '/regions'],
  [RELATIONS, 'region', '/regions/{region_id}'],
  [RELATIONS, 'services', '/services'],
  [RELATIONS, 'service', '/services/{service_id}'],
  [RELATIONS, 'endpoints', '/endpoints'],
  [RELATIONS, 'endpoint', '/endpoints/{endpoint_id}'],
  [FEDERATION, 'projects', '/auth/projects'],
  [FEDERATION, 'domains', '/auth/domains'],
  [FEDERATION, 'identity_providers', '/OS-FEDERATION/identity_providers'],
  [FEDERATION, 'identity_provider', '/OS-FEDERATION/identity_providers/{idp_id}'],
  [FEDERATION, 'identity_provider_protocols', '/OS-FEDERATION/identity_providers/{idp_id}/protocols'],
  [FEDERATION, 'identity_provider_protocol', '/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}'],
  [
    FEDERATION,
    'identity_provider_protocol_auth',
    '/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth',
  ],
];

/** `prefix` as in Keystone: empty in the document at /v3, `/v3` in the one at the root. */
export function jsonHome(prefix: '' | '/v3'): { readonly resources: Readonly<Record<string, object>> } {
  const resources = RESOURCES.map(([root, relation, path]) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
    const href = `${prefix}${path}`;
    const vars = Object.fromEntries(names.map((name) => [name, `${root}/param/${name}`]));
    return [
      `${root}/rel/${relation}`,
      names.length === 0 ? { href } : { 'href-template': href, 'href-vars': vars },
    ] as const;
  });
  return { resources: Object.fromEntries(resources) };
}
