// SPDX-License-Identifier: Apache-2.0
// Watches of a cluster, which are opened again whenever they end.
import { Wrong } from './answers.ts';
import type { Sender } from './senders.ts';

interface Watches {
  open(): number;
  /** How many of them have heard the word. */
  heard(word: string): number;
  end(): Promise<unknown>;
}

interface WatchesDeps {
  readonly senders: readonly [Sender, Sender];
  readonly headers: () => Readonly<Record<string, string>>;
  /** One more request. */
  began(): void;
  failed(what: string, begun: number, error: unknown): void;
}

export const WATCHES = 8;
const WATCHED = '/k8s/cluster-a/api/v1/namespaces/research/configmaps';
/** Characters of each that are kept. */
const KEPT = 20_000;
/** Milliseconds, as client-go does. */
const AGAIN = 200;

export function keepWatching({ senders, headers, began, failed }: WatchesDeps): Watches {
  const stops = new Set<() => void>();
  const words = Array.from({ length: WATCHES }, () => '');
  let [watching, closed] = [0, false];

  async function one(sender: Sender, index: number): Promise<void> {
    let open = false;
    try {
      const stream = await sender.open({ method: 'GET', path: `${WATCHED}?watch=true`, headers: headers() }, (text) => {
        words[index] = ((words[index] ?? '') + text).slice(-KEPT);
      });
      if (stream.status !== 200) {
        stream.stop();
        throw new Wrong(`${stream.status}`, stream.status);
      }
      open = true;
      watching += 1;
      stops.add(stream.stop);
      await stream.ended.finally(() => stops.delete(stream.stop));
    } finally {
      if (open) watching -= 1;
    }
  }

  const all = words.map(async (_, index) => {
    const sender = senders[index % 2] as Sender;
    while (!closed) {
      const begun = performance.now();
      began();
      await one(sender, index).catch((error: unknown) => {
        if (!closed) failed(`watch${index % 2 === 0 ? '' : ' (h2)'}`, begun, error);
      });
      if (!closed) await new Promise((again) => setTimeout(again, AGAIN));
    }
  });
  return {
    open: () => watching,
    heard: (word) => words.filter((text) => text.includes(word)).length,
    end() {
      closed = true;
      for (const stop of stops) stop();
      return Promise.all(all);
    },
  };
}
