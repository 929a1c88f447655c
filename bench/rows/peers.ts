// SPDX-License-Identifier: Apache-2.0
// 1 KB through the gateway and through what a user would run instead.
import { closedLoop } from '../closed-loop.ts';
import { SMALL } from '../payloads.ts';
import { startPeers } from '../peers/index.ts';
import { inTurn, type Row } from './row.ts';

export const peers: Row = {
  name: 'peers',
  async measure(runner) {
    const { token, urls, gateway, ground } = runner.stage;
    const standing = await startPeers(ground, SMALL.path, !runner.quick);
    const subjects = [
      { name: 'gateway beside peers', process: gateway, base: urls.compute, headers: { 'X-Auth-Token': token } },
      ...standing,
    ];
    await inTurn(
      runner,
      subjects.map(({ name, process, base, headers }) => ({
        name,
        process,
        run: async (seconds) => (await closedLoop({ url: base + SMALL.path, headers }, process, seconds)).cpu,
      })),
    );
    await Promise.all(standing.map(({ process }) => process.stop()));
  },
};
