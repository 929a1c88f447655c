// SPDX-License-Identifier: Apache-2.0
// The machine of a user who logs in is shared: with other users, with every page in the browser, and with texts of servers.
// None of them may read the login, take its place, or make the terminal or the shell do something.
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportsOf } from '../../src/cli/env.ts';
import { runCommand } from '../e2e/user-command.ts';

let home: string;
const servers: Server[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-machine-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
  await rm(home, { recursive: true, force: true });
});

type Answers = Readonly<
  Record<string, (url: URL) => { status?: number; headers?: Record<string, string>; body?: object }>
>;

async function serve(answers: (origin: string) => Answers): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  let table: Answers = {};
  let origin = '';
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', origin);
    asked.push(`${incoming.method} ${url.pathname} ${incoming.headers.authorization ?? ''}`.trim());
    const { status = 200, headers = {}, body = {} } = table[url.pathname]?.(url) ?? { status: 404 };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  table = answers(origin);
  return { origin, asked };
}

const ESCAPE = '\u001b]0;owned\u0007\u001b[2J\u202e';
/** A gateway and its identity provider in one, whose every text would redraw a terminal. */
const hostile = (origin: string, more: Answers = {}): Answers => ({
  '/': () => ({
    body: {
      login: {
        identityProviders: [
          { id: 'idp', protocol: 'openid', issuer: origin, cli: { clientId: 'cli', scope: 'profile' } },
        ],
      },
    },
  }),
  '/.well-known/openid-configuration': () => ({
    body: {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      device_authorization_endpoint: `${origin}/device`,
    },
  }),
  '/device': () => ({
    body: {
      device_code: 'd',
      user_code: `AB${ESCAPE}CD`,
      verification_uri: `${origin}/page${ESCAPE}`,
      interval: 0.01,
      expires_in: 60,
    },
  }),
  '/token': () => ({ body: { access_token: 'provider-token', token_type: 'Bearer', expires_in: 300 } }),
  '/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth': () => ({
    status: 201,
    headers: { 'x-subject-token': 'gateway-token' },
    body: { token: { issued_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T01:00:00Z' } },
  }),
  '/scs/v1/me': () => ({
    body: {
      user: { id: 'u', name: `mallory${ESCAPE}`, domain: `d${ESCAPE}`, groups: [`g${ESCAPE}`] },
      identityProvider: `idp${ESCAPE}`,
      issuedAt: '',
      expiresAt: `soon${ESCAPE}`,
      notes: [{ message: `note${ESCAPE}` }],
    },
  }),
  '/scs/v1/projects': () => ({
    body: { items: [{ id: 'p', name: `p${ESCAPE}`, domain: { id: 'd', name: `d${ESCAPE}` } }] },
  }),
  ...more,
});

const run = (args: readonly string[], env: Record<string, string> = {}, onErr = (_: string): void => {}) =>
  runCommand(args, { env: { HOME: home, XDG_STATE_HOME: home, ...env }, onErr });

describe('a terminal', () => {
  it('shows nothing that a gateway or an identity provider could redraw it by', async () => {
    const { origin } = await serve((own) => hostile(own));
    const login = await run(['login', '--gateway', origin]);
    expect(login.code).toBe(0);
    const whoami = await run(['whoami']);
    const token = await run(['token', '--project', 'nobody']);
    const said = [login, whoami, token].map(({ out, err }) => out + err).join('');
    expect(said).toContain('mallory');
    expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });

  it('shows no page that is not https, which a person would log in at', async () => {
    const device = { device_code: 'd', user_code: 'A', verification_uri: 'http://phish.example/', expires_in: 60 };
    const { origin } = await serve((own) => hostile(own, { '/device': () => ({ body: device }) }));
    const { code, err } = await run(['login', '--gateway', origin]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^scs-gateway: the identity provider sends you to .* not https\n$/),
    });
  });
});

describe('a token', () => {
  it('follows no redirect, of the gateway or of the identity provider', async () => {
    const thief = await serve(() => ({}));
    const away = () => ({ status: 307, headers: { location: `${thief.origin}/` } });
    const auth = '/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth';
    for (const path of [auth, '/scs/v1/me', '/token']) {
      const { origin } = await serve((own) => hostile(own, { [path]: away }));
      expect((await run(['login', '--gateway', origin])).code).not.toBe(0);
    }
    expect(thief.asked).toEqual([]);
  });

  it('does not become part of a file or a header where it is none', async () => {
    const auth = '/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth';
    const odd = () => ({
      status: 201,
      headers: { 'x-subject-token': 'a b; rm' },
      body: { token: { issued_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T01:00:00Z' } },
    });
    const { origin } = await serve((own) => hostile(own, { [auth]: odd }));
    expect(await run(['login', '--gateway', origin])).toMatchObject({
      code: 1,
      err: expect.stringContaining('has no token'),
    });
  });
});

describe('a saved login', () => {
  it('is read by nobody else under any umask, and its folder is not a link', async () => {
    const { origin } = await serve((own) => hostile(own));
    const script = 'umask 000; exec "$@"';
    execFileSync('bash', ['-c', 'umask 000; mkdir -m 777 "$0/scs-gateway"', home]);
    const child = spawn('bash', ['-c', script, 'x', process.execPath, 'src/main.ts', 'login', '--gateway', origin], {
      env: { PATH: process.env.PATH ?? '', HOME: home, XDG_STATE_HOME: home },
      stdio: 'ignore',
    });
    expect(await new Promise((done) => child.once('close', done))).toBe(0);
    const folder = join(home, 'scs-gateway');
    const names = await readdir(folder);
    expect(names).toHaveLength(3);
    const modes = await Promise.all(
      [folder, ...names.map((name) => join(folder, name))].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);

    await rm(folder, { recursive: true });
    await mkdir(join(home, 'theirs'));
    await symlink(join(home, 'theirs'), folder);
    expect(await run(['login', '--gateway', origin])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not a folder'),
    });
    expect(await readdir(join(home, 'theirs'))).toEqual([]);
  });

  it('is not taken from a link that somebody has put in its place', async () => {
    const { origin } = await serve((own) => hostile(own));
    await run(['login', '--gateway', origin]);
    const folder = join(home, 'scs-gateway');
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      await writeFile(join(home, name), await readFile(path));
      await rm(path);
      await symlink(join(home, name), path);
    }
    expect(await run(['token', '--unscoped'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('is a link'),
    });
  });
});

describe('the listener of a login in the browser', () => {
  /** What it answers to a request as a stranger makes it. */
  const ask = (to: URL, { method = 'GET', host = to.host } = {}): Promise<number> =>
    new Promise((done, failed) => {
      const options = { host: to.hostname, port: to.port, path: to.pathname + to.search, method, headers: { host } };
      request(options, (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      })
        .once('error', failed)
        .end();
    });

  it('takes the answer to this login alone: state, path, method and host, once', async () => {
    const { origin, asked } = await serve((own) => hostile(own));
    const seen: number[] = [];
    let tried: Promise<void> | undefined;
    const ended = await run(['login', '--gateway', origin, '--browser'], {}, (text) => {
      const page = URL.parse(/open (http\S+)\n/.exec(text)?.[1] ?? '');
      if (page === null || tried !== undefined) return;
      const callback = page.searchParams.get('redirect_uri') ?? '';
      const state = page.searchParams.get('state') ?? '';
      const to = (path: string): URL => new URL(path, callback);
      tried = (async () => {
        seen.push(await ask(to('/callback?code=c')));
        seen.push(await ask(to('/callback?code=c&state=guess')));
        seen.push(await ask(to(`/other?code=c&state=${state}`)));
        seen.push(await ask(to(`/callback?code=c&state=${state}`), { method: 'POST' }));
        // A name that a page lets lead to this machine (DNS rebinding).
        seen.push(await ask(to(`/callback?code=c&state=${state}`), { host: `rebound.example:${page.port}` }));
        expect(asked.filter((one) => one.startsWith('POST'))).toEqual([]);
        seen.push(await ask(to(`/callback?code=c&state=${state}`)));
      })();
    });
    await tried;
    expect(seen).toEqual([400, 400, 404, 404, 404, 200]);
    expect(ended.code).toBe(0);
    expect(asked.filter((one) => one.startsWith('POST /token'))).toHaveLength(1);
  });
});

it('a name of a project runs nothing in the shell that evaluates it', () => {
  const witness = join(home, 'witness');
  for (const name of [
    `'; touch ${witness}; '`,
    `$(touch ${witness})`,
    `\`touch ${witness}\``,
    `a\ntouch ${witness}\n`,
    `\\'; touch ${witness} #`,
  ]) {
    const text = exportsOf({ OS_PROJECT_NAME: name }, 'sh');
    const shown = execFileSync('bash', [
      '-c',
      'eval "$1"; printf %s "$OS_PROJECT_NAME"; test ! -e "$2"',
      'x',
      text,
      witness,
    ]);
    expect(shown.toString()).toBe(name);
  }
});

it('a token is not put into a file that others can read', async () => {
  const { origin } = await serve((own) =>
    hostile(own, {
      '/identity/v3/auth/tokens': () => ({
        status: 201,
        headers: { 'x-subject-token': 'scoped-token' },
        body: { token: { issued_at: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T01:00:00Z' } },
      }),
      '/.well-known/openstack/api': () => ({ body: { profile: { regions: ['cloud-a'] } } }),
    }),
  );
  await run(['login', '--gateway', origin]);
  const file = join(home, 'clouds.yaml');
  await writeFile(file, 'clouds: {}\n', { mode: 0o644 });
  expect(await run(['clouds-yaml', '--merge', '--file', file])).toMatchObject({
    code: 1,
    err: expect.stringContaining('can be read by others'),
  });
  expect(await readFile(file, 'utf8')).toBe('clouds: {}\n');
});
