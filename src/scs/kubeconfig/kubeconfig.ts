// SPDX-License-Identifier: Apache-2.0
// A kubeconfig for the caller: a context for each cluster, the gateway's CA inside. By default kubectl logs in by the
// credential plugin (`scs-gateway credential`); `?auth=token` writes in the token that was shown, for a short while.
import { Document } from 'yaml';
import { GatewayError } from '../../model/errors.ts';

interface KubeconfigCluster {
  readonly id: string;
  /** Where it takes tokens that are made for it alone. */
  readonly login?: CommandLineLogin;
  /** What its user should know before choosing it. */
  readonly note?: string;
}

export interface CommandLineLogin {
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

export interface KubeconfigInput {
  /** A cluster's URL at the gateway. */
  readonly serverOf: (cluster: string) => string;
  /** PEM. */
  readonly ca?: string;
  readonly clusters: readonly KubeconfigCluster[];
  /** For the clusters without a login of their own. */
  readonly user:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'exec'; readonly login: CommandLineLogin };
  /** That commands without `-n` mean. */
  readonly namespace?: string | undefined;
  /** Of the credential plugin: some clients take no other. */
  readonly execVersion?: ExecVersion | undefined;
}

export const EXEC_VERSIONS = ['v1', 'v1beta1'] as const;
type ExecVersion = (typeof EXEC_VERSIONS)[number];

const USER = 'scs';

export function renderKubeconfig(input: KubeconfigInput): string {
  const { serverOf, ca, clusters, user, namespace, execVersion } = input;
  const plugin = pluginOf(execVersion);
  const document = new Document({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: clusters.map(({ id }) => ({
      name: id,
      cluster: {
        server: serverOf(id),
        ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
      },
    })),
    users: [
      { name: USER, user: user.kind === 'token' ? { token: user.token } : { exec: plugin(user.login) } },
      ...clusters.flatMap(({ id, login }) => (login ? [{ name: `${USER}-${id}`, user: { exec: plugin(login) } }] : [])),
    ],
    contexts: clusters.map(({ id, login }) => ({
      name: id,
      context: {
        cluster: id,
        user: login === undefined ? USER : `${USER}-${id}`,
        ...(namespace === undefined ? {} : { namespace }),
      },
    })),
    'current-context': (clusters.find(({ note }) => note === undefined) ?? clusters[0])?.id ?? '',
  });
  const notes = clusters.flatMap(({ id, note }) => (note === undefined ? [] : [` ${id}: ${note}`]));
  if (notes.length > 0) document.commentBefore = notes.join('\n');
  return document.toString();
}

const pluginOf =
  (version: ExecVersion = 'v1') =>
  ({ issuer, clientId, scope }: CommandLineLogin): object => ({
    apiVersion: `client.authentication.k8s.io/${version}`,
    command: 'scs-gateway',
    args: ['credential', '--issuer', issuer, '--client-id', clientId, '--scope', scope],
    interactiveMode: 'IfAvailable',
    provideClusterInfo: false,
    installHint: 'The credential plugin of the SCS Federation Gateway is not installed: put `scs-gateway` on the PATH.',
  });

/** Which provider's login goes into the file: the one asked for, the caller's own, or the only one. */
export function pickLogin(
  logins: readonly CommandLineLogin[],
  wanted: string | undefined,
  own: string,
): CommandLineLogin {
  const login =
    wanted === undefined ? (logins.find(({ id }) => id === own) ?? logins[0]) : logins.find(({ id }) => id === wanted);
  if (login) return login;
  throw new GatewayError('notFound', {
    message:
      wanted === undefined
        ? 'No identity provider has a client for command-line tools: use ?auth=token, or ask the operator to set identityProviders[].cli.'
        : `The identity provider "${wanted}" has no client for command-line tools.`,
  });
}
