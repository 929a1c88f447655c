// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createMovedEndpoints } from '../../../src/members/moved-endpoints.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import type { Member } from '../../../src/model/member.ts';

const catalog = (type: string): Catalog => [{ id: type, type, name: type, endpoints: [] }];
const [A, B, C] = [catalog('a'), catalog('b'), catalog('c')];
const member = (id: string): Member => ({ id }) as Member;

it('follows a service wherever it moves, also back', () => {
  const places = createMovedEndpoints(() => 0);
  expect(places.current(A)).toBe(A);
  places.learn(A, A);
  expect(places.current(A)).toBe(A);
  places.learn(A, B);
  places.learn(B, C);
  expect([A, B, C].map(places.current)).toEqual([C, C, C]);
  places.learn(C, A);
  expect([A, B, C].map((one) => places.current(one))).toEqual([A, A, A]);
  places.learn(A, B);
  expect([A, B, C].map((one) => places.current(one))).toEqual([B, B, B]);
});

it('asks once for each catalogue in a while, and a member not for thousands of them at once', () => {
  let now = 1_000_000;
  const places = createMovedEndpoints(() => now);
  const [one, other] = [member('one'), member('other')];
  expect(places.mayAsk(one, A)).toBe(true);
  expect([places.mayAsk(one, A), places.mayAsk(one, B)]).toEqual([false, false]);
  expect(places.mayAsk(other, C)).toBe(true);
  now += 500;
  expect([places.mayAsk(one, A), places.mayAsk(one, B)]).toEqual([false, true]);
  now += 15_000;
  expect(places.mayAsk(one, A)).toBe(true);
  // A clock that was set back holds nobody up for longer.
  now -= 3_600_000;
  expect(places.mayAsk(one, A)).toBe(true);
  // A session without a scope leads nowhere.
  expect(places.mayAsk(member('third'), [])).toBe(false);
});
