// SPDX-License-Identifier: Apache-2.0
// kubectl's credential plugin as kubectl runs it, a process with variables, at a real provider and at servers that are none.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureTls } from '../../demo/ca.ts';
import { type Idp, startIdp } from '../../demo/idp.ts';
import { confirmCode } from './browser.ts';

const TTY = { KUBERNETES_EXEC_INFO: JSON.stringify({ spec: { interactive: true } }) };
const NOBODY = { KUBERNETES_EXEC_INFO: JSON.stringify({ spec: { interactive: false } }) };

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'scs-credential-'));
});
afterEach(() => rm(cache, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `onErr` hears what a person at the terminal reads. */
function run(args: string[], env: Record<string, string>, onErr: (text: string) => void = () => {}): Promise<Ended> {
  const { SCS_CA: _ca, SCS_CLIENT_SECRET: _secret, ...rest } = process.env;
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts', 'credential', ...args], {
    env: { ...rest, XDG_STATE_HOME: cache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
    onErr(err);
  });
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}

const tokenOf = ({ out }: Ended): string => JSON.parse(out).status.token;

describe('the credential plugin at a real provider', () => {
  let idp: Idp;
  beforeAll(async () => {
    // Shorter than the minute that a token must have left: each run needs a new one.
    idp = await startIdp({ tokenLifetime: 30 });
  });
  afterAll(() => idp.close());

  it('logs a person in by a code, renews the login without anybody, and asks again once it has ended', async () => {
    const args = ['--issuer', idp.issuer, '--client-id', 'openstack-cli', '--scope', 'openid profile offline_access'];
    let confirmed: Promise<string> | undefined;
    const first = await run(args, TTY, (text) => {
      const [, page = '', code = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(text) ?? [];
      if (code !== '') confirmed ??= confirmCode(idp.issuer, page, code, 'alice');
    });
    expect(await confirmed).toContain('go back to your device');
    expect({ code: first.code, shown: JSON.parse(first.out) }).toEqual({
      code: 0,
      shown: {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status: { token: expect.any(String), expirationTimestamp: expect.stringMatching(/^\d{4}-.*Z$/) },
      },
    });
    expect(decodeJwt(tokenOf(first))).toMatchObject({ sub: 'alice', iss: idp.issuer });

    const [file = ''] = await readdir(join(cache, 'scs-gateway'));
    const path = join(cache, 'scs-gateway', file);
    expect([(await stat(path)).mode & 0o777, (await stat(join(path, '..'))).mode & 0o777]).toEqual([0o600, 0o700]);

    const renewed = await run(args, NOBODY);
    expect(renewed).toMatchObject({ code: 0, err: '' });
    expect(decodeJwt(tokenOf(renewed))).toMatchObject({ sub: 'alice' });
    expect(tokenOf(renewed)).not.toBe(tokenOf(first));

    const kept = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...kept, refreshToken: 'ended' }));
    expect(await run(args, NOBODY)).toEqual({
      code: 3,
      out: '',
      err: expect.stringMatching(
        /^scs-gateway: a login is needed \(the identity provider no longer takes the saved login \(.+\)\): run `kubectl version` in a terminal once\n$/,
      ),
    });
  });

  it('answers in the version that it is asked in', async () => {
    const args = ['--issuer', idp.issuer, '--client-id', 'automation'];
    const as = async (apiVersion?: string) => {
      const KUBERNETES_EXEC_INFO = JSON.stringify({ kind: 'ExecCredential', apiVersion, spec: { interactive: false } });
      const ended = await run(args, { SCS_CLIENT_SECRET: 'automation-secret', KUBERNETES_EXEC_INFO });
      return ended.code === 0 ? JSON.parse(ended.out).apiVersion : ended.err;
    };
    for (const version of ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'])
      expect(await as(version)).toBe(version);
    expect(await as()).toBe('client.authentication.k8s.io/v1');
    expect(await as('client.authentication.k8s.io/v2')).toBe(
      'scs-gateway: $KUBERNETES_EXEC_INFO asks for "client.authentication.k8s.io/v2": this plugin knows client.authentication.k8s.io/v1, client.authentication.k8s.io/v1beta1\n',
    );
  });

  it('says why the provider does not take the client', async () => {
    const secret = { SCS_CLIENT_SECRET: 'wrong' };
    const { code, out, err } = await run(['--issuer', idp.issuer, '--client-id', 'automation'], {
      ...NOBODY,
      ...secret,
    });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^scs-gateway: the identity provider refused: client authentication failed\n$/);
  });
});

describe('the credential plugin at a provider with an authority of its own', () => {
  let folder: string;
  let ca: string;
  let idp: Idp;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scs-credential-ca-'));
    const tls = await ensureTls(folder);
    ca = tls.ca;
    idp = await startIdp({ tls: { cert: await readFile(tls.cert, 'utf8'), key: await readFile(tls.key, 'utf8') } });
  });
  afterAll(async () => {
    await idp.close();
    await rm(folder, { recursive: true });
  });
  const automation = { ...NOBODY, SCS_CLIENT_SECRET: 'automation-secret' };

  it.each([
    ['--ca', (file: string) => ({ args: ['--ca', file], env: {} })],
    ['$SCS_CA', (file: string) => ({ args: [], env: { SCS_CA: file } })],
  ])('logs a program in, trusting it by %s', async (_how, trust) => {
    const { args, env } = trust(ca);
    const ended = await run(['--issuer', idp.issuer, '--client-id', 'automation', ...args], { ...automation, ...env });
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(decodeJwt(tokenOf(ended))).toMatchObject({ sub: 'automation' });
  });

  it('sends nothing to it without that trust', async () => {
    const { code, out, err } = await run(['--issuer', idp.issuer, '--client-id', 'automation'], automation);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^scs-gateway: https:\/\/127\.0\.0\.1:\d+ cannot be reached: .*certificate/);
  });

  it('says which file of authorities cannot be read', async () => {
    const args = ['--issuer', idp.issuer, '--client-id', 'automation', '--ca', '/nowhere/ca.pem'];
    expect(await run(args, automation)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^scs-gateway: the file of --ca or \$SCS_CA cannot be read: ENOENT.*ca\.pem'\n$/),
    });
  });
});

describe('the credential plugin at a server that is no provider', () => {
  async function at(listener: RequestListener, env: Record<string, string> = TTY): Promise<Ended & { issuer: string }> {
    const server = createServer(listener);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ended = await run(['--issuer', issuer, '--client-id', 'cli'], env);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    return { ...ended, issuer };
  }

  it('does not swallow an answer without end', async () => {
    let sent = 0;
    const { code, err, issuer } = await at((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write(`"${'x'.repeat(65_534)}"`)) sent += 65_536;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect({ code, err }).toEqual({ code: 1, err: `scs-gateway: ${issuer} gave an answer of more than 1024 KiB\n` });
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  it('ends where the connection does, in the middle of an answer', async () => {
    const { code, err, issuer } = await at((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"issuer":', () => response.destroy());
    });
    expect(code).toBe(4);
    expect(err).toMatch(new RegExp(`^scs-gateway: ${issuer} cannot be reached: .+\n$`));
  });

  it('ends at once where the answer is a page', async () => {
    const { code, err, issuer } = await at((_request, response) => response.end('<h1>It works!</h1>'));
    expect({ code, err }).toEqual({
      code: 1,
      err: `scs-gateway: ${issuer} answered 200 with something that is not JSON\n`,
    });
  });

  it('says that kubectl’s own variable is wrong, where it is', async () => {
    const { code, err } = await at((_request, response) => response.end(), { KUBERNETES_EXEC_INFO: '{' });
    expect({ code, err }).toEqual({ code: 1, err: 'scs-gateway: $KUBERNETES_EXEC_INFO is not JSON\n' });
  });
});

describe('many credential plugins at once, at a provider that ends the login where a refresh token is used twice', () => {
  it('use it once, and all have the new token', async () => {
    const used: string[] = [];
    let current = 'r0';
    let ended = false;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', async () => {
        const json = (status: number, value: object): void =>
          void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
        if (request.method === 'GET') return json(200, { issuer, token_endpoint: `${issuer}/token` });
        const given = new URLSearchParams(body).get('refresh_token') ?? '';
        used.push(given);
        // The answer takes its time, so that they would all ask with the same.
        await new Promise((resolve) => setTimeout(resolve, 500));
        if (given !== current) ended = true;
        if (ended) return json(400, { error: 'invalid_grant' });
        current = `r${used.length}`;
        json(200, { access_token: `a${used.length}`, token_type: 'Bearer', expires_in: 300, refresh_token: current });
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = ['--issuer', issuer, '--client-id', 'cli'];
    // Where the plugin keeps its login.
    const name = createHash('sha256').update(`${issuer}\0cli\0openid profile email`).digest('hex').slice(0, 32);
    await mkdir(join(cache, 'scs-gateway'), { recursive: true });
    const about = { accessToken: 'a0', expiresAt: Date.now() + 10_000, refreshToken: 'r0' };
    await writeFile(join(cache, 'scs-gateway', `${name}.json`), JSON.stringify(about));
    const all = await Promise.all(Array.from({ length: 8 }, () => run(args, NOBODY)));
    server.close();
    expect(all.map(({ code, err }) => [code, err])).toEqual(Array(8).fill([0, '']));
    expect(new Set(all.map(tokenOf))).toEqual(new Set(['a1']));
    expect(used).toEqual(['r0']);
    expect(await readdir(join(cache, 'scs-gateway'))).toEqual([`${name}.json`]);
  });
});
