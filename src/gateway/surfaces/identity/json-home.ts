// SPDX-License-Identifier: Apache-2.0
// The JSON-home document: Keystone's own, with each of its relations. A test compares it with a recorded one, and asks the
// router for each path.
import { EXPERIMENTAL, PARAMETERS, RELATIONS } from './json-home-relations.ts';

const ROOT = 'https://docs.openstack.org/api/openstack-identity/3';

/** `prefix` as in Keystone: empty in the document at /v3, `/v3` in the one at the root. */
export function jsonHome(prefix: '' | '/v3'): { readonly resources: Readonly<Record<string, object>> } {
  const resources = Object.entries(RELATIONS).flatMap(([extension, relations]) => {
    const root = extension === '' ? ROOT : `${ROOT}/ext/${extension}/1.0`;
    return Object.entries(relations).map(
      ([relation, path]) => [`${root}/rel/${relation}`, linkTo(prefix, path)] as const,
    );
  });
  return { resources: Object.fromEntries(resources) };
}

function linkTo(prefix: string, path: string): object {
  const href = `${prefix}${path}`;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const vars = Object.fromEntries(names.map((name) => [name, `${ROOT}/${PARAMETERS[name] ?? `param/${name}`}`]));
  return {
    ...(names.length === 0 ? { href } : { 'href-template': href, 'href-vars': vars }),
    ...(EXPERIMENTAL.test(path) ? { hints: { status: 'experimental' } } : {}),
  };
}
