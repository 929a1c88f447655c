// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { createBreaker } from '../../../src/members/breaker.ts';
import type { Breaker } from '../../../src/model/member.ts';

let now: number;
let breaker: Breaker;
const trip = (): void => {
  for (let i = 0; i < 3; i++) {
    breaker.admit();
    breaker.failed();
  }
};
beforeEach(() => {
  now = 1_000;
  breaker = createBreaker({ failures: 3, cooldown: 10_000 }, () => now);
});

describe('a breaker', () => {
  it('opens after failures in a row only', () => {
    for (const outcome of ['failed', 'failed', 'succeeded', 'failed', 'abandoned', 'failed'] as const) {
      expect(breaker.admit()).toBe(true);
      breaker[outcome]();
    }
    expect(breaker.state).toBe('closed');
    breaker.failed();
    expect([breaker.state, breaker.admit(), breaker.retryAfter()]).toEqual(['open', false, 10]);
    now += 9_001;
    expect(breaker.retryAfter()).toBe(1);
  });

  it('lets one probe through after the cooldown, and closes when it succeeds', () => {
    trip();
    now += 9_999;
    expect(breaker.admit()).toBe(false);
    now += 1;
    expect(breaker.state).toBe('half-open');
    expect([breaker.admit(), breaker.admit(), breaker.admit()]).toEqual([true, false, false]);
    expect(breaker.state).toBe('half-open');
    breaker.succeeded();
    expect([breaker.state, breaker.admit(), breaker.admit()]).toEqual(['closed', true, true]);
  });

  it('waits again when the probe fails', () => {
    trip();
    now += 10_000;
    breaker.admit();
    breaker.failed();
    expect([breaker.state, breaker.admit()]).toEqual(['open', false]);
    now += 10_000;
    expect(breaker.admit()).toBe(true);
  });

  it('lets the next one probe at once when a client took its probe away', () => {
    trip();
    now += 10_000;
    breaker.admit();
    breaker.abandoned();
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
  });

  it('does not open before its time because a client of earlier leaves', () => {
    trip();
    breaker.abandoned();
    expect([breaker.state, breaker.admit()]).toEqual(['open', false]);
  });

  it('lets another one try while a probe takes hours', () => {
    trip();
    now += 10_000;
    expect(breaker.admit()).toBe(true);
    now += 10_000;
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
  });

  it('closes when one that was under way since before succeeds', () => {
    breaker.admit();
    trip();
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
  });
});
