// SPDX-License-Identifier: Apache-2.0
// How many may be asking one and the same party at once: a bounded number, fewer of one address, and of addresses that
// nobody has logged in from half of them. Whoever finds no place waits for a bounded time, in a queue that is bounded too.
import { GatewayError } from '../../model/errors.ts';
import type { Release } from '../../model/limits.ts';

export interface Turnstile {
  /** `known`: somebody has logged in from there. Rejects with `overloaded`. */
  enter(from: string, known: boolean): Promise<Release>;
}

export interface TurnstileOptions {
  readonly places?: number;
  /** Of one address. */
  readonly perAddress?: number;
  readonly waiting?: number;
  readonly waitingPerAddress?: number;
  /** Milliseconds. */
  readonly patience?: number;
}

interface Waiting {
  readonly from: string;
  readonly known: boolean;
  go(release: Release): void;
}

export function createTurnstile({
  places = 32,
  perAddress = 8,
  waiting: most = 256,
  waitingPerAddress = 32,
  patience = 5_000,
}: TurnstileOptions = {}): Turnstile {
  const inside = new Map<string, number>();
  let all = 0;
  let strangers = 0;
  const queue = new Set<Waiting>();

  const fits = ({ from, known }: Pick<Waiting, 'from' | 'known'>): boolean =>
    all < places && (known || strangers < Math.ceil(places / 2)) && (inside.get(from) ?? 0) < perAddress;

  function admit({ from, known }: Pick<Waiting, 'from' | 'known'>): Release {
    all += 1;
    if (!known) strangers += 1;
    inside.set(from, (inside.get(from) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      all -= 1;
      if (!known) strangers -= 1;
      const others = (inside.get(from) ?? 0) - 1;
      if (others > 0) inside.set(from, others);
      else inside.delete(from);
      for (const next of queue)
        if (fits(next)) {
          queue.delete(next);
          next.go(admit(next));
          return;
        }
    };
  }

  const full = (): GatewayError =>
    new GatewayError('overloaded', {
      retryAfter: 2,
      message: 'Too many logins with a password are being checked; try again in a moment.',
      detail: 'no place at who checks the password',
    });

  return {
    async enter(from, known) {
      const one = { from, known };
      if (fits(one)) return admit(one);
      const own = [...queue].filter((other) => other.from === from).length;
      // Those that are known find a place in a queue that strangers have filled.
      const room = known ? 2 * most : most;
      if (queue.size >= room || own >= waitingPerAddress) throw full();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          queue.delete(entry);
          reject(full());
        }, patience);
        const entry: Waiting = {
          ...one,
          go(release) {
            clearTimeout(timer);
            resolve(release);
          },
        };
        queue.add(entry);
      });
    },
  };
}
