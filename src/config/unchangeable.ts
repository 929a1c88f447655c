// SPDX-License-Identifier: Apache-2.0
// What a running process cannot take from a changed configuration, since it was bound at the start.
import { isDeepStrictEqual } from 'node:util';
import type { Config } from './config.ts';

/** The fields that are not the same. Secrets count by what they hold. */
export function needRestart(before: Config, after: Config): string[] {
  const now = bound(before);
  const then = bound(after);
  return (Object.keys(now) as (keyof typeof now)[]).filter((name) => !isDeepStrictEqual(now[name], then[name]));
}

/** Throws where a running gateway cannot take the new one. */
export function demandChangeable(before: Config, after: Config): void {
  const fixed = needRestart(before, after);
  if (fixed.length === 0) return;
  throw new Error(`${fixed.join(', ')} cannot change while the gateway runs; restart it: the file itself is right`);
}

const audited = (audit: Config['gateway']['audit']) =>
  audit && [
    { ...audit, key: audit.key?.reveal() },
    audit.http && { ...audit.http, authorization: audit.http.authorization?.reveal() },
  ];

const bound = ({ gateway, state }: Config) => ({
  'gateway.publicUrl': gateway.publicUrl,
  'gateway.listen': [gateway.listen.host, gateway.listen.port, gateway.listen.tls !== undefined],
  'gateway.operations': gateway.operations,
  'gateway.keys': gateway.keys,
  'gateway.data': gateway.data,
  'gateway.trustedProxies': gateway.trustedProxies,
  'gateway.proxyProtocol': gateway.proxyProtocol,
  'gateway.forwardedHeader': gateway.forwardedHeader,
  'gateway.limits.connections.resets': gateway.limits.connections.resets,
  'gateway.limits.connections.headSize': gateway.limits.connections.headSize,
  'gateway.clusterDomain': gateway.clusterDomain,
  'gateway.consoleDomain': gateway.consoleDomain,
  'gateway.s3Domain': gateway.s3Domain,
  'gateway.workers': gateway.workers,
  'gateway.audit': audited(gateway.audit),
  'state.redis': state.redis?.reveal(),
});
