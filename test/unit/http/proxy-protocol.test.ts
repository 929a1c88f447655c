// SPDX-License-Identifier: Apache-2.0
// The examples are those of HAProxy's specification, "The PROXY protocol", sections 2.1 and 2.2.
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProxyHeader } from '../../../src/http/proxy-protocol.ts';

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

function v2(command: number, family: number, body: Buffer): Buffer {
  const head = Buffer.from([0x20 | command, family, 0, 0]);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([SIGNATURE, head, body]);
}
const v1 = (...words: readonly (string | number)[]): Buffer => Buffer.from(`PROXY ${words.join(' ')}\r\n`);
const whole = (bytes: Buffer, client?: string) => ({ kind: 'whole', length: bytes.length, client });
/** One spelling of an IPv6 address. */
const canonical = (address: string | undefined): string => new URL(`http://[${address}]`).hostname;

const port = fc.nat(65_535);
const versions = fc.oneof(
  fc.tuple(fc.ipV4(), fc.ipV4(), port, port).map(([from, to, a, b]) => [v1('TCP4', from, to, a, b), from] as const),
  fc.tuple(fc.ipV6(), fc.ipV6(), port, port).map(([from, to, a, b]) => [v1('TCP6', from, to, a, b), from] as const),
  fc
    .tuple(fc.uint8Array({ minLength: 8, maxLength: 8 }), port, fc.uint8Array({ maxLength: 300 }))
    .map(([addresses, at, tlvs]) => {
      const body = Buffer.concat([addresses, Buffer.from([at >> 8, at & 255, 1, 187]), tlvs]);
      return [v2(1, 0x11, body), addresses.subarray(0, 4).join('.')] as const;
    }),
  fc.tuple(fc.uint8Array({ minLength: 36, maxLength: 36 }), fc.uint8Array({ maxLength: 300 })).map(([body, tlvs]) => {
    const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((i) => (((body[i] ?? 0) << 8) | (body[i + 1] ?? 0)).toString(16));
    return [v2(1, 0x21, Buffer.concat([body, tlvs])), groups.join(':')] as const;
  }),
  // LOCAL, UNSPEC, datagrams and sockets of UNIX: nobody that could be counted.
  fc
    .tuple(fc.constantFrom([0, 0x11], [0, 0x21], [0, 0], [1, 0], [1, 0x12], [1, 0x22], [1, 0x31]), fc.uint8Array())
    .map(([[command = 0, family = 0], body]) => [v2(command, family, Buffer.from(body)), undefined] as const),
);

describe('a PROXY header', () => {
  it.each([
    ['the longest of IPv4', v1('TCP4', '255.255.255.255', '255.255.255.255', 65535, 65535), '255.255.255.255'],
    [
      'the longest of IPv6',
      v1('TCP6', ...Array<string>(2).fill('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), 65535, 65535),
      'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ],
    ['the shortest', v1('UNKNOWN'), undefined],
    [
      'the longest of all',
      v1('UNKNOWN', ...Array<string>(2).fill('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), 65535, 65535),
      undefined,
    ],
    ['of version 2 with as much as everybody must take', v2(1, 0x11, Buffer.alloc(536 - 16)), '0.0.0.0'],
    ['of version 2 with as much as nginx takes', v2(0, 0, Buffer.alloc(4096 - 16)), undefined],
  ])('is read: %s', (_name, bytes, client) => {
    expect(readProxyHeader(bytes)).toEqual(whole(bytes, client));
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from('GET / HTTP/1.1\r\n')]))).toEqual(whole(bytes, client));
  });

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
    ['TLS', Buffer.from([0x16, 3, 1])],
    ['in small letters', Buffer.from('proxy TCP4 ')],
    ['of another family', v1('TCP5', '1.1.1.1', '2.2.2.2', 1, 2)],
    ['with an address of the other family', v1('TCP4', '::1', '::1', 1, 2)],
    ['with a zone', v1('TCP6', 'fe80::1%eth0', '::1', 1, 2)],
    ['with a name', v1('TCP4', 'localhost', '2.2.2.2', 1, 2)],
    ['without a port', v1('TCP4', '1.1.1.1', '2.2.2.2', 1)],
    ['with a port too many', v1('TCP4', '1.1.1.1', '2.2.2.2', 1, 2, 3)],
    ['with a port that is none', v1('TCP4', '1.1.1.1', '2.2.2.2', 65536, 2)],
    ['with a port in octal', v1('TCP4', '1.1.1.1', '2.2.2.2', '01', 2)],
    ['with two spaces', Buffer.from('PROXY TCP4  1.1.1.1 2.2.2.2 1 2\r\n')],
    ['with the wrong end of line', Buffer.from(`PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n${' '.repeat(80)}`)],
    ['of version 1 without an end', Buffer.from(`PROXY UNKNOWN ${'x'.repeat(93)}`)],
    ['of version 1 with one byte too many', Buffer.from(`PROXY UNKNOWN ${'x'.repeat(92)}\r\n`)],
    ['of version 3', Buffer.concat([SIGNATURE, Buffer.from([0x31, 0x11, 0, 12])])],
    ['of a third command', v2(2, 0x11, Buffer.alloc(12))],
    ['of an unknown family', v2(1, 0x41, Buffer.alloc(12))],
    ['of an unknown transport', v2(1, 0x13, Buffer.alloc(12))],
    ['too short for IPv4', v2(1, 0x11, Buffer.alloc(11))],
    ['too short for IPv6', v2(1, 0x21, Buffer.alloc(35))],
    // The bound is known before it has all come.
    ['of version 2 that is too long', Buffer.concat([SIGNATURE, Buffer.from([0x21, 0x11, 0xff, 0xff])])],
  ])('is refused: %s', (_name, bytes) => {
    expect(readProxyHeader(bytes)).toMatchObject({ kind: 'wrong' });
  });

  it('is waited for until it is whole, wherever it is cut, and ends where it ends', () => {
    fc.assert(
      fc.property(versions, fc.uint8Array({ maxLength: 20 }), fc.nat(), ([header, client], behind, cut) => {
        expect(readProxyHeader(header.subarray(0, cut % header.length)).kind).toBe('unfinished');
        const read = readProxyHeader(Buffer.concat([header, behind]));
        expect(read).toMatchObject({ kind: 'whole', length: header.length });
        const found = read.kind === 'whole' ? read.client : undefined;
        if (client !== undefined && isIPv6(client)) expect(canonical(found)).toBe(canonical(client));
        else expect(found).toBe(client);
      }),
    );
  });

  it('never asks for more than 4096 bytes, whatever has come', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(SIGNATURE), fc.constant(Buffer.from('PROXY ')), fc.constant(Buffer.alloc(0))),
        fc.uint8Array({ minLength: 4096, maxLength: 4200 }),
        (start, noise) => {
          expect(readProxyHeader(Buffer.concat([start, noise])).kind).not.toBe('unfinished');
        },
      ),
    );
  });
});
