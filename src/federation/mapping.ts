// SPDX-License-Identifier: Apache-2.0
// A member's `projects` map: what the gateway calls "acme/research" may be "customer-42/research" there.
import type { ProjectNames } from '../model/member.ts';

/** Keys and values are "domain/project"; validated by the configuration, which also refuses a value used twice. */
export function createProjectNames(map: Readonly<Record<string, string>>): ProjectNames {
  const there = new Map(Object.entries(map));
  const here = new Map(Object.entries(map).map(([gateway, member]) => [member, gateway]));
  const rename = (names: Map<string, string>, domain: string, name: string) => {
    const renamed = names.get(`${domain}/${name}`);
    if (renamed === undefined) return { domain, name };
    const cut = renamed.indexOf('/');
    return { domain: renamed.slice(0, cut), name: renamed.slice(cut + 1) };
  };
  return {
    toMember: ({ domain, name }) => rename(there, domain, name),
    toGateway: ({ domain, name }) => rename(here, domain, name),
  };
}
