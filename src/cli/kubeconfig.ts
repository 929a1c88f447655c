// SPDX-License-Identifier: Apache-2.0
// `scs-gateway kubeconfig`: the caller's kubeconfig from a gateway, for `> ~/.kube/config` or `--kubeconfig`.

export interface KubeconfigOptions {
  /** The gateway's public URL. */
  readonly gateway: string;
  /** A gateway token, or one of the identity provider. */
  readonly token: string;
  readonly auth: string;
  readonly provider?: string;
}

/** Throws an `Error` whose message is for the user. */
export async function fetchKubeconfig(
  options: KubeconfigOptions,
  deps: { readonly fetch: typeof fetch },
): Promise<string> {
  const url = new URL(`${options.gateway.replace(/\/$/, '')}/scs/v1/kubeconfig`);
  url.searchParams.set('auth', options.auth);
  if (options.provider !== undefined) url.searchParams.set('provider', options.provider);
  const answer = await deps.fetch(url, { headers: { authorization: `Bearer ${options.token}` } });
  const text = await answer.text();
  if (answer.ok) return text;
  const problem = answer.headers.get('content-type')?.includes('problem+json')
    ? (JSON.parse(text) as { detail?: string }).detail
    : undefined;
  throw new Error(`${options.gateway} answered ${answer.status}${problem === undefined ? '' : `: ${problem}`}`);
}
