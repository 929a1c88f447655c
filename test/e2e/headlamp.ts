// SPDX-License-Identifier: Apache-2.0
// Headlamp's side of docs/tools/headlamp.md at the cluster harness: the page's kubeconfig with the harness's addresses, and a
// gateway that takes the ID tokens of its client.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ClusterHarness } from './cluster-harness.ts';
import { blocksOf } from './readme-blocks.ts';

export interface HeadlampKubeconfig {
  readonly clusters: { readonly name: string; readonly cluster: Record<string, string> }[];
  readonly contexts: { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } }[];
  readonly users: {
    readonly name: string;
    readonly user: { readonly 'auth-provider': { readonly name: string; readonly config: Record<string, string> } };
  }[];
}

export async function headlampAt(h: ClusterHarness): Promise<HeadlampKubeconfig> {
  const blocks = blocksOf(await readFile(join(import.meta.dirname, '../../docs/tools/headlamp.md'), 'utf8'));
  const block = (mark: string): string => blocks.find((one) => one.mark === mark)?.text ?? '';
  const { audiences } = parse(block('audiences')).identityProviders[0];
  await h.reload((file) => {
    // The demo's client of this kind.
    file.identityProviders[0].audiences = audiences.map((name: string) => (name === 'headlamp' ? 'openstack' : name));
  });
  const text = block('headlamp')
    .replaceAll('https://gateway.example.org', h.url)
    .replaceAll('prod-a', 'hub')
    .replaceAll('prod-b', 'imp')
    .replace('https://idp.example.org/realms/scs', h.idp.issuer)
    .replace('client-id: headlamp', 'client-id: openstack')
    .replace('the-secret-of-the-client', 'openstack-secret');
  const config: HeadlampKubeconfig = parse(text);
  for (const { cluster } of config.clusters)
    cluster['certificate-authority-data'] = Buffer.from(h.ca).toString('base64');
  return config;
}
