// SPDX-License-Identifier: Apache-2.0
// What counts as one client before there is a user: an IPv4 address, or the /64 network of an IPv6 address. Whoever has
// one IPv6 address usually has the whole network, and would otherwise be a new client with each address. Behind trusted
// proxies it is the address that the last of them has written; what the client itself wrote is never looked at.
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** What is no address. */
const UNKNOWN = 'unknown';
/** Of a client whose connection is gone meanwhile: all of these are one, which waits for no answer. */
export const GONE = 'gone';

/** Of a request without anything known of its connection. The socket of HTTP/2 throws for what it no longer knows. */
export function addressOf(request: Pick<FastifyRequest, 'ip'>): string {
  try {
    const ip = request.ip as string | undefined;
    return ip === undefined ? GONE : addressKey(ip);
  } catch {
    return GONE;
  }
}

/** One client, whatever the spelling of its address. */
export function addressKey(address: string | undefined): string {
  const bare = bareAddress(address ?? '');
  if (bare === undefined) return UNKNOWN;
  if (isIPv4(bare)) return bare;
  const [head = '', tail] = bare.split('::', 2);
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

/**
 * An address without what may stand around it: a port (`203.0.113.9:40001`, `[2001:db8::1]:443`), quotes, a zone
 * (RFC 4007 §11), the IPv6 form of an IPv4 address (RFC 4291 §2.5.5.2). Undefined where it is none: `unknown`, an obfuscated
 * name (RFC 7239 §6), a host name, nonsense.
 */
function bareAddress(text: string): string | undefined {
  const plain = text.trim().replace(/^"(.*)"$/, '$1');
  const inner = /^\[([^\]]*)\](?::\w{1,16})?$/.exec(plain)?.[1] ?? /^([0-9.]+):[0-9]{1,5}$/.exec(plain)?.[1] ?? plain;
  const address = inner.split('%', 1)[0] as string;
  if (isIP(address) === 0) return undefined;
  if (isIPv4(address)) return address;
  // The URL parser writes every IPv6 address in one way, an IPv4 address in it as two groups.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped === null) return canonical;
  const [high = 0, low = 0] = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

export interface Proxies {
  /** Whether this is the address of a trusted proxy. */
  trusts(address: string | undefined): boolean;
  /** The address of the client: that of the connection, or what a trusted proxy says. */
  clientOf(raw: Pick<IncomingMessage, 'headers'>, peer: string | undefined): string | undefined;
}

export type ForwardedHeader = 'x-forwarded-for' | 'forwarded';

/**
 * `header`: the one field that the proxies write. The other is never read: proxies pass it on as the client wrote it.
 */
export function createProxies(trusted: readonly string[], header: ForwardedHeader): Proxies {
  const list = new BlockList();
  for (const network of trusted) {
    const [address = '', bits] = network.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const holds = (address: string): boolean => list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  const trusts: Proxies['trusts'] = (address) => {
    const bare = trusted.length === 0 ? undefined : bareAddress(address ?? '');
    return bare !== undefined && holds(bare);
  };
  return {
    trusts,
    clientOf({ headers }, peer) {
      const written = headers[header];
      if (typeof written !== 'string' || !trusts(peer)) return peer;
      let client = peer;
      // From the right: each proxy appends whom it heard from. The first that is not a proxy is the client.
      for (let end = written.length; end >= 0; ) {
        const comma = end === 0 ? -1 : written.lastIndexOf(',', end - 1);
        const entry = written.slice(comma + 1, end);
        const address = bareAddress(header === 'forwarded' ? forOf(entry) : entry);
        // What a proxy could not or would not tell is that proxy's own request.
        if (address === undefined) return client;
        client = address;
        if (!holds(address)) return client;
        if (comma === -1) return client;
        end = comma;
      }
      return client;
    },
  };
}

/** The `for` of one element of `Forwarded` (RFC 7239 §4); names are case-insensitive. */
function forOf(element: string): string {
  const pair = element.split(';').find((part) => /^\s*for\s*=/i.test(part));
  return pair === undefined ? '' : pair.slice(pair.indexOf('=') + 1);
}
