// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOpenStreams, type OpenStream, type OpenStreams } from '../../../src/gateway/open-streams.ts';
import type { GatewayError } from '../../../src/model/errors.ts';
import type { Caller } from '../../../src/model/identity.ts';

const HOUR = 3_600_000;
let revoked: Set<string>;
let inStore: Set<string>;
let asked: number;
let storeAway: boolean;
let missedAt: number;
let hears: boolean;
let ended: string[];
let streams: OpenStreams;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  [revoked, inStore, asked, storeAway, missedAt, hears, ended] = [new Set(), new Set(), 0, false, 0, true, []];
  streams = createOpenStreams({
    tokens: {
      isRevoked: ({ auditIds }) => auditIds.some((id) => revoked.has(id)),
      async recheck(callers) {
        asked += 1;
        if (storeAway) return false;
        for (const { auditIds } of callers) for (const id of auditIds) if (inStore.has(id)) revoked.add(id);
        return true;
      },
      missedAt: () => missedAt,
    },
    hears: () => hears,
    now: Date.now,
    age: () => HOUR,
    onEnded: (why, surface) => ended.push(`${why} ${surface}`),
  });
});
afterEach(() => {
  streams.close();
  vi.useRealTimers();
});

interface Watched {
  readonly stream: OpenStream;
  readonly request: { reason?: string };
  readonly stops: GatewayError[];
}
function open(...auditIds: [string, ...string[]]): Watched {
  const request: { reason?: string } = {};
  const stream = streams.open({ surface: 'openstack', caller: { auditIds } as Partial<Caller> as Caller, request });
  const stops: GatewayError[] = [];
  stream.carrier = { stop: (why) => void stops.push(why) };
  return { stream, request, stops };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a stream', () => {
  it('whose token, or the one it descends from, is revoked ends once, with its reason in the log', async () => {
    const [one, other] = [open('child', 'parent'), open('other')];
    await pass(5_000);
    revoked.add('parent');
    await pass(1_000);
    await pass(5_000);
    expect(one.stops.map(({ code }) => code)).toEqual(['unauthorized']);
    expect([one.request.reason, other.request.reason]).toEqual([
      'unauthorized: stream ended: its token was revoked',
      undefined,
    ]);
    expect([ended, other.stops]).toEqual([['revoked openstack'], []]);
  });

  it('that is opened while the revocation arrives is seen at the next look', async () => {
    revoked.add('a');
    const { stops } = open('a');
    await pass(1_000);
    expect(stops).toHaveLength(1);
  });

  it('that nobody carries at that moment says so to whoever takes it over', async () => {
    const { stream } = open('a');
    stream.carrier = undefined;
    revoked.add('a');
    await pass(1_000);
    expect(stream.ended?.code).toBe('unauthorized');
  });

  it('ends at its longest age, not before, also where it is nobody of ours', async () => {
    const { stops } = open('a');
    const request = {};
    streams.open({ surface: 'console', request });
    await pass(HOUR - 1_000);
    expect(stops).toEqual([]);
    await pass(2_000);
    expect(stops.map(({ code }) => code)).toEqual(['clientTimeout']);
    expect(ended).toEqual(['tooOld openstack', 'tooOld console']);
  });

  it('that cannot be ended keeps no other from its end', async () => {
    const [one, other] = [open('a'), open('a')];
    one.stream.carrier = {
      stop() {
        throw new Error('boom');
      },
    };
    revoked.add('a');
    await pass(1_000);
    expect([one.request.reason, other.stops.length]).toEqual([expect.stringMatching(/could not be ended.*boom/), 1]);
  });

  it('that has come to its own end is not kept', async () => {
    const [early, late] = [open('a'), open('a')];
    early.stream.close();
    await pass(3_000);
    late.stream.close();
    expect(streams.counts()).toEqual({ openstack: 0, kubernetes: 0, scs: 0, portal: 0, console: 0 });
    revoked.add('a');
    await pass(3_000);
    expect([early.stops, late.stops, [...streams.all()]]).toEqual([[], [], []]);
  });
});

describe('the store', () => {
  it('is asked where messages may have been missed, and what it says counts at once', async () => {
    const { stops } = open('a');
    await pass(2_000);
    expect(asked).toBe(0);
    inStore.add('a');
    missedAt = Date.now();
    await pass(1_000);
    expect([asked, stops.length]).toEqual([1, 1]);
  });

  it('is asked again and again while it is away, or its messages do not come', async () => {
    open('a');
    [storeAway, missedAt] = [true, Date.now()];
    await pass(3_000);
    expect(asked).toBe(3);
    [storeAway, hears] = [false, false];
    await pass(3_000);
    expect(asked).toBe(6);
    hears = true;
    await pass(20_000);
    expect(asked).toBe(6);
  });

  it('is asked twice a minute otherwise, and never for nothing', async () => {
    await pass(120_000);
    expect(asked).toBe(0);
    open('a');
    await pass(120_000);
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(asked).toBeLessThanOrEqual(5);
  });
});

describe('when the gateway stops', () => {
  it('what its client begins anew elsewhere ends at once, also what begins later, and nothing else does', async () => {
    const anew = (): Watched => {
      const request: { reason?: string } = {};
      const stream = streams.open({ surface: 'kubernetes', request, anew: true });
      const stops: GatewayError[] = [];
      stream.carrier = { stop: (why) => void stops.push(why) };
      return { stream, request, stops };
    };
    const [old, download] = [anew(), open('a')];
    await pass(5_000);
    const young = anew();
    streams.drain();
    for (const { stops, request } of [old, young]) {
      expect(stops.map(({ code, retryAfter }) => [code, retryAfter])).toEqual([['overloaded', 1]]);
      expect(request.reason).toBe('overloaded: stream ended: the gateway stops');
    }
    const late = anew();
    await pass(2_000);
    expect(late.stops).toHaveLength(1);
    expect(download.stops).toEqual([]);
    expect(ended).toEqual(Array(3).fill('stopping kubernetes'));
  });
});
