// SPDX-License-Identifier: Apache-2.0
// Real Horizons: Debian's and the newest of the Python package index, each as its operator would lay it, with
// deploy/horizon/_1000_scs_gateway.py in local_settings.d, run by Django's own server over TLS on a free loopback port.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoTls } from '../../../demo/ca.ts';
import { freePort } from '../../free-port.ts';
import { run } from '../kubernetes/run.ts';

/** What operators copy: docs/horizon.md shows it whole. */
const SETTINGS = resolve(import.meta.dirname, '../../../deploy/horizon/_1000_scs_gateway.py');
const NEWEST = join(process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab'), 'horizon-27');

const RELEASES = {
  23: {
    python: '/usr/bin/python3',
    // As it is installed; Debian's snippets, which are settings too, come after everything here.
    before: '/etc/openstack-dashboard/local_settings.py',
  },
  27: { python: join(NEWEST, 'bin/python'), before: join(NEWEST, 'local_settings.py') },
} as const;
export type Release = keyof typeof RELEASES;

export interface Horizon {
  readonly release: Release;
  /** With a closing slash. */
  readonly url: string;
  readonly log: () => string;
  close(): Promise<void>;
}

export async function installHorizons(): Promise<void> {
  const script = join(import.meta.dirname, 'install.sh');
  const { code, stdout, stderr } = await run('/bin/bash', [script, NEWEST], { env: process.env, timeout: 1_200_000 });
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${`${stdout}${stderr}`.slice(-3000)}`);
}

/** The name by which browsers know it: another site than the gateway's, as in life. */
export const horizonUrl = (port: number): string => `https://horizon.test:${port}/`;

interface HorizonOptions {
  readonly folder: string;
  readonly port: number;
  readonly gateway: string;
  readonly tls: DemoTls;
  /** Further lines, after those of the page. */
  readonly settings?: string;
}

export async function startHorizon(release: Release, options: HorizonOptions): Promise<Horizon> {
  const { folder, port, gateway, tls, settings = '' } = options;
  const { python, before } = RELEASES[release];
  const memory = await freePort();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = {
    gateway: readFileSync(SETTINGS, 'utf8')
      .replaceAll('https://gateway.example.org', gateway)
      .replaceAll('/etc/ssl/certs/ca-certificates.crt', tls.ca)
      .replaceAll('127.0.0.1:11211', `127.0.0.1:${memory}`),
    // What each operator has of their own.
    own: [
      "ALLOWED_HOSTS = ['horizon.test']",
      "SECRET_KEY = 'of the lab'",
      "LOGGING = {'version': 1, 'disable_existing_loggers': False, 'handlers': {'err': {'class': 'logging.StreamHandler'}},",
      "           'root': {'handlers': ['err'], 'level': 'WARNING'}}",
      settings,
      '',
    ].join('\n'),
  };
  const laid = Object.entries(files).map(([name, text]) => {
    const file = join(folder, `${name}.py`);
    writeFileSync(file, text);
    return file;
  });
  const memcached = startMemcached(memory);
  const log = join(folder, 'log');
  const output = openSync(log, 'w');
  const program = join(import.meta.dirname, 'serve.py');
  const child = spawn(python, [program, `${port}`, tls.cert, tls.key, before, ...laid], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PYTHONWARNINGS: 'ignore',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const text = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const close = async (): Promise<void> => {
    memcached.kill();
    child.kill('SIGKILL');
    await ended;
  };
  const until = Date.now() + 120_000;
  while (!text().includes('serving')) {
    if (child.exitCode !== null || Date.now() > until) {
      await close();
      throw new Error(`Horizon ${release} did not start; its log ends with:\n${text().slice(-3000)}`);
    }
    await sleep(100);
  }
  return { release, url: horizonUrl(port), log: text, close };
}

const startMemcached = (port: number) =>
  spawn('/usr/bin/memcached', ['-l', '127.0.0.1', '-p', `${port}`, '-U', '0', '-u', 'nobody'], { stdio: 'ignore' });

/** How often one of many threads did not read from the settings' cache what it had written there. */
export async function threadsOf(release: Release): Promise<Awaited<ReturnType<typeof run>>> {
  const port = await freePort();
  const memcached = startMemcached(port);
  const program = join(import.meta.dirname, 'threads.py');
  try {
    return await run(RELEASES[release].python, [program, SETTINGS, `${port}`], { env: process.env, timeout: 120_000 });
  } finally {
    memcached.kill();
  }
}
