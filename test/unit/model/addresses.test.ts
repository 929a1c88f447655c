// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { addressKind, addressSet } from '../../../src/model/addresses.ts';

it.each([
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::127.0.0.1', 'loopback'],
  ['::ffff:0:7f00:1', 'loopback'],
  ['64:ff9b::127.0.0.1', 'loopback'],
  ['2002:7f00:1::', 'loopback'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['::ffff:0.0.0.0', 'unspecified'],
  ['169.254.169.254', 'link-local'],
  ['fe80::1', 'link-local'],
  ['febf::1%eth0', 'link-local'],
  ['::ffff:169.254.169.254', 'link-local'],
  ['64:ff9b::a9fe:a9fe', 'link-local'],
  ['2002:a9fe:a9fe::1', 'link-local'],
  ['100.100.100.200', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'multicast'],
  ['ff02::1', 'multicast'],
  ['64:ff9b:1::7f00:1', 'translated'],
  ['2001:0:4136:e378::1', 'translated'],
  ['10.0.0.1', undefined],
  ['172.16.0.1', undefined],
  ['192.168.1.1', undefined],
  ['100.64.0.1', undefined],
  ['203.0.113.9', undefined],
  ['fd00::1', undefined],
  ['2001:db8::1', undefined],
  ['::ffff:10.0.0.1', undefined],
  ['64:ff9b::8.8.8.8', undefined],
])('%s is of the kind %s, in whichever form it is written', (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});

it('an IPv4 network holds its addresses within IPv6 as well, and no others', () => {
  const holds = addressSet(['10.1.0.0/16', '127.0.1.1', 'fe80::5']);
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '127.0.1.1', 'fe80::5%eth1']) expect(holds(address)).toBe(true);
  for (const address of ['10.2.0.1', '127.0.0.1', 'fe80::6', '::1']) expect(holds(address)).toBe(false);
  expect(addressSet([])('10.1.2.3')).toBe(false);
});
