// SPDX-License-Identifier: Apache-2.0
// A real Keycloak for the lab: fetched once by Maven, started in development mode on a free loopback port with the realm of
// deploy/compose and a folder of its own, used by its admin REST API, and stopped by its process group.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../e2e/harness.ts';
import { run } from '../kubernetes/run.ts';

const VERSION = '26.4.0';
const ARTIFACT = 'keycloak-quarkus-dist';
const REALM_FILE = resolve(import.meta.dirname, '../../../deploy/compose/realm.json');

/** What `${…}` in the realm's file stand for; passwords of a Keycloak that only this machine reaches. */
const LAB_SECRETS = {
  ALICE_PASSWORD: 'alice-pw',
  BOB_PASSWORD: 'bob-pw',
  OPENSTACK_CLIENT_SECRET: 'openstack-secret',
} as const;

/** The client by which a gateway logs people in with a browser, added to a realm. */
export function withLoginClient(realm: Loose, publicUrl: string, provider = 'keycloak'): Loose {
  const { protocolMappers } = realm.clients[0];
  const client = {
    clientId: 'scs-gateway-login',
    secret: LOGIN_SECRET,
    publicClient: false,
    consentRequired: true,
    redirectUris: [`${publicUrl}/identity/v3/auth/websso/callback/${provider}`],
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    fullScopeAllowed: false,
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': `${publicUrl}/identity/v3/auth/websso/logged-out`,
    },
    protocolMappers,
  };
  return { ...realm, revokeRefreshToken: true, refreshTokenMaxReuse: 0, clients: [...realm.clients, client] };
}

export const LOGIN_SECRET = 'login-secret';

// biome-ignore lint/suspicious/noExplicitAny: a realm, and what the admin API answers, are checked by what is expected of them
export type Loose = any;

export interface KeycloakOptions {
  /** For its data, its copy of the program's changing parts, and its log. It is emptied. */
  readonly folder: string;
  /** Changes the realm of deploy/compose before it is imported. */
  readonly realm?: (realm: Loose) => Loose;
}

export interface Keycloak {
  readonly url: string;
  readonly issuer: string;
  readonly log: string;
  readonly pid: () => number;
  /** A call of the realm's admin API: `admin('GET', '/users?username=alice')`. Throws unless it is answered 2xx. */
  admin(method: string, path: string, body?: unknown): Promise<Loose>;
  /** A token by name and password for the client `openstack`. */
  token(user: 'alice' | 'bob'): Promise<{ readonly access_token: string; readonly id_token?: string }>;
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

export async function startKeycloak({ folder, realm = (same) => same }: KeycloakOptions): Promise<Keycloak> {
  const program = await install();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'data/import'), { recursive: true });
  // Development mode builds itself anew at each start, beside the program: two must not share that place.
  for (const part of ['bin', 'conf', 'providers', 'themes', 'version.txt', 'lib'])
    cpSync(join(program, part), join(folder, part), { recursive: true });
  const content = realm(JSON.parse(readFileSync(REALM_FILE, 'utf8')));
  writeFileSync(join(folder, 'data/import/realm.json'), JSON.stringify(content));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const issuer = `${url}/realms/${content.realm}`;
  const log = join(folder, 'keycloak.log');
  let child: ChildProcess | undefined;

  const stop = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running?.pid === undefined || running.exitCode !== null) return;
    const ended = new Promise((done) => running.once('exit', done));
    process.kill(-running.pid, 'SIGTERM');
    const force = setTimeout(() => process.kill(-(running.pid ?? 0), 'SIGKILL'), 20_000);
    await ended;
    clearTimeout(force);
  };
  const start = async (): Promise<void> => {
    const output = openSync(log, 'a');
    child = spawn(
      join(folder, 'bin/kc.sh'),
      ['start-dev', '--import-realm', `--http-port=${port}`, '--http-host=127.0.0.1', '--cache=local'],
      {
        cwd: folder,
        // A process group of its own: the script starts Java beside itself.
        detached: true,
        stdio: ['ignore', output, output],
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
          KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
          KC_BOOTSTRAP_ADMIN_PASSWORD: 'admin-pw',
          ...LAB_SECRETS,
        },
      },
    );
    const running = child;
    process.once('exit', () => running.exitCode === null && running.pid && process.kill(-running.pid, 'SIGKILL'));
    // The first start builds it, which takes minutes on a busy machine.
    for (let tries = 0; tries < 3000; tries += 1) {
      if (running.exitCode !== null) break;
      const answer = await fetch(`${issuer}/.well-known/openid-configuration`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(200);
    }
    await stop();
    throw new Error(`Keycloak did not start; its log ends with:\n${readFileSync(log, 'utf8').slice(-3000)}`);
  };

  const form = async (realmName: string, fields: Record<string, string>): Promise<Loose> => {
    const answer = await fetch(`${url}/realms/${realmName}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', ...fields }),
    });
    if (!answer.ok) throw new Error(`Keycloak answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };

  await start();
  keepBuilt(folder, program);
  return {
    url,
    issuer,
    log,
    pid: () => child?.pid ?? 0,
    start,
    stop,
    async admin(method, path, body) {
      // Asked anew each time: an administrator's token lives for a minute.
      const asAdmin = { client_id: 'admin-cli', username: 'admin', password: 'admin-pw' };
      const { access_token: token } = await form('master', asAdmin);
      const answer = await fetch(`${url}/admin/realms/${content.realm}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    token: (user) =>
      form(content.realm, {
        client_id: 'openstack',
        client_secret: LAB_SECRETS.OPENSTACK_CLIENT_SECRET,
        username: user,
        password: LAB_SECRETS[user === 'alice' ? 'ALICE_PASSWORD' : 'BOB_PASSWORD'],
        scope: 'openid',
      }),
  };
}

const installed = (): string =>
  join(process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab'), `keycloak-${VERSION}`);

/** What the first start has built is there for the next ones, which then take a third of the time. */
function keepBuilt(folder: string, program: string): void {
  const mark = join(program, 'built');
  if (existsSync(mark)) return;
  const [from, to] = [join(folder, 'lib/quarkus'), join(program, 'lib/quarkus')];
  const fresh = `${to}.${process.pid}`;
  cpSync(from, fresh, { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(fresh, to);
  writeFileSync(mark, '');
}

/** By Maven's own client: settings, mirrors and checksums are its business. */
async function install(): Promise<string> {
  const folder = installed();
  if (existsSync(folder)) return folder;
  const must = async (command: string, ...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await run(command, args, { env: process.env, timeout: 900_000 });
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${`${stdout}${stderr}`.slice(-2000)}`);
  };
  const artifact = `org.keycloak:${ARTIFACT}:${VERSION}:zip`;
  await must('mvn', '-q', 'dependency:get', `-Dartifact=${artifact}`, '-Dtransitive=false');
  const repository = process.env.MAVEN_REPOSITORY ?? join(homedir(), '.m2/repository');
  const archive = join(repository, 'org/keycloak', ARTIFACT, VERSION, `${ARTIFACT}-${VERSION}.zip`);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  await must('unzip', '-q', archive, '-d', unfinished);
  if (!existsSync(folder)) renameSync(join(unfinished, `keycloak-${VERSION}`), folder);
  rmSync(unfinished, { recursive: true, force: true });
  return folder;
}
