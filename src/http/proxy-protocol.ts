// SPDX-License-Identifier: Apache-2.0
// The PROXY protocol (HAProxy's specification, versions 1 and 2): what a load balancer that forwards TCP writes before the
// client's first byte, to say who the client is. Pure. No package that reads it knows an unfinished header from a wrong one.
import { isIPv4, isIPv6 } from 'node:net';

export type ProxyHeader =
  /** All of it has not come yet. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'wrong'; readonly why: string }
  /** `client`: absent where the proxy speaks for itself (its health checks) or for nobody who has an IP address. */
  | { readonly kind: 'whole'; readonly length: number; readonly client: string | undefined };

/** Section 2.1: with the CR LF. */
const LONGEST_V1 = 107;
/** What comes behind the addresses of version 2 has no end of its own. nginx takes as much. */
const LONGEST = 4096;

const V1 = Buffer.from('PROXY ');
const V2 = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);
/** Signature, version and command, family and transport, length of the rest. */
const V2_HEAD = 16;
const LOCAL = 0;
const PROXY = 1;

const UNFINISHED: ProxyHeader = { kind: 'unfinished' };
const wrong = (why: string): ProxyHeader => ({ kind: 'wrong', why });

/** `bytes`: all that have come on the connection so far. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, V2)) return bytes.length < V2_HEAD ? UNFINISHED : readV2(bytes);
  if (begins(bytes, V1)) return bytes.length < V1.length ? UNFINISHED : readV1(bytes);
  return wrong('no PROXY header');
}

/** As far as there are bytes of it. */
function begins(bytes: Buffer, with_: Buffer): boolean {
  const length = Math.min(bytes.length, with_.length);
  return bytes.compare(with_, 0, length, 0, length) === 0;
}

function readV1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, LONGEST_V1).indexOf('\r\n');
  if (end === -1) return bytes.length < LONGEST_V1 ? UNFINISHED : wrong('version 1: longer than 107 bytes');
  const [, family, source = '', destination = '', ...ports] = bytes.toString('latin1', 0, end).split(' ');
  const length = end + 2;
  // Whatever stands behind it is ignored.
  if (family === 'UNKNOWN') return { kind: 'whole', length, client: undefined };
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isPlainIPv6 : undefined;
  if (isAddress === undefined) return wrong('version 1: neither TCP4, TCP6 nor UNKNOWN');
  if (!isAddress(source) || !isAddress(destination) || ports.length !== 2 || !ports.every(isPort))
    return wrong('version 1: not two addresses and two ports');
  return { kind: 'whole', length, client: source };
}

/** A zone means something to its own machine only. */
const isPlainIPv6 = (text: string): boolean => isIPv6(text) && !text.includes('%');
const isPort = (text: string): boolean => /^(?:0|[1-9][0-9]{0,4})$/.test(text) && Number(text) <= 65_535;

function readV2(bytes: Buffer): ProxyHeader {
  const [versionAndCommand = 0, familyAndTransport = 0] = bytes.subarray(V2.length);
  const [version, command] = [versionAndCommand >> 4, versionAndCommand & 15];
  const [family, transport] = [familyAndTransport >> 4, familyAndTransport & 15];
  if (version !== 2 || command > PROXY) return wrong('version 2: an unknown version or command');
  if (family > 3 || transport > 2) return wrong('version 2: an unknown family or transport');
  const rest = bytes.readUInt16BE(V2_HEAD - 2);
  const length = V2_HEAD + rest;
  if (length > LONGEST) return wrong(`version 2: longer than ${LONGEST} bytes`);
  if (bytes.length < length) return UNFINISHED;
  // TCP over IPv4 and IPv6; of the others (section 2.2) the address is none that the gateway could count by.
  const addresses = familyAndTransport === 0x11 ? 4 : familyAndTransport === 0x21 ? 16 : 0;
  if (command === LOCAL || addresses === 0) return { kind: 'whole', length, client: undefined };
  if (rest < 2 * addresses + 4) return wrong('version 2: too short for its addresses');
  const source = bytes.subarray(V2_HEAD, V2_HEAD + addresses);
  return { kind: 'whole', length, client: addresses === 4 ? source.join('.') : ipv6Of(source) };
}

const ipv6Of = (bytes: Buffer): string =>
  Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(2 * group).toString(16)).join(':');
