// SPDX-License-Identifier: Apache-2.0
// What the gateway takes from an operator's kubeconfig: the account of one context, as static material.
import { parse } from 'yaml';

export interface KubeconfigAccount {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  readonly key?: string;
  readonly ca?: string;
}

/** Throws an `Error` whose message is the reason and holds nothing of the file's content. */
export function readKubeconfig(text: string, context?: string): KubeconfigAccount {
  let file: Record<string, unknown>;
  try {
    file = parse(text) as Record<string, unknown>;
  } catch {
    throw new Error('the kubeconfig is not YAML');
  }
  const wanted = context ?? file?.['current-context'];
  const entry = find(file?.contexts, wanted, 'context');
  const user = find(file.users, entry.user, 'user');
  const cluster = find(file.clusters, entry.cluster, 'cluster');
  if ('exec' in user || 'auth-provider' in user)
    throw new Error("the kubeconfig's user needs a program to log in; give a token or a client certificate");
  const token = string(user.token);
  const certificate = pem(user['client-certificate-data']);
  const key = pem(user['client-key-data']);
  const ca = pem(cluster['certificate-authority-data']);
  if (token === undefined && (certificate === undefined || key === undefined))
    throw new Error("the kubeconfig's user has neither token nor client-certificate-data with client-key-data");
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    ...(ca === undefined ? {} : { ca }),
  };
}

function find(list: unknown, name: unknown, kind: 'context' | 'user' | 'cluster'): Record<string, unknown> {
  const entries = Array.isArray(list) ? (list as Record<string, unknown>[]) : [];
  const found = entries.find((entry) => entry?.name === name)?.[kind];
  if (typeof found !== 'object' || found === null)
    throw new Error(`the kubeconfig lacks the ${kind} that is to be used`);
  return found as Record<string, unknown>;
}

const string = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const pem = (value: unknown): string | undefined => {
  const text = string(value);
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('utf8');
};
