// SPDX-License-Identifier: Apache-2.0
// Which hosts never leave this machine: a mistake here lets a secret cross a network in the clear.
import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../../src/model/loopback.ts';

describe('a host of this machine', () => {
  it.each(['localhost', 'LOCALHOST', 'api.localhost', '::1', '[::1]', '127.0.0.1', '127.255.0.9'])(
    'is recognised: %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );
});

describe('a host somewhere else', () => {
  it.each([
    '127.0.0.1.example.org',
    '127.0.0',
    '127.0.0.256',
    '127.0.0.01',
    '128.0.0.1',
    '10.127.0.1',
    'localhost.example.org',
    'notlocalhost',
    '0.0.0.0',
    '::',
    '',
  ])('is not taken for this machine: %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
