// SPDX-License-Identifier: Apache-2.0
// What a token is asked for: everything at the gateway, or one cluster (RFC 8693 §2.1 `audience` and `resource`, RFC 8707).
import { K8S } from '../../../model/public-paths.ts';
import { OAuthRefusal } from './error.ts';
import type { GrantDeps } from './grant.ts';

/** The id of the cluster. Undefined: the whole gateway. */
export function readTarget(
  { publicUrl, clusterDomain }: Pick<GrantDeps, 'publicUrl' | 'clusterDomain'>,
  audiences: readonly string[],
  resources: readonly string[],
): string | undefined {
  const byUrl = (text: string): string | undefined => {
    const url = text.replace(/\/$/, '');
    if (url === publicUrl) return '';
    if (url.startsWith(`${publicUrl}${K8S}`)) return url.slice(publicUrl.length + K8S.length);
    const host = /^https:\/\/([^/]+)$/.exec(url)?.[1];
    if (clusterDomain === undefined || host === undefined) return undefined;
    const { host: own } = new URL(publicUrl);
    const suffix = `.${clusterDomain}${/:\d+$/.exec(own)?.[0] ?? ''}`;
    return host.endsWith(suffix) ? host.slice(0, -suffix.length) : undefined;
  };
  const named = [
    ...resources.map(byUrl),
    ...audiences.map((text) => byUrl(text) ?? (text.includes(':') ? undefined : text)),
  ];
  const [first = '', ...others] = named;
  if (named.includes(undefined) || !/^[\w-]*$/.test(first)) throw unknownTarget();
  if (others.some((other) => other !== first))
    throw new OAuthRefusal('invalid_target', 'A token is for the gateway, or for one cluster.');
  return first === '' ? undefined : first;
}

export const unknownTarget = (): OAuthRefusal =>
  new OAuthRefusal(
    'invalid_target',
    'A token is for the gateway (its public URL, or nothing), or for one cluster (its id, or its URL at the gateway).',
  );
