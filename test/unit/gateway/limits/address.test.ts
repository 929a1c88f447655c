// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { addressKey } from '../../../../src/gateway/limits/address.ts';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:dead:beef:0:1', '2001:db8:0:0::/64'],
  ['2001:DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::5:6:7:8:9', '2001:db8:0:5::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

it.each([undefined, '', 'unknown', 'nonsense', '_hidden', '[::1', 'a:b:c'])(
  '%s is one client, and no error',
  (address) => {
    expect(addressKey(address)).toBe('unknown');
  },
);
