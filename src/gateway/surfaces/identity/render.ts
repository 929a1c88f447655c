// SPDX-License-Identifier: Apache-2.0
// Renders the gateway's types as Keystone's resources. Pure. `v3` is the facade's own public URL.
import type { AccessRule } from '../../../model/access-rules.ts';
import type { Catalog } from '../../../model/catalog.ts';
import type { DomainRef, Principal, ProjectRef } from '../../../model/identity.ts';
import { domainRef } from '../../../model/ids.ts';
import type { Query } from './resource.ts';

/** A resource as a client sees it. */
export type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

const self = (v3: string, collection: string, id: string) => ({
  links: { self: `${v3}/${collection}/${encodeURIComponent(id)}` },
});

export const renderProject = (v3: string, project: ProjectRef): Resource => ({
  id: project.id,
  name: project.name,
  domain_id: project.domain.id,
  description: '',
  enabled: true,
  parent_id: project.domain.id,
  is_domain: false,
  tags: [],
  options: {},
  ...self(v3, 'projects', project.id),
});

export const renderDomain = (v3: string, domain: DomainRef): Resource => ({
  id: domain.id,
  name: domain.name,
  description: '',
  enabled: true,
  tags: [],
  options: {},
  ...self(v3, 'domains', domain.id),
});

export const renderUser = (v3: string, user: Principal): Resource => ({
  ...(user.email === undefined ? {} : { email: user.email }),
  id: user.id,
  name: user.name,
  domain_id: domainRef(user.domain).id,
  enabled: true,
  password_expires_at: null,
  options: {},
  federated: [{ idp_id: user.identityProvider, protocols: [{ protocol_id: user.protocol, unique_id: user.subject }] }],
  ...self(v3, 'users', user.id),
});

export const renderGroup = (
  v3: string,
  { id, name, domain }: { readonly id: string; readonly name: string; readonly domain: DomainRef },
): Resource => ({
  id,
  name,
  domain_id: domain.id,
  description: '',
  membership_expires_at: null,
  ...self(v3, 'groups', id),
});

export const renderRegion = (v3: string, id: string): Resource => ({
  id,
  description: '',
  parent_region_id: null,
  ...self(v3, 'regions', id),
});

export const renderServices = (v3: string, catalog: Catalog): Resource[] =>
  catalog.map(({ id, type, name }) => ({
    id,
    type,
    name,
    description: '',
    enabled: true,
    ...self(v3, 'services', id),
  }));

export const renderEndpoints = (v3: string, catalog: Catalog): Resource[] =>
  catalog.flatMap((service) =>
    service.endpoints.map((endpoint) => ({
      id: endpoint.id,
      interface: endpoint.interface,
      region_id: endpoint.region_id,
      service_id: service.id,
      url: endpoint.url,
      enabled: true,
      region: endpoint.region,
      ...self(v3, 'endpoints', endpoint.id),
    })),
  );

export const shownRule = ({ id, service, path, method }: AccessRule) => ({ id, service, path, method });

/** Keystone's list envelope, always with a single page. */
export const collection = (name: string, items: readonly Resource[], url: string) => ({
  [name]: items,
  links: { next: null, self: url, previous: null },
});

/** Keystone's exact-match filters on a list. As in Keystone, unknown names are ignored. */
export function filtered(items: readonly Resource[], query: Query, names: readonly string[]): Resource[] {
  const wanted = names.flatMap((name) => {
    const value = query[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return items.filter((item) => wanted.every(([name, value]) => matches(item[name], value)));
}

/** A flag without a value, or with any other value than these, is true (keystone/common/utils.py: attr_as_boolean). */
const FALSE = ['0', 'false', 'f', 'no', 'n', 'off'];

const matches = (actual: unknown, wanted: string): boolean =>
  typeof actual === 'boolean' ? actual === !FALSE.includes(wanted.toLowerCase()) : actual === wanted;
