// SPDX-License-Identifier: Apache-2.0
// A small edition of `npm run bench -- --simulation`: what must hold there whatever the machine is.
import { beforeAll, describe, expect, it } from 'vitest';
import { type SimulationResult, simulate } from '../../bench/simulation.ts';
import { redisIsMissing } from './redis-server.ts';

const MB = 1e6;

describe.skipIf(redisIsMissing())('5 members, 20 projects and 50 users over one process', () => {
  let result: SimulationResult;
  beforeAll(async () => {
    result = await simulate({ members: 5, projects: 20, users: 50, newcomers: 25, requests: 2_000 });
  }, 90_000);

  it('see what is theirs, all of them', () => {
    expect(result.wrong).toEqual([]);
    expect(result.latency.warm.count).toBe(2_000);
  });

  it('make a gateway that knows nothing ask each member for each thing once, however many want it at once', () => {
    const { requests, needed, fetched, repeated } = result.storm;
    expect(requests).toBe(150);
    // A proof, a list of projects and a scoped session for each user at one member.
    expect([needed, fetched, repeated]).toEqual([150, 150, []]);
  });

  it('are told the flavors of a cloud after one fetch for each project', () => {
    const { requests, needed, fetched } = result.catalogue;
    expect([requests, fetched]).toEqual([150, needed]);
    expect(needed).toBeGreaterThan(5);
    expect(needed).toBeLessThan(50);
    expect(result.hits.catalogue).toBeGreaterThan(0);
  });

  it('mostly find their sessions open', () => {
    expect(result.hits.sessions).toBeGreaterThan(0.5);
  });

  it('take memory by what is kept, and none by what has passed', () => {
    const { empty, users, newcomers, end } = result.memory;
    // A session is a few KB: 50 users have 5 unscoped and 12 scoped ones each.
    expect(users.heapUsed - empty.heapUsed).toBeLessThan(40 * MB);
    expect(newcomers.heapUsed - users.heapUsed).toBeLessThan(20 * MB);
    expect(end.heapUsed).toBeLessThan(120 * MB);
  });
});
