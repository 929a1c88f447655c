// SPDX-License-Identifier: Apache-2.0
// What the operator of a Kubernetes cluster applies: the manifests of deploy/kubernetes, which docs/joining-a-cluster.md is
// about, with the values of one cluster. Written by the YAML library, so that no value becomes anything but a text.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isSeq, parseAllDocuments, parseDocument, stringify } from 'yaml';
import type { Grant } from './openstack-commands.ts';

/** As the files are written. */
const STYLE = { lineWidth: 0, flowCollectionPadding: false };
const FOLDER = join(import.meta.dirname, '../../deploy/kubernetes');

const manifest = (name: string): Promise<string> => readFile(join(FOLDER, name), 'utf8');

export interface ClusterTrust {
  readonly issuer: string;
  readonly audience: string;
  /** PEM: who signed the gateway's certificate. Absent: a public authority. */
  readonly ca?: string;
}

export async function authenticationConfiguration({ issuer, audience, ca }: ClusterTrust): Promise<string> {
  const document = parseDocument(await manifest('authentication-configuration.yaml'));
  document.setIn(['jwt', 0, 'issuer', 'url'], issuer);
  document.setIn(['jwt', 0, 'issuer', 'audiences', 0], audience);
  if (ca !== undefined) document.setIn(['jwt', 0, 'issuer', 'certificateAuthority'], `${ca.trimEnd()}\n`);
  return document.toString(STYLE);
}

export interface ImpersonatorTrust {
  readonly constrained: boolean;
  /** Before each group, as the cluster sees it. */
  readonly prefix: string;
  /** Whom alone the gateway may impersonate, in the classic form. None: any group. */
  readonly groups: readonly string[];
}

export async function impersonator({ constrained, prefix, groups }: ImpersonatorTrust): Promise<string> {
  const text = await manifest(constrained ? 'impersonator-rbac-constrained.yaml' : 'impersonator-rbac.yaml');
  if (constrained || groups.length === 0) return text;
  const documents = parseAllDocuments(text);
  for (const document of Array.isArray(documents) ? documents : []) {
    const rules = document.get('rules');
    if (document.get('kind') !== 'ClusterRole' || !isSeq(rules)) continue;
    for (const rule of rules.items)
      if (isMap(rule) && JSON.stringify(rule.get('resources')) === '["groups"]')
        rule.set('resourceNames', document.createNode([...new Set(groups)].map((group) => `${prefix}${group}`)));
  }
  return (documents as { toString(options: object): string }[])
    .map((document, index) => {
      const one = document.toString(STYLE);
      return index > 0 && !one.startsWith('---') ? `---\n${one}` : one;
    })
    .join('');
}

/** What users may do, by their groups: a role in a namespace. */
export function roleBindings(grants: readonly Grant[], prefix: string): string {
  const used = new Set<string>();
  /** Of two objects of one name the second would take the place of the first, and its rights. */
  const nameOf = ({ group, project: namespace }: Grant): string => {
    // An API server takes neither in the name of an object.
    const plain = group.replaceAll(/[/%]/g, '-');
    let name = plain;
    for (let next = 2; used.has(`${namespace}/${name}`); next += 1) name = `${plain}-${next}`;
    used.add(`${namespace}/${name}`);
    return name;
  };
  return grants
    .map((grant) =>
      stringify(
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata: { name: nameOf(grant), namespace: grant.project },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: grant.role },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: `${prefix}${grant.group}` }],
        },
        { lineWidth: 0 },
      ),
    )
    .join('---\n');
}

/** The command that gives the account's token, which goes to the gateway's operator. */
export const TOKEN_COMMAND =
  "kubectl -n scs-gateway get secret scs-gateway-token -o jsonpath='{.data.token}' | base64 -d > token\n";
