// SPDX-License-Identifier: Apache-2.0
// What a user would run instead of the gateway: a program of others in front of the same origin, on the core of the process under
// test. Each is one file here and one line in index.ts; one whose program is missing is left out, and the run says so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Running } from '../processes.ts';

export interface Ground {
  /** Of this run. */
  readonly folder: string;
  /** An URL. */
  readonly origin: string;
  readonly issuer: string;
  /** The gateway's, scoped to a project. */
  readonly token: string;
  /** PEM: what the gateway's tokens are verified by. */
  readonly tokenKey: string;
  /** The identity provider's. */
  readonly loginToken: string;
}

export interface Peer {
  readonly name: string;
  readonly command: string;
  /** Where it comes from: a package of Debian, or a module of Go at a version. */
  readonly from: { readonly debian: string } | { readonly go: string };
  /** Fields of the requests that it is sent. */
  headers(ground: Ground): Readonly<Record<string, string>>;
  start(program: string, port: number, ground: Ground): Promise<Running>;
}

/** Kept between runs: what Go builds takes minutes. */
const CACHE = join(import.meta.dirname, '../../.bench/bin');

/** Its program. With `build`, what is to be had from Go is built; undefined: it is not there, and the run has been told. */
export function programOf({ name, command, from }: Peer, build: boolean): string | undefined {
  const kept = join(CACHE, command);
  const found = (process.env.PATH ?? '').split(':').map((folder) => join(folder, command));
  const there = [kept, ...found].find((file) => existsSync(file));
  if (there !== undefined) return there;
  if ('go' in from && build) {
    console.log(`building ${name} (${from.go})`);
    spawnSync('go', ['install', from.go], {
      env: { ...process.env, GOBIN: CACHE },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (existsSync(kept)) return kept;
  }
  const how = 'go' in from ? `GOBIN=${CACHE} go install ${from.go}` : `apt-get install ${from.debian}`;
  console.log(`${name} is left out, for ${command} is not here: ${how}`);
  return undefined;
}
