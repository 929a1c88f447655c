// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type AskedBreaker, createBreaker } from '../../../src/members/breaker.ts';

let now: number;
let breaker: AskedBreaker;
const ask = vi.fn<() => void>();
const trip = (): void => {
  for (let i = 0; i < 3; i++) breaker.failed(breaker.admit() ?? 0);
};
/** One request of each. */
const suspect = (...who: string[]): void => {
  for (const one of who) breaker.suspected(breaker.admit() ?? 0, one);
};
/** The turn of the one that may try. */
const turn = (): number => {
  const given = breaker.admit();
  expect(given).toBeGreaterThan(0);
  return given as number;
};
beforeEach(() => {
  now = 1_000;
  ask.mockReset();
  breaker = createBreaker({ failures: 3, cooldown: 10_000 }, () => now, ask);
});

describe('a breaker', () => {
  it('opens after failures in a row only', () => {
    for (const outcome of ['failed', 'failed', 'succeeded', 'failed', 'abandoned', 'failed'] as const) {
      expect(breaker.admit()).toBe(0);
      breaker[outcome](0);
    }
    expect(breaker.state).toBe('closed');
    breaker.failed(0);
    expect([breaker.state, breaker.admit(), breaker.retryAfter()]).toEqual(['open', undefined, 10]);
    now += 9_001;
    expect(breaker.retryAfter()).toBe(1);
    expect(ask).not.toHaveBeenCalled();
  });

  it('lets one probe through after the cooldown, and closes when it succeeds', () => {
    trip();
    now += 9_999;
    expect(breaker.admit()).toBeUndefined();
    now += 1;
    expect(breaker.state).toBe('half-open');
    const probe = turn();
    expect([breaker.admit(), breaker.admit()]).toEqual([undefined, undefined]);
    expect(breaker.state).toBe('half-open');
    breaker.succeeded(probe);
    expect([breaker.state, breaker.admit(), breaker.admit()]).toEqual(['closed', 0, 0]);
  });

  it('waits again when the probe fails', () => {
    trip();
    now += 10_000;
    breaker.failed(turn());
    expect([breaker.state, breaker.admit()]).toEqual(['open', undefined]);
    now += 10_000;
    turn();
  });

  it('lets the next one probe at once when a client took its probe away', () => {
    trip();
    now += 10_000;
    const [first, second] = [turn(), breaker.admit()];
    expect(second).toBeUndefined();
    breaker.abandoned(first);
    expect(turn()).not.toBe(first);
    expect(breaker.admit()).toBeUndefined();
  });

  it('does not open before its time because a client of earlier leaves', () => {
    trip();
    breaker.abandoned(0);
    expect([breaker.state, breaker.admit()]).toEqual(['open', undefined]);
  });

  it('keeps the turn of one that tries while another of earlier leaves', () => {
    trip();
    now += 10_000;
    const late = turn();
    now += 10_000;
    const current = turn();
    for (const earlier of [0, late]) breaker.abandoned(earlier);
    expect([breaker.state, breaker.admit()]).toEqual(['half-open', undefined]);
    breaker.abandoned(current);
    turn();
  });

  it('lets another one try while a probe takes hours', () => {
    trip();
    now += 10_000;
    turn();
    now += 10_000;
    const second = turn();
    expect(breaker.admit()).toBeUndefined();
    breaker.succeeded(second);
    expect(breaker.state).toBe('closed');
  });

  it('closes when one that was under way since before succeeds', () => {
    trip();
    breaker.succeeded(0);
    expect(breaker.state).toBe('closed');
    // All of it is forgotten.
    breaker.failed(0);
    breaker.failed(0);
    expect(breaker.state).toBe('closed');
  });
});

describe('failures that the sender of a request may have caused', () => {
  it('do not open the breaker, however many one user has: the gateway asks the member itself, once', () => {
    suspect('eve', 'eve');
    expect(ask).not.toHaveBeenCalled();
    suspect(...Array<string>(50).fill('eve'));
    expect([breaker.state, breaker.admit()]).toEqual(['closed', 0]);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('nor those of two', () => {
    suspect('eve', 'mallory', 'eve', 'mallory');
    expect(breaker.state).toBe('closed');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('open it where three users have them, without a question', () => {
    suspect('alice', 'bob', 'carol');
    expect([breaker.state, breaker.admit(), breaker.retryAfter()]).toEqual(['open', undefined, 10]);
    expect(ask).not.toHaveBeenCalled();
  });

  it('opened it, and it waits again when the one that tries cannot connect', () => {
    suspect('alice', 'bob', 'carol');
    now += 10_000;
    breaker.failed(turn());
    expect([breaker.state, breaker.admit()]).toEqual(['open', undefined]);
  });

  it('after a certain one count together with it', () => {
    breaker.failed(0);
    suspect('eve');
    expect(ask).not.toHaveBeenCalled();
    suspect('eve');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('of three users do not open it before there are as many as it takes', () => {
    breaker = createBreaker({ failures: 5, cooldown: 10_000 }, () => now, ask);
    suspect('alice', 'bob', 'carol', 'alice');
    expect(breaker.state).toBe('closed');
    suspect('alice');
    expect(breaker.state).toBe('open');
  });

  it('are forgotten with a success, and who had them too', () => {
    suspect('alice', 'bob');
    breaker.succeeded(0);
    suspect('carol', 'carol', 'carol');
    expect(breaker.state).toBe('closed');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('count beside certain ones, which alone do not suffice for it to open', () => {
    breaker.failed(0);
    suspect('eve');
    expect(ask).not.toHaveBeenCalled();
    breaker.failed(0);
    expect(breaker.state).toBe('closed');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('open it if the question fails', () => {
    suspect('eve', 'eve', 'eve');
    now += 3_000;
    breaker.answered('failed');
    expect([breaker.state, breaker.admit(), breaker.retryAfter()]).toEqual(['open', undefined, 10]);
  });

  it('are nothing if it is answered, and the next question waits for its time', () => {
    suspect('eve', 'eve', 'eve');
    breaker.answered('succeeded');
    suspect('eve', 'eve', 'eve', 'eve');
    now += 9_999;
    suspect('eve');
    expect([breaker.state, ask.mock.calls.length]).toEqual(['closed', 1]);
    now += 1;
    suspect('eve');
    expect([breaker.state, ask.mock.calls.length]).toEqual(['closed', 2]);
  });

  it('begin from none after an answer', () => {
    suspect('eve', 'eve', 'eve');
    breaker.answered('succeeded');
    now += 10_000;
    suspect('eve', 'eve');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('are as they were where the question could not be put, and the next one may be', () => {
    suspect('eve', 'eve', 'eve');
    breaker.answered('abandoned');
    expect(breaker.state).toBe('closed');
    now += 10_000;
    suspect('eve');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('lead to no second question while one is under way', () => {
    suspect('eve', 'eve', 'eve');
    now += 60_000;
    suspect('eve', 'eve');
    expect(ask).toHaveBeenCalledOnce();
  });

  it('do not keep it open by taking each turn: the question decides', () => {
    trip();
    now += 10_000;
    breaker.suspected(turn(), 'eve');
    expect([breaker.state, breaker.admit()]).toEqual(['open', undefined]);
    expect(ask).toHaveBeenCalledOnce();
    breaker.answered('succeeded');
    expect([breaker.state, breaker.admit()]).toEqual(['closed', 0]);
  });

  it('prolong nothing when they come late', () => {
    trip();
    now += 9_000;
    breaker.suspected(0, 'eve');
    now += 1_000;
    const first = turn();
    now += 10_000;
    const second = turn();
    breaker.suspected(first, 'eve');
    expect([breaker.state, ask.mock.calls.length]).toEqual(['half-open', 0]);
    breaker.succeeded(second);
    expect(breaker.state).toBe('closed');
  });
});
