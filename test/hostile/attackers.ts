// SPDX-License-Identifier: Apache-2.0
// The attackers of the second act, in a process of their own: their work is not the honest side's. Told which attack to
// begin and when to stop; says how many of its connections are still open.

import type { Attack, StartAttack } from '../security/attacks/attack.ts';
import { connectionFlood } from '../security/attacks/connection-flood.ts';
import { manyQueryParameters } from '../security/attacks/costly-requests.ts';
import { pingFlood, resetFlood, settingsFlood } from '../security/attacks/frame-floods.ts';
import { halfHeadersOfHttp1, halfHeadersOfHttp2 } from '../security/attacks/half-headers.ts';
import { pipeliningNonReaders } from '../security/attacks/pipelining-non-readers.ts';
import { idleSessions, noPreface, noRequest, noTlsHandshake } from '../security/attacks/silent-connections.ts';
import { slowBodyOfHttp1, slowBodyOfHttp2 } from '../security/attacks/slow-body.ts';
import { windowZeroReaders } from '../security/attacks/window-zero-readers.ts';

export const ATTACKS: Readonly<Record<string, StartAttack>> = {
  'connections, as many as there is room for': connectionFlood,
  'connections without a TLS handshake': noTlsHandshake,
  'HTTP/2 without a preface': noPreface,
  'HTTP/1.1 without a request': noRequest,
  'HTTP/2 sessions without a stream': idleSessions,
  'header blocks that never end, HTTP/2': halfHeadersOfHttp2,
  'header blocks that never end, HTTP/1.1': halfHeadersOfHttp1,
  'bodies byte by byte, HTTP/1.1': slowBodyOfHttp1,
  'bodies byte by byte, HTTP/2': slowBodyOfHttp2,
  'streams that nobody reads, HTTP/2': windowZeroReaders,
  'answers that nobody reads, HTTP/1.1': pipeliningNonReaders,
  'streams reset at once': resetFlood,
  pings: pingFlood,
  SETTINGS: settingsFlood,
  'thousands of query parameters': manyQueryParameters,
};

export type Order = { readonly begin: string; readonly url: string } | { readonly stop: true };
export type Report = { readonly begun: string } | { readonly open: number };

if (process.send !== undefined) {
  const send = process.send.bind(process);
  let running: Attack | undefined;
  process.once('disconnect', () => process.exit());
  process.on('message', async (order: Order) => {
    if ('begin' in order) {
      running = await (ATTACKS[order.begin] as StartAttack)(order.url);
      send({ begun: order.begin } satisfies Report);
    } else {
      const open = running?.open() ?? 0;
      await running?.stop();
      send({ open } satisfies Report);
    }
  });
}
