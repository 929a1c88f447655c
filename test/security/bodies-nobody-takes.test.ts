// SPDX-License-Identifier: Apache-2.0
// A body that is none, sent to where nothing takes one: a stranger got 500 and the log an error with its stack, as if the
// gateway had failed, once for each request.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse();
});
afterAll(() => house.close());

describe.each(PROTOCOLS)('over %s', (protocol) => {
  it.each([
    '/',
    '/none',
    '/docs',
    '/.well-known/jwks.json',
    '/identity',
    '/identity/v3/auth/tokens',
    '/identity/v3/none',
  ])('a body that is no JSON at %s is the fault of the client', async (path) => {
    for (const body of ['', '{', 'x'.repeat(2_000_000)]) {
      const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
      const { status } = await house.send(protocol, 'POST', path, headers, body);
      expect([path, body.length, Math.floor(status / 100)]).toEqual([path, body.length, 4]);
    }
    expect(house.log.filter(({ level }) => level >= 50)).toEqual([]);
  });

  // Node would write one into the terminal of whoever runs the gateway.
  it('one that cannot be parsed makes no warning', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    const headers = {
      'content-type': 'application/json',
      'content-length': '7',
      'x-auth-token': await house.login('alice'),
    };
    const { status } = await house.send(protocol, 'POST', '/scs/v1/servers', headers, "{'a':1}");
    // Warnings come in a turn of their own.
    await new Promise(setImmediate);
    process.off('warning', warned);
    expect([Math.floor(status / 100), warned.mock.calls]).toEqual([4, []]);
  });
});
