// SPDX-License-Identifier: Apache-2.0
// TLS towards the member, kept alive: the same list as a service of the cloud whose endpoint is https.
import { closedLoop } from '../closed-loop.ts';
import { SMALL } from '../payloads.ts';
import { inTurn, type Row } from './row.ts';

export const memberTls: Row = {
  name: 'member over TLS',
  async measure(runner) {
    const { token, urls, gateway } = runner.stage;
    await inTurn(
      runner,
      [
        { name: 'gateway, member in clear', base: urls.compute },
        { name: 'gateway, member over TLS', base: urls.network },
      ].map(({ name, base }) => ({
        name,
        process: gateway,
        run: async (seconds) => (await closedLoop({ url: base + SMALL.path, token }, gateway, seconds)).cpu,
      })),
    );
  },
};
