// SPDX-License-Identifier: Apache-2.0
// The machine and the Node that the gateway runs on, as far as that says why something goes wrong. No host name, no user, no
// value of a variable.
import { readFile, stat, statfs } from 'node:fs/promises';
import { arch, availableParallelism, freemem, loadavg, release, totalmem, uptime, version } from 'node:os';
import { VERSION } from '../version.ts';
import type { Environment } from './bundle-secrets.ts';

/** Variables that change how Node, OpenSSL or the gateway behave. Whether they are set is told, not what they say. */
const TELLING = /^(?:SCS_|NODE_|UV_|SSL_|OPENSSL_|LD_PRELOAD|MALLOC_|TZ$|LANG$|LC_ALL$|(?:HTTPS?|NO|ALL)_PROXY$)/i;

export async function systemFacts(folders: Readonly<Record<string, string>>, env: Environment): Promise<object> {
  return {
    gateway: VERSION,
    node: process.version,
    versions: process.versions,
    features: { openssl: process.versions.openssl, icu: process.versions.icu },
    platform: {
      platform: process.platform,
      arch: arch(),
      kernel: release(),
      system: version(),
      release: await osRelease(),
    },
    processors: availableParallelism(),
    loadAverage: loadavg().map((value) => Math.round(value * 100) / 100),
    memory: { total: totalmem(), free: freemem(), cgroup: await firstLine('/sys/fs/cgroup/memory.max') },
    cpuQuota: await firstLine('/sys/fs/cgroup/cpu.max'),
    uptimeSeconds: Math.round(uptime()),
    // Of this command: a service manager may give the gateway others.
    limits: await lines('/proc/self/limits', /open files|processes/i),
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    time: { now: new Date().toISOString(), synchronised: await synchronised() },
    folders: Object.fromEntries(
      await Promise.all(Object.entries(folders).map(async ([name, path]) => [name, await folderFacts(path)])),
    ),
    variables: Object.keys(env)
      .filter((name) => TELLING.test(name))
      .toSorted(),
  };
}

const firstLine = async (path: string): Promise<string | undefined> =>
  (await readFile(path, 'utf8').catch(() => undefined))?.split('\n')[0];

const lines = async (path: string, wanted: RegExp): Promise<string[] | undefined> =>
  (await readFile(path, 'utf8').catch(() => undefined))?.split('\n').filter((line) => wanted.test(line));

const osRelease = async (): Promise<string | undefined> =>
  /^PRETTY_NAME="?(.*?)"?$/m.exec((await readFile('/etc/os-release', 'utf8').catch(() => '')) ?? '')?.[1];

/** systemd-timesyncd and chrony leave it in the kernel; this file is the one that needs no program. */
const synchronised = async (): Promise<boolean | 'unknown'> =>
  stat('/run/systemd/timesync/synchronized').then(
    () => true,
    () => 'unknown' as const,
  );

async function folderFacts(path: string): Promise<object> {
  try {
    const [{ mode, uid, gid }, { bsize, bavail, blocks, type }] = await Promise.all([stat(path), statfs(path)]);
    const fileSystem = `0x${type.toString(16)}`;
    return {
      mode: (mode & 0o7777).toString(8),
      uid,
      gid,
      freeBytes: bsize * bavail,
      bytes: bsize * blocks,
      fileSystem,
    };
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}
