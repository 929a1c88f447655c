// SPDX-License-Identifier: Apache-2.0
// The connections to one origin of a member. undici would queue what finds none free for as long as it takes; here it waits
// for a while, and in turns: whoever has asked for a hundred does not stand before whoever asks for one.
import type { Holder, Places, Release } from '../model/limits.ts';
import { shareOf } from './shares.ts';

export interface PlacesOptions {
  readonly connections: number;
  /** Milliseconds that a request waits at most. */
  readonly patience: number;
}

interface Waiter {
  readonly own: boolean;
  readonly go: (release: Release | undefined) => void;
}

/** What one holder has and wants. */
interface Lane {
  taken: number;
  readonly waiting: Set<Waiter>;
}

/** Of eight connections, one is for the gateway's own calls: users can log in though others' uploads hold the rest. */
const RESERVED = 8;
const STRANGERS = ' strangers';
const GATEWAY = ' gateway';

/** Strangers share one lane, so that many addresses are no more than one user is. */
const laneOf = (by: Holder | undefined): string => (by === undefined ? GATEWAY : by.stranger ? STRANGERS : by.key);

export function createPlaces({ connections, patience }: PlacesOptions): Places {
  const ordinary = connections - Math.floor(connections / RESERVED);
  const share = shareOf(connections);
  const lanes = new Map<string, Lane>();
  /** Those with somebody waiting, in the order of their turns. */
  const waiting = new Map<string, Lane>();
  let taken = 0;

  const free = (key: string, lane: Lane | undefined, own: boolean): boolean =>
    taken < (own ? connections : ordinary) && (key === GATEWAY || (lane?.taken ?? 0) < share);

  const laneFor = (key: string): Lane => {
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { taken: 0, waiting: new Set() };
      lanes.set(key, lane);
    }
    return lane;
  };
  const tidy = (key: string, lane: Lane): void => {
    if (lane.waiting.size === 0) waiting.delete(key);
    if (lane.taken === 0 && lane.waiting.size === 0) lanes.delete(key);
  };

  function enter(key: string): Release {
    const lane = laneFor(key);
    lane.taken += 1;
    taken += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      lane.taken -= 1;
      taken -= 1;
      tidy(key, lane);
      if (waiting.size > 0) next();
    };
  }

  /** One has come free: the first whose turn it is and who may have it. */
  function next(): void {
    for (const [key, lane] of waiting) {
      if (!free(key, lane, true)) continue;
      for (const waiter of lane.waiting) {
        if (!free(key, lane, waiter.own)) continue;
        lane.waiting.delete(waiter);
        waiting.delete(key);
        if (lane.waiting.size > 0) waiting.set(key, lane);
        waiter.go(enter(key));
        return;
      }
    }
  }

  return {
    take(by, own) {
      const key = laneOf(by);
      return free(key, lanes.get(key), own) ? enter(key) : undefined;
    },
    wait: (by, own, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve(undefined);
        const key = laneOf(by);
        const lane = laneFor(key);
        const waiter: Waiter = {
          own,
          go(release) {
            clearTimeout(timer);
            signal?.removeEventListener('abort', giveUp);
            resolve(release);
          },
        };
        const giveUp = (): void => {
          lane.waiting.delete(waiter);
          tidy(key, lane);
          waiter.go(undefined);
        };
        const timer = setTimeout(giveUp, patience);
        signal?.addEventListener('abort', giveUp, { once: true });
        lane.waiting.add(waiter);
        waiting.set(key, lane);
      }),
  };
}
