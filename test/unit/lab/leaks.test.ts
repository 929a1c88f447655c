// SPDX-License-Identifier: Apache-2.0
// The lab's leak checker must be able to find leaks: each kind is planted once, where it is hardest to see.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStream } from '../../lab/http1.ts';
import { checkLeaks } from '../../lab/leaks.ts';

const ID = '0123456789abcdef0123456789abcdef';
const AUDIENCE = 'http://127.0.0.2:5000/v3';
const secrets = {
  memberIds: new Map([[ID, 'project id']]),
  audiences: new Map([['http://127.0.0.2:5000', AUDIENCE]]),
};
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: object): string => `${part({ alg: 'ES256', kid: 'k1' })}.${part(claims)}.${'s'.repeat(86)}`;
const GET = 'GET /clouds/cloud-a/compute/v2.1/servers HTTP/1.1\r\nhost: gateway\r\n\r\n';
const LOGIN = 'POST /v3/OS-FEDERATION/identity_providers/hub/protocols/openid/auth HTTP/1.1';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (request: string, ...answer: (string | Buffer)[]): void => {
  writeFileSync(join(folder, 'hub-00001.request'), request, 'latin1');
  const bytes = Buffer.concat(
    answer.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  );
  writeFileSync(join(folder, 'hub-00001.answer'), bytes);
};
const sent = (origin: string, head: string): void =>
  writeFileSync(join(folder, '1-000001.upstream'), `${origin}\r\n${head}\r\n\r\n`, 'latin1');

describe('the leak checker', () => {
  it('says nothing about a clean exchange', () => {
    record(GET, 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    sent('http://127.0.0.2:5000', `${LOGIN}\r\nauthorization: Bearer ${jwt({ aud: AUDIENCE, iat: 0, exp: 120 })}`);
    expect(checkLeaks(folder, secrets)).toMatchObject({ answers: 1, addresses: [], ids: [], tokens: [], upstream: [] });
  });

  it('finds an address that a chunk border cuts in two', () => {
    record(GET, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n"127.0.0\r\n3\r\n.2"\r\n0\r\n\r\n');
    expect(checkLeaks(folder, secrets).addresses).toHaveLength(1);
  });

  it('finds an address in a header and in a second answer on the same connection', () => {
    const clean = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
    record(GET + GET, clean, 'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.3:5000/\r\ncontent-length: 0\r\n\r\n');
    expect(checkLeaks(folder, secrets)).toMatchObject({
      answers: 2,
      addresses: [expect.stringContaining('127.0.0.3')],
    });
  });

  it('finds an id in a compressed body', () => {
    const body = gzipSync(`{"tenant_id":"${ID}"}`);
    record(GET, `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`, body);
    expect(checkLeaks(folder, secrets).ids).toEqual([expect.stringContaining(`project id ${ID}`)]);
  });

  it('finds a Fernet token of a member', () => {
    const body = `gAAAAAB${'x'.repeat(180)}`;
    record(GET, `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    expect(checkLeaks(folder, secrets).tokens).toHaveLength(1);
  });

  it('finds a token of a client in a request to a member', () => {
    const token = jwt({ iss: 'https://gateway', sub: 'u' });
    record(GET.replace('host', `x-auth-token: ${token}\r\nhost`), 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    sent('http://127.0.0.2:8774', `GET /v2.1/servers HTTP/1.1\r\nx-auth-token: ${token}`);
    expect(checkLeaks(folder, secrets).upstream).toEqual([expect.stringContaining('a token that a client holds')]);
  });

  it.each([
    ['made for another member', LOGIN, { aud: 'http://127.0.0.3:5000/identity/v3', iat: 0, exp: 120 }],
    ['that lives for more than two minutes', LOGIN, { aud: AUDIENCE, iat: 0, exp: 121 }],
    ['outside of the login', 'GET /v3/users HTTP/1.1', { aud: AUDIENCE, iat: 0, exp: 120 }],
  ])('finds a proof %s', (_, requestLine, claims) => {
    sent('http://127.0.0.2:5000', `${requestLine}\r\nauthorization: Bearer ${jwt(claims)}`);
    expect(checkLeaks(folder, secrets).upstream).toHaveLength(1);
  });

  it('takes an answer to HEAD as one without a body', () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n';
    expect(parseStream(Buffer.from(`${head}${head}hello`), ['HEAD', 'GET']).map(({ body }) => body.toString())).toEqual(
      ['', 'hello'],
    );
  });

  it('refuses bytes that it cannot place', () => {
    expect(() => parseStream(Buffer.from('nonsense\r\n\r\n'))).toThrow(/not an HTTP\/1.1 message/);
  });
});
