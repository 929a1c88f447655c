// SPDX-License-Identifier: Apache-2.0
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Connection, createConnection } from '../../../src/gateway/connections/connection.ts';
import { sweep } from '../../../src/gateway/connections/sweep.ts';
import type { ConnectionLimits } from '../../../src/model/limits.ts';

const MIB = 1024 * 1024;
const LIMITS = { unsent: 64, unsentTotal: 100, handshake: 1e9, head: 1e9, idle: 1e9, stall: 1e9 };
const limits = () => LIMITS as ConnectionLimits;

class Response extends EventEmitter {
  writableLength = 0;
  writableEnded = false;
}

function connection(known: boolean, unsent: number): Connection & { closed(): boolean } {
  let closed = false;
  const destroy = (): void => {
    closed = true;
  };
  const socket = { remoteAddress: '192.0.2.1', destroy } as unknown as Socket;
  const made = Object.assign(createConnection(socket, undefined, 0), { known, secureAt: 0, requests: 1 });
  const response = Object.assign(new Response(), { writableLength: unsent });
  made.answers.set(response as unknown as ServerResponse, { ours: true, held: () => 0, stuck: undefined });
  return Object.assign(made, { closed: () => closed });
}

describe('when more waits for all clients than may', () => {
  const swept = (...all: Connection[]): number =>
    sweep({ connections: () => new Set(all), limits, refuse: () => undefined, now: () => 1 });

  it('strangers go before anybody who is known, as many of them as it takes', () => {
    const honest = connection(true, 40 * MIB);
    const strangers = Array.from({ length: 30 }, (_, i) => connection(false, (10 + i / 100) * MIB));
    expect(swept(honest, ...strangers)).toBeLessThanOrEqual(100 * MIB);
    expect(honest.closed()).toBe(false);
    // Those with the most.
    expect(strangers.map(({ closed }) => closed())).toEqual(strangers.map((_, i) => i >= 5));
  });

  it('of those who are known, the one with the most goes', () => {
    const [one, other] = [connection(true, 60 * MIB), connection(true, 50 * MIB)];
    expect(swept(other, one)).toBe(50 * MIB);
    expect([one.closed(), other.closed()]).toEqual([true, false]);
  });
});

it('an answer that is now behind and now not is looked at without leaving anything at it', () => {
  const one = connection(true, 0);
  const response = [...one.answers.keys()][0] as unknown as Response;
  for (let at = 1; at < 100; at++) {
    response.writableLength = at % 2;
    sweep({ connections: () => new Set([one]), limits, refuse: () => undefined, now: () => at });
  }
  expect(response.listenerCount('drain')).toBeLessThanOrEqual(1);
});

describe('heads that do not end', () => {
  /** What has been read of it by the sweep. */
  const reading = (known: boolean, ...read: readonly number[]) => {
    const made = connection(known, 0);
    made.answers.clear();
    let turn = 0;
    const http1 = {
      get bytesRead() {
        return read[Math.min(turn++, read.length - 1)] ?? 0;
      },
    };
    return Object.assign(made, { http1: http1 as unknown as Socket });
  };
  const refused: string[] = [];
  const swept = (all: Connection[]): number =>
    sweep({ connections: () => new Set(all), limits, refuse: (reason) => void refused.push(reason), now: () => 1 });

  it('take no more memory together than they may: the largest of strangers go', () => {
    const honest = reading(true, 0, MIB);
    const bodies = reading(false, 0, 900 * MIB);
    bodies.answers.set(new Response() as unknown as ServerResponse, { ours: false, held: () => 0, stuck: undefined });
    const strangers = Array.from({ length: 100 }, (_, i) => reading(false, 0, MIB - i));
    const all = [honest, bodies, ...strangers];
    swept(all);
    expect(all.filter((one) => one.closed())).toEqual([]);
    swept(all);
    expect([honest.closed(), bodies.closed()]).toEqual([false, false]);
    const closed = strangers.map((one) => one.closed());
    expect(closed.filter(Boolean).length).toBeGreaterThanOrEqual(36);
    expect(closed.filter(Boolean).length).toBeLessThan(40);
    expect([closed[0], closed.at(-1)]).toEqual([true, false]);
    expect(new Set(refused)).toEqual(new Set(['headSize']));
  });

  it('begin anew with each request', () => {
    const busy = Array.from({ length: 100 }, () => reading(false, 0, MIB, 2 * MIB, 3 * MIB));
    for (let i = 0; i < 4; i++) {
      for (const one of busy) one.requests += 1;
      swept(busy);
    }
    expect(busy.filter((one) => one.closed())).toEqual([]);
  });
});
