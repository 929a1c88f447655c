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
  it('is not open for as long as a clock was ahead, and asks again once that is set back', () => {
    now += 3_600_000;
    trip();
    suspect('a');
    now -= 3_600_000;
    expect([breaker.state, breaker.retryAfter()]).toEqual(['half-open', 1]);
    breaker.succeeded(turn());
    now += 3_600_000;
    for (const who of ['a', 'a', 'a']) suspect(who);
    expect(ask).toHaveBeenCalledTimes(1);
    breaker.answered('succeeded');
    now -= 3_600_000;
    for (const who of ['a', 'a', 'a']) suspect(who);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('that nobody uses is asked for once in each cooldown, though answers come later than questions', () => {
    trip();
    const asked: number[] = [];
    ask.mockImplementation(() => {
      asked.push(now);
      // Refused at once: a few milliseconds.
      now += 5;
      breaker.answered('failed');
      now -= 5;
    });
    for (let next = 10_000; now < 61_000; next = breaker.lookAgain() as number) now += next;
    expect(asked).toHaveLength(5);
    now += 25 * 3_600_000;
    expect(breaker.lookAgain()).toBeUndefined();
  });

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

describe('a member that does not answer what the gateway itself asks', () => {
  /** When requests may try, of one in each second, each of which is silent for `silence`; the gateway asks as its transport does. */
  function triesWithin(seconds: number, silence: number, answer: number): number[] {
    const tried: number[] = [];
    const later: { at: number; run(): void }[] = [];
    const began = now;
    ask.mockImplementation(() => later.push({ at: now + answer, run: () => breaker.answered('failed') }));
    const look = (): void => {
      const again = breaker.lookAgain();
      if (again !== undefined) later.push({ at: now + again, run: look });
    };
    later.push({ at: now + 10_000, run: look });
    for (const end = began + seconds * 1_000; now < end; now += 1_000) {
      for (const due of later.filter(({ at }) => at <= now)) {
        later.splice(later.indexOf(due), 1);
        due.run();
      }
      const given = breaker.admit();
      if (given === undefined) continue;
      tried.push((now - began) / 1_000);
      later.push({ at: now + silence, run: () => breaker.suspected(given, 'alice') });
    }
    return tried;
  }

  it.each([
    ['frozen', 60_000, 9_000],
    ['silent at its root alone', 1_000, 5],
  ])(
    'is tried by a request after the first cooldown, then ever more rarely, for each may wait for its whole time: %s',
    (_, silence, answer) => {
      trip();
      const tried = triesWithin(1_000, silence, answer);
      expect(tried[0]).toBeLessThanOrEqual(11);
      const between = tried.slice(1).map((at, index) => at - (tried[index] as number));
      // Before: one in each ten or twenty seconds.
      expect(tried.length).toBeLessThanOrEqual(10);
      expect(between.slice(0, 4).every((gap, index) => gap >= 2 ** (index + 1) * 10)).toBe(true);
      expect(Math.max(...between)).toBeLessThanOrEqual(16 * 10 + 61);
    },
  );

  it('is back for everybody with the first request that it answers, and the next outage begins anew', () => {
    for (const _ of ['once', 'again']) {
      trip();
      now += 10_000;
      breaker.lookAgain();
      const given = turn();
      expect(breaker.admit()).toBeUndefined();
      breaker.answered('failed');
      now += 19_000;
      expect(breaker.admit()).toBeUndefined();
      breaker.succeeded(given);
      expect([breaker.state, breaker.admit()]).toEqual(['closed', 0]);
    }
  });

  it('is not tried by the next of several requests in turn when the first has waited long for it', async () => {
    trip();
    now += 10_000;
    const given = turn();
    breaker.lookAgain();
    now += 10_000;
    breaker.answered('failed');
    now += 50_000;
    breaker.suspected(given, 'alice');
    // Nor does anybody wait for the answer to a question: what comes next is refused.
    expect([breaker.silent?.(), breaker.admit()]).toEqual([undefined, undefined]);
    now += 19_000;
    expect(breaker.admit()).toBeUndefined();
    now += 1_000;
    turn();
  });

  it('may be tried at once by the next request where a client has taken the one that tried away', () => {
    trip();
    now += 10_000;
    breaker.lookAgain();
    breaker.abandoned(turn());
    turn();
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

describe('a breaker whose turns one user always has', () => {
  it('closes by what the gateway itself asks, in time: a request that never ends puts no question off', () => {
    trip();
    let asked: number | undefined;
    ask.mockImplementation(() => {
      asked ??= now;
    });
    let look = now + 10_000;
    const began = now;
    let mine = 0;
    for (; asked === undefined && now < began + 600_000; now += 500) {
      // Given up just before it would be too late, and the next one sent at once.
      if (mine !== 0 && (now - began) % 5_000 === 0) breaker.abandoned(mine);
      mine = breaker.admit() || mine;
      if (now >= look) look = now + (breaker.lookAgain() ?? Number.POSITIVE_INFINITY);
    }
    expect((asked ?? Number.POSITIVE_INFINITY) - began).toBeLessThanOrEqual(11_000);
    breaker.answered('succeeded');
    expect(breaker.state).toBe('closed');
  });
});

describe('a member that is silent once', () => {
  it('is asked at once whether it is there, and left alone if it is not: the second of several requests waits no more', async () => {
    suspect('alice');
    const known = breaker.silent?.();
    expect([ask.mock.calls.length, breaker.admit()]).toEqual([1, 0]);
    breaker.answered('failed');
    await known;
    expect([breaker.state, breaker.admit()]).toEqual(['open', undefined]);
  });

  it('and answers the question is not taken for well: what others suffer goes on to count', () => {
    suspect('alice');
    breaker.silent?.();
    breaker.answered('succeeded');
    suspect('bob', 'carol');
    expect([breaker.state, ask.mock.calls.length]).toEqual(['open', 1]);
  });

  it('is not asked twice at a time, nor within the cooldown, and nobody waits for what nobody asks', () => {
    suspect('alice');
    expect(breaker.silent?.()).toBe(breaker.silent?.());
    breaker.answered('succeeded');
    now += 9_999;
    expect([breaker.silent?.(), ask.mock.calls.length]).toEqual([undefined, 1]);
    now += 1;
    expect(breaker.silent?.()).toBeInstanceOf(Promise);
  });

  it('and meanwhile gives as many suspicions as it takes: the answer to that question makes them nothing', () => {
    suspect('eve');
    breaker.silent?.();
    suspect('eve', 'eve', 'eve');
    breaker.answered('succeeded');
    suspect('carol', 'alice');
    expect([breaker.state, ask.mock.calls.length]).toEqual(['closed', 1]);
  });
});
