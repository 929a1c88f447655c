// SPDX-License-Identifier: Apache-2.0
// Whose secret is derived next. Deriving takes a tenth of a second of a processor, so a few are at a time, one of each
// credential; those who have been right from their address come first, and nobody's address or credential fills the queue.
// Where there is nothing to derive, as much time passes as deriving has taken lately: the processor is not used.
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../../model/errors.ts';

export interface Asking {
  /** The credential, whether or not there is one. */
  readonly what: string;
  /** The client's address. */
  readonly from: string;
  /** The right secret has come from there before. */
  readonly known: boolean;
}

export interface Turns {
  take<T>(who: Asking, work: () => Promise<T>): Promise<T>;
  /** Takes the time of `work`, which is done once in a while, to know how long that is. */
  pretend(who: Asking, work: () => Promise<unknown>): Promise<void>;
}

export interface TurnsDeps {
  /** Milliseconds, of a clock that nobody sets. */
  readonly elapsed?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** At a time: the thread pool has four, and files are read there too. */
const AT_ONCE = 2;
/** That wait for one credential, those of one address, and all. */
const [MOST_OF_ONE, MOST_OF_ADDRESS, MOST] = [8, 16, 512];
/** How long it took, the last times; and for how long that is believed. */
const SAMPLES = 16;
const BELIEVED = 60_000;

interface Waiting extends Asking {
  go(): void;
  refuse(error: GatewayError): void;
}

export function createTurns({ elapsed = () => performance.now(), pause = sleep }: TurnsDeps = {}): Turns {
  /** Those that are under way, and who waits for the same credential. */
  const lanes = new Map<string, Waiting[]>();
  const ofAddress = new Map<string, number>();
  let all = 0;
  let running = 0;
  const slots: { readonly known: boolean; go(): void }[] = [];
  const samples: number[] = [];
  let measuredAt = Number.NEGATIVE_INFINITY;

  const full = (): GatewayError =>
    new GatewayError('overloaded', { retryAfter: 5, detail: 'too many secrets to check at a time' });

  function count({ from }: Asking, by: 1 | -1): void {
    all += by;
    const own = (ofAddress.get(from) ?? 0) + by;
    if (own === 0) ofAddress.delete(from);
    else ofAddress.set(from, own);
  }

  async function enter(who: Asking): Promise<void> {
    // Those that are known find a place in a queue that strangers have filled.
    if (all >= (who.known ? 2 * MOST : MOST) || (ofAddress.get(who.from) ?? 0) >= MOST_OF_ADDRESS) throw full();
    const lane = lanes.get(who.what);
    if (lane === undefined) {
      lanes.set(who.what, []);
      count(who, 1);
      return;
    }
    if (lane.length >= MOST_OF_ONE) {
      const stranger = lane.findLastIndex(({ known }) => !known);
      if (!who.known || stranger === -1) throw full();
      for (const one of lane.splice(stranger, 1)) {
        count(one, -1);
        one.refuse(full());
      }
    }
    count(who, 1);
    await new Promise<void>((go, refuse) => {
      const firstStranger = lane.findIndex(({ known }) => !known);
      lane.splice(who.known && firstStranger !== -1 ? firstStranger : lane.length, 0, { ...who, go, refuse });
    });
  }

  function leave(who: Asking): void {
    count(who, -1);
    const next = lanes.get(who.what)?.shift();
    if (next === undefined) lanes.delete(who.what);
    else next.go();
  }

  async function slot({ known }: Asking): Promise<void> {
    if (running < AT_ONCE) {
      running++;
      return;
    }
    await new Promise<void>((go) => {
      const firstStranger = slots.findIndex((one) => !one.known);
      slots.splice(known && firstStranger !== -1 ? firstStranger : slots.length, 0, { known, go });
    });
  }

  function free(): void {
    const next = slots.shift();
    if (next === undefined) running--;
    else next.go();
  }

  async function measured<T>(who: Asking, work: () => Promise<T>): Promise<T> {
    const began = elapsed();
    measuredAt = began;
    await slot(who);
    try {
      return await work();
    } finally {
      free();
      samples.push(elapsed() - began);
      if (samples.length > SAMPLES) samples.shift();
    }
  }

  async function within<T>(who: Asking, work: () => Promise<T>): Promise<T> {
    await enter(who);
    try {
      return await work();
    } finally {
      leave(who);
    }
  }

  return {
    take: (who, work) => within(who, () => measured(who, work)),
    pretend: (who, work) =>
      within(who, async () => {
        const sample = samples[Math.floor(Math.random() * samples.length)];
        if (sample === undefined || elapsed() - measuredAt > BELIEVED) await measured(who, work);
        else await pause(sample);
      }),
  };
}
