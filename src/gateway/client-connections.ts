// SPDX-License-Identifier: Apache-2.0
// The end of a listener's connections: a stop waits for in-flight requests and for nothing else. Node's own closing counts
// a connection that never sent a request as busy, and keeps one whose last response has just been sent.
import type { Registry } from './connections/registry.ts';
import { NOTICE } from './connections/retire.ts';

export interface Connections {
  /**
   * A stop is near: clients are told to connect elsewhere (connections/retire.ts). Idle connections of HTTP/1.1 stay open:
   * closing one at the moment of its reuse would lose that request.
   */
  announce(): void;
  /**
   * From now on a connection closes after its last response; without an in-flight request, immediately. `announced`: its client
   * may go on by it for a moment.
   */
  drain(announced: boolean): void;
  /** Closes all remaining connections. */
  destroy(): void;
}

export function closingOf({
  connections,
  leave,
  drain,
}: Pick<Registry, 'connections' | 'leave' | 'drain'>): Connections {
  return {
    announce: leave,
    drain(announced) {
      leave();
      drain(announced ? NOTICE : 0);
      for (const { socket, session, nameless } of connections) {
        session?.close();
        if (nameless) socket.destroy();
      }
    },
    destroy() {
      for (const { socket } of connections) socket.destroy();
    },
  };
}
