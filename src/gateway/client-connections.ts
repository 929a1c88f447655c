// SPDX-License-Identifier: Apache-2.0
// The end of a listener's connections: a stop waits for in-flight requests and for nothing else. Node's own closing counts
// a connection that never sent a request as busy, and keeps one whose last response has just been sent.
import type { Registry } from './connections/registry.ts';

export interface Connections {
  /**
   * A stop is near. HTTP/2 clients are told by GOAWAY to connect elsewhere (RFC 9113 §6.8). HTTP/1.1 has only
   * `Connection: close` in a response (RFC 9112 §9.6), so idle connections stay open: closing one at the moment of its
   * reuse would lose that request.
   */
  announce(): void;
  /**
   * From now on a connection closes after its last response. Connections without an in-flight request close
   * immediately.
   */
  drain(): void;
  /** Closes all remaining connections. */
  destroy(): void;
}

export function closingOf({ connections, drain }: Pick<Registry, 'connections' | 'drain'>): Connections {
  // RFC 9113 §6.8: streams in progress complete, and a client knows that later ones were not processed.
  const goAway = (): void => {
    for (const { session } of connections) session?.close();
  };
  return {
    announce: goAway,
    drain() {
      drain();
      goAway();
      for (const { socket, nameless, http1, answers, upgraded } of connections) {
        if (nameless) socket.destroy();
        else if (answers.size === 0 && !upgraded) http1?.destroySoon();
      }
    },
    destroy() {
      for (const { socket } of connections) socket.destroy();
    },
  };
}
