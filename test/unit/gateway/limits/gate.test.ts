// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createGate } from '../../../../src/gateway/limits/gate.ts';

it('has so many places of each kind and no more, and gives one free again once', () => {
  const gate = createGate({ request: 2, stream: 1, own: 1 });
  const [one, two] = [gate.enter('request'), gate.enter('request')];
  expect([typeof one, typeof two, gate.enter('request')]).toEqual(['function', 'function', undefined]);
  expect(typeof gate.enter('stream')).toBe('function');
  one?.();
  one?.();
  expect(gate.taken).toEqual({ request: 1, stream: 1, own: 0 });
  expect(typeof gate.enter('request')).toBe('function');
  expect(gate.enter('request')).toBeUndefined();
});
