// SPDX-License-Identifier: Apache-2.0
// nghttp2's load generator: what speaks HTTP/2, and HTTP/1.1 over TLS beside it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, tool } from './processes.ts';

export interface H2Load {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  /** On each connection. Absent: HTTP/1.1. */
  readonly streams?: number;
}

/** Debian's nghttp2-client. False: it is not here, and the run has been told. */
export function haveH2load(): boolean {
  if ((process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'h2load')))) return true;
  console.log('TLS and HTTP/2 are left out, for h2load is not here: apt-get install nghttp2-client');
  return false;
}

/** Microseconds of CPU of `process` for each request. */
export async function h2load(load: H2Load, process: Running, seconds: number): Promise<number> {
  const { url, token, connections, streams } = load;
  const protocol = streams === undefined ? ['--h1'] : ['-m', String(streams)];
  const args = [
    '-t1',
    '-c',
    String(connections),
    ...protocol,
    '-D',
    String(seconds),
    '-H',
    `x-auth-token: ${token}`,
    url,
  ];
  const before = process.cpu();
  const output = await tool('h2load', args);
  const cpu = process.cpu() - before;
  const [, done = '0', succeeded = '0'] = /(\d+) done, (\d+) succeeded/.exec(output) ?? [];
  const [, good = '0'] = /status codes: (\d+) 2xx/.exec(output) ?? [];
  // What is under way when the time is over is not counted as done.
  if (good === '0' || Number(succeeded) < Number(done) * 0.99)
    throw new Error(`h2load of ${url}: ${done} done, ${succeeded} succeeded, ${good} good`);
  return (cpu * 1000) / Number(done);
}
