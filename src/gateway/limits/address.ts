// SPDX-License-Identifier: Apache-2.0
// What counts as one client before there is a user: an IPv4 address, or the /64 network of an IPv6 address. Whoever has
// one IPv6 address usually has the whole network, and would otherwise be a new client with each address.
import { isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';

export function addressKey(ip: string): string {
  const bare = ip.split('%', 1)[0] as string;
  const mapped = /^::ffff:([0-9.]+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(bare) || !bare.includes(':')) return bare;
  const [head = '', tail] = bare.toLowerCase().split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  // `::` stands for the missing zeros (RFC 4291 §2.2).
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...rest];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Of a client whose connection is gone meanwhile: all of these are one, which waits for no answer. */
const GONE = 'gone';

/** The socket of HTTP/2 throws for what it no longer knows. */
export function addressOf(request: Pick<FastifyRequest, 'ip'>): string {
  try {
    return addressKey((request.ip as string | undefined) ?? GONE);
  } catch {
    return GONE;
  }
}
