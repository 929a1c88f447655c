// SPDX-License-Identifier: Apache-2.0
// The gateway's ids are told from those of its members, however the things are called.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { domainRef, isGatewayId, projectRef, roleRef, userId } from '../../../src/model/ids.ts';

it('an id of the gateway is 32 digits of hex, and known as one', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (domain, name) => {
      const { id } = projectRef(domain, name);
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect([id, roleRef(name).id].every(isGatewayId)).toBe(true);
      expect(isGatewayId(domainRef(domain).id)).toBe(domain !== 'Default');
    }),
  );
});

it('an id as Keystone makes them, or one with another digit anywhere, is none', () => {
  const own = projectRef('acme', 'research').id;
  for (let at = 0; at < own.length; at += 1) {
    const other = own[at] === '0' ? '1' : '0';
    expect(isGatewayId(`${own.slice(0, at)}${other}${own.slice(at + 1)}`)).toBe(false);
  }
  for (let i = 0; i < 1_000; i += 1) expect(isGatewayId(randomUUID().replaceAll('-', ''))).toBe(false);
  expect(['default', '', own.slice(1), `${own}0`, userId('https://idp', 'alice')].some(isGatewayId)).toBe(false);
});
