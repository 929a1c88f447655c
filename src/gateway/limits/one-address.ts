// SPDX-License-Identifier: Apache-2.0
// Whether all clients seem to be one: behind a balancer that does not say whom it speaks for, one guesser shuts everybody out
// and the log knows nobody. Looked at once for each connection, when somebody has been authenticated on it.
import { BlockList, isIPv4 } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import { type Condition, condition } from '../../model/conditions.ts';

export interface OneAddress {
  /** A connection of a user has come from there. `address`: as limits know it. */
  seen(address: string, user: string): void;
  condition(): Condition | undefined;
}

export interface OneAddressDeps {
  readonly now: Clock;
  /** Whether this is a proxy that is trusted to say whom it speaks for. */
  readonly trusts: (address: string) => boolean;
  readonly proxyProtocol: boolean;
}

/** Connections that are looked at: enough to tell a balancer from an office. */
const LAST = 200;
const FEWEST = 20;
const USERS = 10;
const SHARE = 0.95;
const KEPT = 60 * 60_000;

/** Where a balancer is. A client of the internet is at none of these. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');

function isPrivate(key: string): boolean {
  const address = key.replace(/\/64$/, '');
  if (isIPv4(address)) return PRIVATE.check(address, 'ipv4');
  // Limits know an IPv6 address by its network, and ::1 by none of its own.
  return address === '0:0:0:0::' || (address.includes(':') && PRIVATE.check(address, 'ipv6'));
}

export function createOneAddress({ now, trusts, proxyProtocol }: OneAddressDeps): OneAddress {
  const last: { readonly address: string; readonly user: string; readonly at: number }[] = [];
  let next = 0;
  return {
    seen(address, user) {
      last[next] = { address, user, at: now() };
      next = (next + 1) % LAST;
    },
    condition() {
      const lately = last.filter(({ at }) => now() - at < KEPT);
      if (lately.length < FEWEST) return undefined;
      const byAddress = [...Map.groupBy(lately, ({ address }) => address)];
      const [address, from] = byAddress.reduce((most, one) => (one[1].length > most[1].length ? one : most));
      const users = new Set(from.map(({ user }) => user)).size;
      const trusted = trusts(address);
      if (from.length < SHARE * lately.length || users < USERS || !(trusted || isPrivate(address))) return undefined;
      return condition(
        'oneAddress',
        { subject: 'clients' },
        `nearly all connections of all users seem to come from one address, ${address}`,
        trusted
          ? proxyProtocol
            ? 'that is a trusted proxy which names itself in its PROXY header: have the first of several balancers send the header'
            : 'that is a trusted proxy which names nobody: have it write the header of gateway.forwardedHeader, or send the PROXY protocol and set gateway.proxyProtocol'
          : 'if that is a balancer, list it in gateway.trustedProxies, and have it send the PROXY protocol (gateway.proxyProtocol) or write gateway.forwardedHeader',
      );
    },
  };
}
