// SPDX-License-Identifier: Apache-2.0
// Which IP addresses lead to this machine, to its link or to nobody in particular, in every form that a network stack
// takes them in. A peer that names one of them would make the gateway ask where only the gateway may (docs/reaching-members.md).
import { BlockList, isIP, isIPv6 } from 'node:net';

export type AddressKind = 'loopback' | 'unspecified' | 'link-local' | 'metadata' | 'multicast' | 'translated';

type Range = readonly [network: string, bits: number];

/** RFC 6890's registries, and where clouds tell a machine its secrets beside 169.254.169.254. */
const V4: Readonly<Partial<Record<AddressKind, readonly Range[]>>> = {
  loopback: [['127.0.0.0', 8]],
  // Linux connects to itself.
  unspecified: [['0.0.0.0', 8]],
  'link-local': [['169.254.0.0', 16]],
  // Oracle, Alibaba, Azure.
  metadata: [
    ['192.0.0.192', 32],
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
  ],
  // With the reserved block and the broadcast address above it.
  multicast: [['224.0.0.0', 3]],
};

const V6: Readonly<Record<AddressKind, readonly Range[]>> = {
  loopback: [['::1', 128]],
  unspecified: [['::', 128]],
  'link-local': [['fe80::', 10]],
  // AWS, Google.
  metadata: [
    ['fd00:ec2::254', 128],
    ['fd20:ce::254', 128],
  ],
  multicast: [['ff00::', 8]],
  // What they lead to only their translator knows: NAT64 of a local prefix (RFC 8215), Teredo (RFC 4380).
  translated: [
    ['64:ff9b:1::', 48],
    ['2001::', 32],
  ],
};

const hex = (v4: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
};

/** An IPv4 range as it stands within IPv6: mapped, compatible (RFC 4291), translated (RFC 7915), NAT64 (RFC 6052), 6to4 (RFC 3056). */
const embedded = ([network, bits]: Range): Range[] => [
  [`::ffff:${network}`, 96 + bits],
  [`::${network}`, 96 + bits],
  [`::ffff:0:${network}`, 96 + bits],
  [`64:ff9b::${network}`, 96 + bits],
  [`2002:${hex(network)}::`, 16 + bits],
];

function listOf(v4: readonly Range[], v6: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of v4) list.addSubnet(network, bits, 'ipv4');
  for (const [network, bits] of [...v6, ...v4.flatMap(embedded)]) list.addSubnet(network, bits, 'ipv6');
  return list;
}

const KINDS = (Object.keys(V6) as AddressKind[]).map((kind) => [kind, listOf(V4[kind] ?? [], V6[kind])] as const);

/** Undefined for an address of a network: private ones are what private clouds have. `address` is what a socket takes. */
export function addressKind(address: string): AddressKind | undefined {
  return KINDS.find(([, list]) => isIn(list, address))?.[0];
}

const isIn = (list: BlockList, address: string): boolean =>
  list.check(withoutZone(address), isIPv6(address) ? 'ipv6' : 'ipv4');

/** `fe80::1%eth0` (RFC 4007 §11). */
const withoutZone = (address: string): string => address.replace(/%.*$/, '');

/** Addresses and networks (`10.0.0.0/8`), as one question. An IPv4 network holds its addresses within IPv6 too. */
export function addressSet(written: readonly string[]): (address: string) => boolean {
  const ranges = written.map((text): Range => {
    const [network = '', bits] = text.split('/');
    return [network, bits === undefined ? (isIPv6(network) ? 128 : 32) : Number(bits)];
  });
  const list = listOf(
    ranges.filter(([network]) => isIP(network) === 4),
    ranges.filter(([network]) => isIP(network) === 6),
  );
  return (address) => isIn(list, address);
}
