// SPDX-License-Identifier: Apache-2.0
// A connection for each request, as scripts and short-lived clients make them: with and without TLS. wrk resumes no session.
import { closedLoop } from '../closed-loop.ts';
import { SMALL } from '../payloads.ts';
import type { Running } from '../processes.ts';
import { inTurn, type Row } from './row.ts';

export const newConnections: Row = {
  name: 'new connections',
  async measure(runner) {
    const { token, urls, nginx, gateway, another } = runner.stage;
    const secure = await another({ tls: true });
    const ways: [string, Running, string][] = [
      ['nginx, new connections', nginx, urls.nginx],
      ['gateway, new connections', gateway, urls.compute],
      ['nginx, new TLS connections', nginx, urls.nginxTls],
      ['gateway, new TLS connections', secure.process, `${secure.url}/clouds/cloud-a/compute`],
    ];
    const load = (base: string) => ({ url: base + SMALL.path, token, headers: { Connection: 'close' } });
    await inTurn(
      runner,
      ways.map(([name, process, base]) => ({
        name,
        process,
        run: async (seconds) => (await closedLoop(load(base), process, seconds)).cpu,
      })),
    );
    await secure.process.stop();
  },
};
