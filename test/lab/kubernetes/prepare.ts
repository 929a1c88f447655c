// SPDX-License-Identifier: Apache-2.0
// What lies in a lab cluster's folder before its parts start: certificates, tokens, kubeconfigs, and the
// AuthenticationConfiguration, which is the one that the project ships with only the names put in.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import type { Ports } from './parts.ts';
import { createAuthority, createTokenKeys, issue, type Pair } from './pki.ts';

export const DEPLOY = resolve(import.meta.dirname, '../../../deploy/kubernetes');

/** Who signs the tokens of users that the cluster is to trust: the gateway. It need not be up yet. */
export interface TrustedIssuer {
  readonly url: string;
  readonly audience: string;
  readonly caFile?: string;
  /** Further entries for the list, as in the AuthenticationConfiguration. */
  readonly others?: readonly object[];
}

export async function prepareFolder(folder: string, ports: Ports, adminToken: string): Promise<void> {
  const pki = join(folder, 'pki');
  const clients = await createAuthority(pki, 'ca');
  const frontProxy = await createAuthority(pki, 'front-proxy');
  // Two authorities for the apiserver's own certificate, so that one can take the other's place: the cluster's own
  // parts trust both, `server-ca.crt` is what clients are given.
  for (const place of [pki, join(pki, 'next')]) {
    const authority = await createAuthority(place, 'server-ca');
    await issue(authority, place, 'apiserver', {
      name: 'kube-apiserver',
      dns: ['localhost', 'kubernetes.default.svc'],
      ips: ['127.0.0.1', '::1'],
    });
  }
  const bundle = [join(pki, 'server-ca.crt'), join(pki, 'next', 'server-ca.crt')];
  writeFileSync(join(pki, 'server-bundle.crt'), bundle.map((path) => readFileSync(path, 'utf8')).join(''));

  await issue(clients, pki, 'kubelet', { name: 'kubelet', ips: ['127.0.0.1'] });
  const masters = ['system:masters'];
  await issue(clients, pki, 'apiserver-kubelet', { name: 'kube-apiserver', organizations: masters });
  await issue(frontProxy, pki, 'front-proxy-client', { name: 'front-proxy-client' });
  const controllers = await issue(clients, pki, 'controllers', { name: 'controllers', organizations: masters });
  const node = await issue(clients, pki, 'node', { name: 'system:node:127.0.0.1', organizations: ['system:nodes'] });
  createTokenKeys(pki);

  writeFileSync(join(folder, 'tokens.csv'), `${adminToken},lab-admin,lab-admin,"system:masters"\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'audit-policy.yaml'), stringify(AUDIT_POLICY));
  const both = join(pki, 'server-bundle.crt');
  writeKubeconfig(folder, 'controllers', ports, both, { pair: controllers });
  writeKubeconfig(folder, 'node', ports, both, { pair: node });
  writeKubeconfig(folder, 'admin', ports, both, { token: adminToken });
  writeAuthentication(folder, undefined);
}

const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    // The cluster's own talk would bury what a test looks for.
    { level: 'None', users: ['controllers', 'system:apiserver', 'system:node:127.0.0.1'] },
    { level: 'Metadata' },
  ],
};

/** Paths, not contents: a rotated authority is then found by whoever starts anew. */
export function writeKubeconfig(
  folder: string,
  user: string,
  ports: Ports,
  caFile: string,
  credential: { readonly token: string } | { readonly pair: Pair },
): string {
  const path = join(folder, `${user}.kubeconfig`);
  const proof =
    'token' in credential
      ? { token: credential.token }
      : { 'client-certificate': credential.pair.cert, 'client-key': credential.pair.key };
  const server = `https://127.0.0.1:${ports.apiserver}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server, 'certificate-authority': caFile } }],
    users: [{ name: user, user: proof }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user } }],
    'current-context': 'lab',
  };
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}

/** Written aside and renamed: the apiserver watches the file. */
export function writeAuthentication(folder: string, issuer: TrustedIssuer | undefined): void {
  const document = parseDocument(readFileSync(join(DEPLOY, 'authentication-configuration.yaml'), 'utf8'));
  if (issuer === undefined) {
    document.set('jwt', []);
  } else {
    document.setIn(['jwt', 0, 'issuer', 'url'], issuer.url);
    document.setIn(['jwt', 0, 'issuer', 'audiences'], [issuer.audience]);
    if (issuer.caFile !== undefined)
      document.setIn(['jwt', 0, 'issuer', 'certificateAuthority'], readFileSync(issuer.caFile, 'utf8'));
    for (const other of issuer.others ?? []) document.addIn(['jwt'], document.createNode(other));
  }
  const path = join(folder, 'authentication-configuration.yaml');
  writeFileSync(`${path}.new`, document.toString());
  renameSync(`${path}.new`, path);
}

/** Lets the apiserver's two certificates, and their authorities, change places. */
export function swapServerCertificate(folder: string): void {
  const pki = join(folder, 'pki');
  for (const file of ['server-ca.crt', 'apiserver.crt', 'apiserver.key']) {
    renameSync(join(pki, file), join(pki, `${file}.aside`));
    renameSync(join(pki, 'next', file), join(pki, file));
    renameSync(join(pki, `${file}.aside`), join(pki, 'next', file));
  }
}
