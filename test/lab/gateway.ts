// SPDX-License-Identifier: Apache-2.0
// Starts the gateway as an operator would, `scs-gateway serve --config <file>`, in a process of its own, and waits until
// it is ready. Its log goes to a file.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import type { Env } from './client.ts';

export interface Gateway {
  readonly log: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  /** Folder for configuration, keys and log. */
  readonly folder: string;
  /** The configuration file's content. */
  readonly config: {
    readonly gateway: {
      readonly operations: { readonly port: number; readonly host?: string };
      readonly [part: string]: unknown;
    };
    readonly [part: string]: unknown;
  };
  /** Where every request that leaves the process is written down; left out, nothing is. */
  readonly upstreamFolder?: string;
  readonly env?: Env;
}

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const preload = (file: string): string => `--import=${pathToFileURL(join(import.meta.dirname, file)).href}`;

export async function startGateway({ folder, config, upstreamFolder, env }: GatewayOptions): Promise<Gateway> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'gateway.yaml');
  const log = join(folder, 'gateway.log');
  writeFileSync(file, stringify(config));
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, [MAIN, 'serve', '--config', file], {
    env: {
      ...process.env,
      ...env,
      ...(upstreamFolder === undefined
        ? {}
        : {
            NODE_OPTIONS: `${preload('record-upstream.ts')} ${preload('collect-on-signal.ts')}`,
            LAB_UPSTREAM_FOLDER: upstreamFolder,
          }),
    },
    cwd: dirname(dirname(dirname(MAIN))),
    stdio: ['ignore', output, output],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = `http://127.0.0.1:${config.gateway.operations.port}/readyz`;
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries > 600) {
      child.kill('SIGKILL');
      throw new Error(`the gateway did not get ready; its log ends with:\n${readFileSync(log, 'utf8').slice(-3000)}`);
    }
    const answer = await fetch(ready).catch(() => undefined);
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    log,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(force);
    },
  };
}
