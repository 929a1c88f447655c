// SPDX-License-Identifier: Apache-2.0
// When all clients seem to be one, and when they only are few or come from one office.
import { expect, it } from 'vitest';
import { addressKey, createProxies } from '../../../src/gateway/limits/address.ts';
import { createOneAddress } from '../../../src/gateway/limits/one-address.ts';

let now = 0;
const watched = (trusted: string[] = [], proxyProtocol = false) =>
  createOneAddress({ now: () => now, trusts: createProxies(trusted, 'x-forwarded-for').trusts, proxyProtocol });
const come = (clients: ReturnType<typeof watched>, count: number, from: string, users = count): void => {
  for (let i = 0; i < count; i += 1) clients.seen(addressKey(from), `user-${i % users}`);
};

it.each([['10.0.0.5'], ['127.0.0.1'], ['172.30.84.10'], ['::1'], ['fd00:1::5'], ['fe80::1'], ['::ffff:192.168.1.1']])(
  'users that all come from %s are told with what to configure',
  (from) => {
    const clients = watched();
    come(clients, 40, from);
    expect(clients.condition()).toMatchObject({
      name: 'oneAddress',
      level: 'warn',
      words: expect.stringMatching(/from one address, .*gateway\.trustedProxies.*gateway\.proxyProtocol/),
    });
  },
);

it.each<[string, (clients: ReturnType<typeof watched>) => void]>([
  ['few connections', (clients) => come(clients, 19, '10.0.0.5')],
  ['few users with many connections', (clients) => come(clients, 200, '10.0.0.5', 9)],
  ['an office of the internet', (clients) => come(clients, 200, '203.0.113.9')],
  ['a private address among others', (clients) => [come(clients, 100, '10.0.0.5'), come(clients, 10, '203.0.113.9')]],
  [
    'a private address that others have taken the place of',
    (clients) => [come(clients, 100, '10.0.0.5'), come(clients, 200, '203.0.113.9')],
  ],
  [
    'what was so an hour ago',
    (clients) => {
      come(clients, 100, '10.0.0.5');
      now += 3_600_000;
    },
  ],
])('nothing is told of %s', (_case, act) => {
  const clients = watched();
  act(clients);
  expect(clients.condition()).toBeUndefined();
});

it.each([
  [false, /names nobody: have it write the header of gateway\.forwardedHeader/],
  [true, /names itself in its PROXY header/],
])('a trusted proxy that names nobody is told as that, with the PROXY protocol: %s', (proxyProtocol, words) => {
  const clients = watched(['203.0.113.9'], proxyProtocol);
  come(clients, 40, '203.0.113.9');
  expect(clients.condition()?.words).toMatch(words);
});
