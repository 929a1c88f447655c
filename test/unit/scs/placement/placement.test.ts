// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Candidate, rank } from '../../../../src/scs/placement/placement.ts';

const at = (cloud: string, more: Partial<Candidate> = {}): Candidate => ({
  cloud,
  region: cloud,
  project: 'p',
  against: [],
  flavor: { id: `${cloud}-f`, name: 'SCS-2V-8', vcpus: 2, ramMiB: 8192, diskGiB: 0 },
  ...more,
});
const clouds = (candidates: readonly Candidate[]): string[] => candidates.map(({ cloud }) => cloud);

describe('a placement', () => {
  it('never takes a cloud that something speaks against', () => {
    const candidates = [at('a', { against: ['has no such image'] }), at('b')];
    for (const strategy of ['first', 'spread', 'cheapest-fit'] as const)
      expect(clouds(rank(strategy, candidates).order)).toEqual(['b']);
  });

  it('first: keeps the order of the clouds', () => {
    expect(clouds(rank('first', [at('b'), at('a')]).order)).toEqual(['b', 'a']);
  });

  it('spread: prefers the cloud with the fewest servers, then the order of the clouds', () => {
    const { order, because } = rank('spread', [
      at('a', { servers: 3 }),
      at('b', { servers: 1 }),
      at('c', { servers: 1 }),
    ]);
    expect(clouds(order)).toEqual(['b', 'c', 'a']);
    expect(because(order[0] as Candidate)).toBe('you have 1 server there, and nowhere that fits fewer');
  });

  it('spread: does not send everything to a cloud that does not say how many it has', () => {
    expect(clouds(rank('spread', [at('silent'), at('b', { servers: 40 })]).order)).toEqual(['b', 'silent']);
  });

  it('cheapest-fit: prefers the smallest flavor by vCPUs, then memory, then disk', () => {
    const flavor = (vcpus: number, ramMiB: number, diskGiB: number | null) => ({
      flavor: { id: 'f', name: 'f', vcpus, ramMiB, diskGiB },
    });
    const candidates = [
      at('a', flavor(4, 8192, 0)),
      at('b', flavor(2, 16384, 0)),
      at('c', flavor(2, 8192, 20)),
      at('d', flavor(2, 8192, null)),
    ];
    expect(clouds(rank('cheapest-fit', candidates).order)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('does not change what it was given', () => {
    const candidates = Object.freeze([at('b', { servers: 2 }), at('a', { servers: 1 })]);
    rank('spread', candidates);
    expect(clouds(candidates)).toEqual(['b', 'a']);
  });
});
