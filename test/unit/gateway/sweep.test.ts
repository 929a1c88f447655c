// SPDX-License-Identifier: Apache-2.0
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Connection, createConnection } from '../../../src/gateway/connections/connection.ts';
import { sweep } from '../../../src/gateway/connections/sweep.ts';
import type { ConnectionLimits } from '../../../src/model/limits.ts';

const MIB = 1024 * 1024;
const LIMITS = {
  headSize: 1_024,
  unsent: 64,
  unsentTotal: 100,
  handshake: 1e9,
  head: 1e9,
  idle: 1e9,
  age: 1e9,
  stall: 1e9,
};
const leaving = () => false;
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
  const made = Object.assign(createConnection(socket, 0), { known, secureAt: 0, requests: 1 });
  const response = Object.assign(new Response(), { writableLength: unsent });
  made.answers.set(response as unknown as ServerResponse, { ours: true, held: () => 0, stuck: undefined });
  return Object.assign(made, { closed: () => closed });
}

describe('when more waits for all clients than may', () => {
  const swept = (...all: Connection[]): number =>
    sweep({ connections: () => new Set(all), limits, refuse: () => undefined, leaving, now: () => 1 });

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

it('heads that are not whole take of what may wait, and go first where they are strangers’', () => {
  const honest = connection(true, 40 * MIB);
  const heads = Array.from({ length: 100 }, () => {
    const one = connection(false, 0);
    one.answers.clear();
    // Of which the first of its requests, and the rest of an upload after it, are no head.
    one.readBefore = MIB;
    one.http1 = { bytesRead: 9 * MIB } as Socket;
    return one;
  });
  const all = () => new Set<Connection>([honest, ...heads]);
  expect(sweep({ connections: all, limits, refuse: () => undefined, leaving, now: () => 1 })).toBe(100 * MIB);
  expect([honest.closed(), heads.filter(({ closed }) => closed()).length]).toEqual([false, 40]);
});

it('an answer that is now behind and now not is looked at without leaving anything at it', () => {
  const one = connection(true, 0);
  const response = [...one.answers.keys()][0] as unknown as Response;
  for (let at = 1; at < 100; at++) {
    response.writableLength = at % 2;
    sweep({ connections: () => new Set([one]), limits, refuse: () => undefined, leaving, now: () => at });
  }
  expect(response.listenerCount('drain')).toBeLessThanOrEqual(1);
});
