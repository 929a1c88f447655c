// SPDX-License-Identifier: Apache-2.0
// OpenAPI v3 of the stand-in apiserver: as much as kubectl asks it for before `apply`, which is whether the server checks
// fields itself (`fieldValidation`) and knows `dryRun`. And that check.
import { createHash } from 'node:crypto';
import { apiVersion, type Json, KINDS, type Kind } from './cluster-kinds.ts';

const PREFIX = '/openapi/v3/';
const parameter = (name: string, description: string) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', uniqueItems: true },
});
const WRITES = [
  parameter('dryRun', 'When present, indicates that modifications should not be persisted.'),
  parameter('fieldManager', 'A name associated with the actor or entity that is making these changes.'),
  parameter('fieldValidation', 'Instructs the server on how to handle unknown or duplicate fields.'),
];

const pathOf = ({ group }: Kind): string => (group === '' ? 'api/v1' : `apis/${group}/v1`);
const groups = [...new Set(KINDS.map(pathOf))];

function documentOf(path: string): object {
  const paths = KINDS.filter((kind) => pathOf(kind) === path).map((kind) => {
    const { group, version, resource, namespaced } = kind;
    const of = { 'x-kubernetes-group-version-kind': { group, version, kind: kind.kind } };
    const responses = { 200: { description: 'OK' } };
    const operations = {
      get: { 'x-kubernetes-action': 'get', ...of, responses },
      put: { parameters: WRITES, 'x-kubernetes-action': 'put', ...of, responses },
      patch: { parameters: WRITES, 'x-kubernetes-action': 'patch', ...of, responses },
    };
    return [`/${path}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource}/{name}`, operations];
  });
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.2' }, paths: Object.fromEntries(paths) };
}

/** Undefined where the path is none of OpenAPI v3's. */
export function openApiV3(path: string): object | undefined {
  if (path === '/openapi/v3') {
    const entry = (of: string): string => {
      const hash = createHash('sha512')
        .update(JSON.stringify(documentOf(of)))
        .digest('hex')
        .toUpperCase();
      return `${PREFIX}${of}?hash=${hash}`;
    };
    return { paths: Object.fromEntries(groups.map((of) => [of, { serverRelativeURL: entry(of) }])) };
  }
  const of = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : '';
  return groups.includes(of) ? documentOf(of) : undefined;
}

const COMMON = ['apiVersion', 'kind', 'metadata'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ['data', 'binaryData', 'immutable'],
  Secret: ['data', 'stringData', 'type', 'immutable'],
  StorageClass: [
    ...['provisioner', 'parameters', 'reclaimPolicy', 'mountOptions', 'allowVolumeExpansion'],
    ...['volumeBindingMode', 'allowedTopologies'],
  ],
};

/** What the real one says to `fieldValidation=Strict`, of an object's first level alone. Undefined: nothing. */
export function strictFault(kind: Kind, object: Json): string | undefined {
  const known = [...COMMON, ...(FIELDS[kind.kind] ?? ['spec', 'status'])];
  const unknown = Object.keys(object).filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  const words = unknown.map((name) => `unknown field "${name}"`).join(', ');
  return `${kind.kind} in version "${apiVersion(kind)}" cannot be handled as a ${kind.kind}: strict decoding error: ${words}`;
}
