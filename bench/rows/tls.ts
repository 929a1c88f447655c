// SPDX-License-Identifier: Apache-2.0
// TLS towards clients: HTTP/1.1 with 32 connections, HTTP/2 with 8 connections of 8 streams each and with one of 32. By h2load, all.
import { h2load, haveH2load } from '../h2load.ts';
import { SMALL } from '../payloads.ts';
import type { Running } from '../processes.ts';
import { inTurn, type Row, type Turn } from './row.ts';

const WAYS = [
  { name: 'TLS, HTTP/1.1', connections: 32 },
  { name: 'TLS, HTTP/2, 8 × 8', connections: 8, streams: 8 },
  { name: 'TLS, HTTP/2, 1 × 32', connections: 1, streams: 32 },
];

export const tls: Row = {
  name: 'tls',
  async measure(runner) {
    if (!haveH2load()) return;
    const { token, urls, nginx, another } = runner.stage;
    const gateway = await another({ tls: true });
    const turns = ([name, process, base]: readonly [string, Running, string]): Turn[] =>
      WAYS.map(({ name: way, ...load }) => ({
        name: `${name} ${way}`,
        process,
        run: (seconds) => h2load({ url: base + SMALL.path, token, ...load }, process, seconds),
      }));
    await inTurn(runner, [
      ...turns(['nginx', nginx, urls.nginxTls]),
      ...turns(['gateway', gateway.process, `${gateway.url}/clouds/cloud-a/compute`]),
    ]);
    await gateway.process.stop();
  },
};
