// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createSlots } from '../../../src/members/slots.ts';

it('has so many places of each kind and no more, and gives one free again once', () => {
  const slots = createSlots({ request: 2, stream: 1, own: 1 });
  const [one, two] = [slots.acquire('request'), slots.acquire('request')];
  expect([typeof one, typeof two, slots.acquire('request')]).toEqual(['function', 'function', undefined]);
  expect(typeof slots.acquire('stream')).toBe('function');
  one?.();
  one?.();
  expect(slots.taken).toEqual({ request: 1, stream: 1, own: 0 });
  expect(typeof slots.acquire('request')).toBe('function');
  expect(slots.acquire('request')).toBeUndefined();
});
