// SPDX-License-Identifier: Apache-2.0
// A user's way with `scs-gateway login`, from a folder and a home of its own, at the demo: by code, by browser, then every
// command that uses the login, and its end.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { confirmCode, createBrowser } from './browser.ts';
import { type Ended, runCommand } from './user-command.ts';

let home: string;
let demo: Demo;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-login-'));
  demo = await startDemo(join(home, 'demo'));
});
afterAll(async () => {
  await demo.close();
  await rm(home, { recursive: true, force: true });
});

let state: string;
let count = 0;
beforeEach(() => {
  count += 1;
  state = join(home, `state-${count}`);
});

const variables = (more: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  XDG_STATE_HOME: state,
  SCS_CA: demo.files.ca,
  ...more,
});

/** `onErr` hears what a person at the terminal reads. */
const run = (args: readonly string[], env: Record<string, string> = {}, onErr = (_: string): void => {}) =>
  runCommand(args, { env: variables(env), cwd: home, onErr });

/** Logs in by a code, which `user` confirms. */
async function logIn(user: string, ...more: string[]): Promise<Ended> {
  let confirmed: Promise<string> | undefined;
  const ended = await run(['login', '--gateway', demo.gatewayUrl, ...more], {}, (text) => {
    const [, page = '', code = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(text) ?? [];
    if (code !== '') confirmed ??= confirmCode(demo.issuer, page, code, user);
  });
  await confirmed;
  return ended;
}

const files = async (): Promise<string[]> => (await readdir(join(state, 'scs-gateway'))).toSorted();

describe('scs-gateway login by a code', () => {
  it('tells who has logged in, and saves the login for its user alone', async () => {
    expect(await logIn('alice')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^Logged in at https:\/\/localhost:\d+\nuser {6}alice of domain acme, by demo\ngroups {4}acme-research\nprojects {2}acme\/archive, acme\/research\ntoken {5}until /,
      ),
    });
    const folder = join(state, 'scs-gateway');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const file of await files()) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await files()).filter((name) => !/^([\da-f]{32}|gateway-[\da-f]{32}|current)\.json$/.test(name))).toEqual(
      [],
    );
  });

  it('serves every other command: whoami, token, env, kubectl and clouds.yaml', async () => {
    await logIn('alice', '--project', 'research');
    const me = JSON.parse((await run(['whoami', '--json'])).out);
    expect(me).toMatchObject({
      gateway: demo.gatewayUrl,
      user: { name: 'alice', groups: ['acme-research'] },
      project: { name: 'research' },
    });
    const first = await run(['token']);
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^eyJ[\w.-]+\n$/) });
    expect(await run(['token'])).toEqual(first);
    const other = await run(['token', '--project', 'acme/archive']);
    expect(other.out).not.toBe(first.out);
    expect(await run(['token', '--unscoped'])).toMatchObject({ code: 0, out: expect.stringMatching(/^eyJ/) });

    const { out: exported } = await run(['env']);
    const script = `${exported}\necho "$OS_AUTH_TYPE $OS_PROJECT_DOMAIN_NAME/$OS_PROJECT_NAME $OS_TOKEN$OS_USERNAME"`;
    const shown = await new Promise((done) =>
      execFile('bash', ['-c', script], { env: variables({ OS_USERNAME: 'somebody' }) }, (_error, out) => done(out)),
    );
    expect(shown).toBe(`v3token acme/research ${first.out}`);

    const clouds = parse((await run(['clouds-yaml', '--name', 'hub'])).out);
    expect(clouds.clouds.hub).toMatchObject({
      auth_type: 'v3token',
      auth: { auth_url: `${demo.gatewayUrl}/identity/v3`, token: first.out.trim(), project_name: 'research' },
      regions: ['cloud-a', 'cloud-b'],
      cacert: demo.files.ca,
    });

    const kubeconfig = parse((await run(['kubeconfig'])).out);
    const { exec } = kubeconfig.users[0].user;
    // As kubectl runs it, without anybody at a terminal: by the same login.
    const info = JSON.stringify({ apiVersion: exec.apiVersion, spec: { interactive: false } });
    const plugin = await run(exec.args, { KUBERNETES_EXEC_INFO: info });
    expect(plugin).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(plugin.out).status.token).toMatch(/^eyJ/);
  });

  it('gives clouds.yaml an application credential, whose secret is in that private file alone', async () => {
    await logIn('alice', '--project', 'research');
    const file = join(home, 'own-clouds.yaml');
    const lasting = ['clouds-yaml', '--merge', '--file', file, '--name', 'ci', '--application-credential', 'for ci'];
    const written = await run([...lasting, '--expires', '30d', '--roles', 'member']);
    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out).toMatch(/: ci, the application credential for ci, project acme\/research, until [\dT:-]+Z\n$/);
    const { ci } = parse(await readFile(file, 'utf8')).clouds;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect([ci.auth_type, Object.keys(ci.auth)]).toEqual([
      'v3applicationcredential',
      ['auth_url', 'application_credential_id', 'application_credential_secret'],
    ]);
    expect(written.out).not.toContain(ci.auth.application_credential_secret);
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: ci.auth.application_credential_id,
      client_secret: ci.auth.application_credential_secret,
    });
    const dispatcher = new Agent({ connect: { ca: await readFile(demo.files.ca, 'utf8') } });
    const answer = await fetch(`${demo.gatewayUrl}/oauth2/token`, { method: 'POST', body, dispatcher });
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', scope: 'project:acme/research' });
    await dispatcher.close();
    // Made, but not written down: it is taken away again, so that the name is free.
    await writeFile(file, 'clouds: []\n');
    const lost = await run([...lasting.slice(0, -1), 'second']);
    expect(lost).toMatchObject({ code: 1, err: expect.stringContaining('is no clouds.yaml') });
    await writeFile(file, '');
    expect((await run([...lasting.slice(0, -1), 'second'])).code).toBe(0);
    expect(await run(lasting)).toMatchObject({
      code: 1,
      err: expect.stringContaining('you have an application credential for ci already: choose another name'),
    });
  });

  it('says which projects there are where it is not clear which is meant', async () => {
    await logIn('alice');
    expect(await run(['token'])).toEqual({
      code: 1,
      out: '',
      err: 'scs-gateway: which project? Choose one with --project: acme/archive, acme/research\n',
    });
    expect((await run(['env', '--project', 'acme/nothing'])).err).toBe(
      'scs-gateway: you have no project acme/nothing; yours are: acme/archive, acme/research\n',
    );
  });

  it('tells a user without groups and projects why', async () => {
    const { code, out } = await logIn('mallory');
    expect(code).toBe(0);
    expect(out).toContain('groups    none\nprojects  none\n');
    expect(out).toContain('note      Your identity provider says that you are in no group.');
    expect(await run(['token'])).toMatchObject({ code: 1, err: expect.stringContaining('you have no project') });
  });

  it('renews the login without anybody, and gives the token that it had while the provider is away', async () => {
    await logIn('bob');
    const folder = join(state, 'scs-gateway');
    const [login = '', record = ''] = [
      (await files()).find((name) => /^[\da-f]{32}\.json$/.test(name)),
      (await files()).find((name) => name.startsWith('gateway-')),
    ].map((name) => join(folder, name ?? ''));
    const first = await run(['token']);
    const aged = async (file: string, change: (value: ReturnType<typeof JSON.parse>) => void): Promise<void> => {
      const value = JSON.parse(await readFile(file, 'utf8'));
      change(value);
      await writeFile(file, JSON.stringify(value));
    };
    const end = (held: { obtainedAt: number; expiresAt: number }): void => {
      held.obtainedAt = Date.now() - 3_000_000;
      held.expiresAt = Date.now() + 100_000;
    };
    await aged(login, (saved) => end(saved));
    await aged(login, (saved) => Object.assign(saved, { expiresAt: Date.now() + 1_000 }));
    await aged(record, (saved) => [saved.login, ...saved.scoped].forEach(end));
    const renewed = await run(['token']);
    expect(renewed).toMatchObject({ code: 0, err: '' });
    expect(renewed.out).not.toBe(first.out);

    await aged(record, (saved) => [saved.login, ...saved.scoped].forEach(end));
    await aged(login, (saved) => Object.assign(saved, { expiresAt: Date.now() + 1_000 }));
    await aged(record, (saved) => Object.assign(saved.provider, { issuer: 'http://127.0.0.1:1' }));
    const { code, out, err } = await run(['token']);
    // Another issuer has another login: none.
    expect({ code, out }).toEqual({ code: 0, out: renewed.out });
    expect(err).toMatch(/cannot be reached: .*; the token that is used ends at \d{4}-/);
  });

  it('ends with logout, at the gateway and at the provider', async () => {
    await logIn('carol', '--project', 'teaching');
    const token = (await run(['token', '--project', 'acme/teaching'])).out.trim();
    const folder = join(state, 'scs-gateway');
    const login = (await files()).find((name) => /^[\da-f]{32}\.json$/.test(name)) ?? '';
    const { refreshToken } = JSON.parse(await readFile(join(folder, login), 'utf8'));
    expect(await run(['logout'])).toEqual({ code: 0, out: `Logged out of ${demo.gatewayUrl}\n`, err: '' });
    expect(await files()).toEqual(['current.json']);
    const check = await new Promise((done) =>
      execFile(
        'curl',
        [
          '-s',
          '-o',
          '/dev/null',
          '-w',
          '%{http_code}',
          '--cacert',
          demo.files.ca,
          '-H',
          `X-Auth-Token: ${token}`,
          `${demo.gatewayUrl}/scs/v1/me`,
        ],
        (_error, out) => done(out),
      ),
    );
    expect(check).toBe('401');
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'openstack-cli',
      refresh_token: refreshToken,
    });
    expect((await fetch(`${demo.issuer}/token`, { method: 'POST', body })).status).toBe(400);
    expect(await run(['token'])).toMatchObject({ code: 3, err: expect.stringContaining('there is no login at') });
  });

  it('refuses a folder of logins that is a link, and one that cannot be made, before anybody logs in', async () => {
    await mkdir(join(home, 'elsewhere'), { recursive: true });
    await mkdir(state);
    await symlink(join(home, 'elsewhere'), join(state, 'scs-gateway'));
    expect(await run(['login', '--gateway', demo.gatewayUrl])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/scs-gateway is not a folder/),
    });
    expect(await readdir(join(home, 'elsewhere'))).toEqual([]);
    state = join(home, 'a-file');
    await writeFile(state, '');
    const { code, err } = await run(['login', '--gateway', demo.gatewayUrl]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/cannot be (made|read): /) });
    expect(err).not.toContain('confirm the code');
  });

  it('says what a gateway is that is away, none, or knows no such provider', async () => {
    expect(await run(['login', '--gateway', 'https://127.0.0.1:1'])).toMatchObject({
      code: 4,
      err: expect.stringMatching(/^scs-gateway: https:\/\/127\.0\.0\.1:1 cannot be reached: /),
    });
    expect(await run(['login', '--gateway', demo.issuer])).toMatchObject({ code: 1 });
    expect(await run(['login', '--gateway', demo.gatewayUrl, '--provider', 'other'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/has no identity provider other: it has demo\n$/),
    });
    expect(await run(['login', '--gateway', 'http://gateway.example'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('must be https'),
    });
  });
});

describe('scs-gateway login --browser', () => {
  /** A person's browser: opens what it is told, logs in, and is sent back to the listener. */
  async function browse(page: string, user: string): Promise<string> {
    const go = createBrowser(demo.issuer);
    const login = await go(page);
    const back = await go(login.url, { login: user, password: `${user}-pw` });
    return (await fetch(back.url)).text();
  }

  it('logs in with authorization code and PKCE, and takes one answer', async () => {
    let browsed: Promise<string> | undefined;
    let strange: Promise<Response> | undefined;
    const ended = await run(['login', '--gateway', demo.gatewayUrl, '--browser'], {}, (text) => {
      const [, page = ''] = /open (http\S+)\n/.exec(text) ?? [];
      if (page === '' || browsed !== undefined) return;
      const callback = new URL(page).searchParams.get('redirect_uri') ?? '';
      // Of a page that guesses: nothing comes of it.
      strange = fetch(`${callback}?code=x&state=guessed`);
      browsed = strange.then(() => browse(page, 'alice'));
    });
    expect(ended.err).toMatch(/^To log in, open .*\n.*by a code that you confirm\.\n$/);
    expect((await strange)?.status).toBe(400);
    expect(await browsed).toContain('You are logged in');
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('user      alice of domain acme') });
  });

  it('opens the command in $BROWSER, with nothing secret among its arguments', async () => {
    const seen = join(home, 'opened');
    const opener = join(home, 'browser.sh');
    await writeFile(opener, `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > ${seen}\n`, { mode: 0o755 });
    let denied: Promise<unknown> | undefined;
    const ended = await run(['login', '--gateway', demo.gatewayUrl, '--browser'], { BROWSER: opener }, (text) => {
      const [, page = ''] = /If it does not, open (http\S+)\n/.exec(text) ?? [];
      if (page === '' || denied !== undefined) return;
      const asked = new URL(page).searchParams;
      const back = new URL(asked.get('redirect_uri') ?? '');
      for (const [name, value] of [
        ['error', 'access_denied'],
        ['state', asked.get('state') ?? ''],
        ['iss', demo.issuer],
      ])
        back.searchParams.set(name ?? '', value ?? '');
      denied = fetch(back);
    });
    await denied;
    expect(ended).toEqual({
      code: 3,
      out: '',
      err: expect.stringMatching(/\nscs-gateway: the login was denied at the identity provider\n$/),
    });
    const [count, url = ''] = (await readFile(seen, 'utf8')).split('\n');
    expect(count).toBe('1');
    expect([...new URL(url).searchParams.keys()].toSorted()).toEqual([
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
  });

  it.each(['https://127.0.0.1/callback', 'http://example.org/callback', 'http://127.0.0.1/callback?x=y', 'callback'])(
    'does not listen for %s',
    async (callback) => {
      expect(await run(['login', '--gateway', demo.gatewayUrl, '--browser', '--callback', callback])).toMatchObject({
        code: 1,
        err: expect.stringContaining('--callback must be http:// and a loopback host'),
      });
    },
  );
});
