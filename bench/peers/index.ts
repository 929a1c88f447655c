// SPDX-License-Identifier: Apache-2.0
// The peers, in the order of the table.
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/free-port.ts';
import type { Running } from '../processes.ts';
import { caddy } from './caddy.ts';
import { haproxy } from './haproxy.ts';
import { oauth2Proxy } from './oauth2-proxy.ts';
import { type Ground, type Peer, programOf } from './peer.ts';

export const PEERS: readonly Peer[] = [caddy, haproxy, oauth2Proxy];

export interface StandingPeer {
  readonly name: string;
  readonly process: Running;
  /** An URL. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Those that are there and answer `path` well; of the others the run has been told. */
export async function startPeers(ground: Ground, path: string, build: boolean): Promise<StandingPeer[]> {
  const standing: StandingPeer[] = [];
  for (const peer of PEERS) {
    const program = programOf(peer, build);
    if (program === undefined) continue;
    const port = await freePort();
    const process = await peer.start(program, port, ground);
    const one = { name: peer.name, process, base: `http://127.0.0.1:${port}`, headers: peer.headers(ground) };
    const status = await firstStatus(`${one.base}${path}`, one.headers);
    if (status === 200) standing.push(one);
    else {
      console.log(`${peer.name} is left out: it answers ${status}`);
      await process.stop();
    }
  }
  return standing;
}

/** What it answers once it answers, or why it does not. */
async function firstStatus(url: string, headers: Readonly<Record<string, string>>): Promise<number | string> {
  let last: number | string = 'nothing';
  for (let tries = 0; tries < 100; tries++) {
    try {
      last = (await fetch(url, { headers })).status;
      return last;
    } catch (error) {
      last = String(error);
      await sleep(100);
    }
  }
  return last;
}
