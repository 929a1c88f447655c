// SPDX-License-Identifier: Apache-2.0
// A real Keycloak for the lab: fetched and built once, started on a free loopback port with the realm of deploy/compose and a
// folder of its own, given further realms by its admin REST API, and stopped by its process group. One serves all test files:
// whoever has its place can use, stop and start it.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../free-port.ts';
import { run } from '../kubernetes/run.ts';

const VERSION = '26.4.0';
const ARTIFACT = 'keycloak-quarkus-dist';
const REALM_FILE = resolve(import.meta.dirname, '../../../deploy/compose/realm.json');

/** What `${…}` in the realm's file stand for; passwords of a Keycloak that only this machine reaches. */
export const LAB_SECRETS = {
  ALICE_PASSWORD: 'alice-pw',
  BOB_PASSWORD: 'bob-pw',
  OPENSTACK_CLIENT_SECRET: 'openstack-secret',
} as const;

// biome-ignore lint/suspicious/noExplicitAny: a realm, and what the admin API answers, are checked by what is expected of them
export type Loose = any;

/** Where one runs, as it can be told to another process. */
export interface Place {
  readonly folder: string;
  readonly port: number;
  /** Then issuers are at this port: for what takes no others than with https. */
  readonly tls?: { readonly port: number; readonly cert: string; readonly key: string };
}

export interface Realm {
  readonly name: string;
  readonly issuer: string;
  /** A call of the realm's admin API: `admin('GET', '/users?username=alice')`. Throws unless it is answered 2xx. */
  admin(method: string, path: string, body?: unknown): Promise<Loose>;
  /** A token by name and password for the client `openstack`. */
  token(user: 'alice' | 'bob'): Promise<{ readonly access_token: string; readonly id_token?: string }>;
}

export interface Keycloak {
  readonly url: string;
  /** The one of deploy/compose, as Keycloak imported it when it started. */
  readonly imported: Realm;
  /** Another one like it. */
  createRealm(name: string, change?: (realm: Loose) => Loose): Promise<Realm>;
  stop(): Promise<void>;
  /** With the data that it has. */
  start(): Promise<void>;
}

/** What a machine has to have, as one line; undefined: all of it is there. */
export function missingForKeycloak(): string | undefined {
  const there = (program: string): boolean => existsSync(`/usr/bin/${program}`);
  const needed = [
    ['java', 'openjdk-17-jre-headless'],
    ['unzip', 'unzip'],
    ...(existsSync(installed()) ? [] : [['mvn', 'maven'] as const]),
  ] as const;
  const packages = needed.flatMap(([program, name]) => (there(program) ? [] : [name]));
  if (packages.length === 0) return undefined;
  return `missing: ${packages.join(', ')}; install as root: test/lab/install-packages.sh ${packages.join(' ')}`;
}

/** Starts one. The folder, for its data and its copy of the program, is emptied. */
export async function startKeycloak(folder: string, pair?: { cert: string; key: string }): Promise<Place> {
  const program = await install();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'data/import'), { recursive: true });
  for (const part of ['bin', 'conf', 'providers', 'themes', 'version.txt', 'lib'])
    cpSync(join(program, part), join(folder, part), { recursive: true });
  cpSync(REALM_FILE, join(folder, 'data/import/realm.json'));
  // Of its own five seconds Keycloak ends where a busy machine opens the database more slowly.
  writeFileSync(join(folder, 'conf/quarkus.properties'), 'quarkus.datasource.jdbc.acquisition-timeout=300S\n');
  const tls = pair === undefined ? {} : { tls: { ...pair, port: await freePort() } };
  const place = { folder, port: await freePort(), ...tls };
  await keycloakAt(place).start();
  return place;
}

export function keycloakAt({ folder, port, tls }: Place): Keycloak {
  const url = `http://127.0.0.1:${port}`;
  const issuers = tls === undefined ? url : `https://127.0.0.1:${tls.port}`;
  const log = join(folder, 'keycloak.log');
  const pidFile = join(folder, 'pid');
  const written = (): Loose => JSON.parse(readFileSync(REALM_FILE, 'utf8'));

  const form = async (issuer: string, fields: Record<string, string>): Promise<Loose> => {
    const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', ...fields }),
    });
    if (!answer.ok) throw new Error(`Keycloak answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const admin = async (method: string, path: string, body?: unknown): Promise<Loose> => {
    // Asked anew each time: an administrator's token lives for a minute.
    const asAdmin = { client_id: 'admin-cli', username: 'admin', password: 'admin-pw' };
    const { access_token: token } = await form(`${url}/realms/master`, asAdmin);
    const answer = await fetch(`${url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const realmOf = (name: string): Realm => ({
    name,
    issuer: `${issuers}/realms/${name}`,
    admin: (method, path, body) => admin(method, `/${name}${path}`, body),
    token: (user) =>
      form(`${issuers}/realms/${name}`, {
        client_id: 'openstack',
        client_secret: LAB_SECRETS.OPENSTACK_CLIENT_SECRET,
        username: user,
        password: LAB_SECRETS[user === 'alice' ? 'ALICE_PASSWORD' : 'BOB_PASSWORD'],
        scope: 'openid',
      }),
  });

  return {
    url,
    imported: realmOf(written().realm),
    async createRealm(name, change = (same) => same) {
      const filled = JSON.stringify(written()).replace(
        /\$\{(\w+)\}/g,
        (_, secret: keyof typeof LAB_SECRETS) => LAB_SECRETS[secret],
      );
      await admin('POST', '', { ...change(JSON.parse(filled)), realm: name });
      return realmOf(name);
    },
    async start() {
      const output = openSync(log, 'a');
      const child = spawn(
        join(folder, 'bin/kc.sh'),
        [
          ...['start', '--optimized', '--import-realm', `--http-port=${port}`, '--http-host=127.0.0.1'],
          ...['--http-enabled=true', '--hostname-strict=false', '--cache=local'],
          ...(tls === undefined
            ? []
            : [
                `--https-port=${tls.port}`,
                `--https-certificate-file=${tls.cert}`,
                `--https-certificate-key-file=${tls.key}`,
              ]),
        ],
        {
          cwd: folder,
          // A process group of its own: the script starts Java beside itself.
          detached: true,
          stdio: ['ignore', output, output],
          env: { ...environment(folder), ...LAB_SECRETS },
        },
      );
      child.unref();
      const pid = child.pid ?? 0;
      writeFileSync(pidFile, `${pid}`);
      const until = Date.now() + 900_000;
      while (Date.now() < until && runs(pid)) {
        const answer = await fetch(`${realmOf(written().realm).issuer}/.well-known/openid-configuration`).catch(
          () => undefined,
        );
        if (answer?.ok) return;
        await sleep(200);
      }
      await this.stop();
      throw new Error(`Keycloak did not start; its log ends with:\n${readFileSync(log, 'utf8').slice(-3000)}`);
    },
    async stop() {
      const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
      if (pid > 0 && runs(pid)) process.kill(-pid, 'SIGTERM');
      // Killed in the midst of it, its database would have to be mended at the next start.
      const until = Date.now() + 120_000;
      while (pid > 0 && runs(pid)) {
        if (Date.now() > until) process.kill(-pid, 'SIGKILL');
        await sleep(100);
      }
      rmSync(pidFile, { force: true });
    },
  };
}

const environment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
  KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
  KC_BOOTSTRAP_ADMIN_PASSWORD: 'admin-pw',
});

/** Also where it is nobody's child any more; one that has ended and that nobody has asked for has no command line. */
function runs(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

const installed = (): string =>
  join(process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab'), `keycloak-${VERSION}-built`);

/** By Maven's own client: settings, mirrors and checksums are its business. Built at once, which each start would do again. */
async function install(): Promise<string> {
  const folder = installed();
  if (existsSync(folder)) return folder;
  const must = async (command: string, ...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await run(command, args, {
      env: { ...environment(homedir()), ...process.env },
      timeout: 900_000,
    });
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${`${stdout}${stderr}`.slice(-2000)}`);
  };
  const artifact = `org.keycloak:${ARTIFACT}:${VERSION}:zip`;
  await must('mvn', '-q', 'dependency:get', `-Dartifact=${artifact}`, '-Dtransitive=false');
  const repository = process.env.MAVEN_REPOSITORY ?? join(homedir(), '.m2/repository');
  const archive = join(repository, 'org/keycloak', ARTIFACT, VERSION, `${ARTIFACT}-${VERSION}.zip`);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  await must('unzip', '-q', archive, '-d', unfinished);
  const program = join(unfinished, `keycloak-${VERSION}`);
  await must(join(program, 'bin/kc.sh'), 'build', '--db=dev-file');
  if (!existsSync(folder)) renameSync(program, folder);
  rmSync(unfinished, { recursive: true, force: true });
  return folder;
}
