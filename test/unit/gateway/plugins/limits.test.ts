// SPDX-License-Identifier: Apache-2.0
// A refused client goes elsewhere, but not all of them at once.
import { expect, it } from 'vitest';
import { shedLoad } from '../../../../src/gateway/plugins/limits.ts';

const request = (url: string) => ({ raw: { url } }) as never;

function shedding(sheds = true) {
  const clock = { now: 0 };
  const left: unknown[] = [];
  const check = shedLoad({
    overload: { sheds: () => sheds },
    leave: (one) => void left.push(one),
    now: () => clock.now,
  });
  const refused = (url = '/scs/v1/servers'): boolean => {
    try {
      check(request(url), {} as never);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: 'overloaded', retryAfter: 2 });
      return true;
    }
  };
  return { clock, left, refused };
}

it('sends each client that it refuses to another connection, at most twenty in a second', () => {
  const { clock, left, refused } = shedding();
  for (let n = 0; n < 50; n++) expect(refused()).toBe(true);
  expect(left).toHaveLength(20);
  clock.now = 999;
  expect(refused()).toBe(true);
  expect(left).toHaveLength(20);
  clock.now = 1_000;
  for (let n = 0; n < 50; n++) expect(refused()).toBe(true);
  expect(left).toHaveLength(40);
});

it('refuses nobody the keys by which members judge, and sends nobody away who is not refused', () => {
  const overloaded = shedding();
  expect(overloaded.refused('/.well-known/jwks.json')).toBe(false);
  const idle = shedding(false);
  expect(idle.refused()).toBe(false);
  expect([...overloaded.left, ...idle.left]).toEqual([]);
});
