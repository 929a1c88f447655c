// SPDX-License-Identifier: Apache-2.0
// A header field is bytes. A name that is cast to them instead of encoded becomes another name: behind the gateway's own
// account the user `jÃ¶rg` arrived at a cluster as the bytes of `jörg`, and was jörg to it, while the real jörg arrived as
// bytes that are no UTF-8 and lost his rights. Blanks around a value are lost on the way as well, and who may act as
// whom was asked about by another name than the one that went on. A name arrives as it is, or it is refused.

import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toBytes } from '../../src/model/bytes-as-text.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
let folder: string;
/** What the cluster was sent: Impersonate-* fields as UTF-8, and the reviews' bodies. */
let fields: (readonly [name: string, value: string])[] = [];
let reviews: { user: string; groups: string[]; resourceAttributes: { name: string; subresource?: string } }[] = [];
let statusMessage = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scs-gateway-names-'));
  writeFileSync(join(folder, 'token'), 'account-of-the-gateway');
  house = await startSplitHouse((file) => {
    const [{ server, caFile }] = file.clouds[1].clusters;
    const strategy = { kind: 'impersonate', token: `file:${join(folder, 'token')}` };
    file.clouds[1].clusters.push({ id: 'imp', server, caFile, strategy });
    file.identityProviders[0].groups = undefined;
  });
  house.lie((request, response) => void apiserver(request, response));
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  fields = [];
  reviews = [];
  statusMessage = '';
});

const utf8 = (bytes: Buffer): string => (isUtf8(bytes) ? bytes.toString('utf8') : `no UTF-8: ${bytes.toString('hex')}`);

async function apiserver(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  response.setHeader('content-type', 'application/json');
  if (request.url?.endsWith('/subjectaccessreviews')) {
    reviews.push(JSON.parse(utf8(Buffer.concat(chunks))).spec);
    response.writeHead(201).end(JSON.stringify({ status: { allowed: true } }));
    return;
  }
  const { rawHeaders } = request;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = String(rawHeaders[i]).toLowerCase();
    const bytes = Buffer.from(String(rawHeaders[i + 1]), 'latin1');
    if (name.startsWith('impersonate-')) fields.push([name, utf8(bytes)]);
  }
  if (statusMessage === '') response.writeHead(200).end('{}');
  else response.writeHead(403).end(statusMessage);
}

const tokenOf = (name: string, groups: readonly string[] = []): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  return house.idp.mint({
    sub: `sub of ${name}`,
    preferred_username: name,
    groups: [...groups],
    // Two of one second would be the same token, which is looked at once.
    jti: randomUUID(),
    iat: now,
    exp: now + 300,
  });
};
const asked = (name: string) => fields.filter(([field]) => field === name).map(([, value]) => value);

const NAMES = [
  'Grace Hopper',
  'jörg',
  'jÃ¶rg',
  'Łukasz Żółć',
  'Ελένη',
  '李小龍',
  '👩‍🔬',
  'a%62',
  'Größe, klein',
] as const;
/** Each pair is two names, whatever they look like. */
const LOOKALIKES = [
  ['admin', '\u0430dmin'],
  ['ﬁnance', 'finance'],
  ['caf\u00e9', 'cafe\u0301'],
  ['straße', 'straẞe'],
  ['ops', 'op\u200ds'],
  ['Alice', 'alice'],
  ['ǅ', 'Dž'],
] as const;

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const send = async (token: string, headers: Readonly<Record<string, string | readonly string[]>> = {}) =>
    house.send(protocol, 'GET', '/k8s/imp/version', { authorization: `Bearer ${token}`, ...headers });

  it.each(NAMES)('the user and group %s arrive under just that name', async (name) => {
    expect((await send(await tokenOf(name, [name]))).status).toBe(200);
    expect([asked('impersonate-user'), asked('impersonate-group')]).toEqual([[`scs:acme/${name}`], [`scs:${name}`]]);
  });

  it.each(LOOKALIKES)('%s and %s arrive as two names', async (one, other) => {
    for (const name of [one, other]) await send(await tokenOf(name, [name]));
    expect(asked('impersonate-user')).toEqual([`scs:acme/${one}`, `scs:acme/${other}`]);
    expect(asked('impersonate-group')).toEqual([`scs:${one}`, `scs:${other}`]);
  });

  it('any name at all arrives as it is, or its owner is refused and nothing arrives', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.constantFrom(
        ' alice',
        'alice\t',
        'a\r\nImpersonate-Group: x',
        'a\0b',
        '\ufeffalice',
        '\u00a0a',
        'a\u2028b',
        '\ufffd',
      ),
    );
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        fields = [];
        const { status } = await send(await tokenOf(text));
        if (status === 401) expect(fields).toEqual([]);
        else expect([status, asked('impersonate-user')]).toEqual([200, [`scs:acme/${text}`]]);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it.each([
    ' system:masters',
    'system:masters',
    'a;b',
    'a\nb',
    '\ufeffresearch',
    'research\u0085',
    'gr\ufffdn',
    '["acme-research"]',
    '((["a"]))',
    'JSON:{"name":"admins"}',
  ])('the group %j is left out, and the log and the metrics say so', async (group) => {
    const before = house.log.length;
    expect((await send(await tokenOf('alice', ['kept', group]))).status).toBe(200);
    expect(asked('impersonate-group')).toEqual(['scs:kept']);
    const lines = house.log.slice(before).filter(({ outcome }) => outcome === 'dropped');
    expect(lines).toMatchObject([
      { provider: 'demo', reason: 'groupName', detail: expect.stringMatching(/^1 left out/) },
    ]);
    expect(await house.metrics()).toMatch(
      /scs_gateway_identity_checks_total\{provider="demo",outcome="dropped",reason="groupName"\} [1-9]/,
    );
  });

  it.each(['jörg', 'jÃ¶rg', '李', 'e\u0301'])(
    'to act as %s is asked about, and done, under that name',
    async (name) => {
      const as = { 'impersonate-user': toBytes(name), 'impersonate-extra-%c3%b6': toBytes(`${name}!`) };
      expect((await send(await tokenOf('żaneta', ['größe']), as)).status).toBe(200);
      expect(reviews).toMatchObject([
        { user: 'scs:acme/żaneta', groups: ['scs:größe', 'system:authenticated'], resourceAttributes: { name } },
        { user: 'scs:acme/żaneta', resourceAttributes: { subresource: 'ö', name: `${name}!` } },
      ]);
      expect(asked('impersonate-user')).toEqual([name]);
    },
  );

  it.each([
    ['is no UTF-8', 'j\xf6rg'],
    ['is UTF-8 of a surrogate', '\xed\xa0\x80'],
    ['is an overlong slash', '\xc0\xaf'],
    ['has a tab inside', 'a\tb'],
    ['is a damaged text', toBytes('a\ufffd')],
    ['begins with U+FEFF', toBytes('\ufeffadmin')],
  ])('to act as somebody whose name %s is refused before anybody is asked', async (_what, bytes) => {
    const token = await tokenOf('alice');
    for (const headers of [
      { 'impersonate-user': bytes },
      { 'impersonate-user': 'bob', 'impersonate-group': ['x', bytes] },
      { 'impersonate-user': 'bob', 'impersonate-extra-scopes': bytes },
    ]) {
      const before = house.log.length;
      const answer = await send(token, headers);
      expect([answer.status, JSON.parse(answer.text).kind]).toEqual([400, 'Status']);
      expect(house.log.slice(before).find(({ msg }) => msg === 'request').reason).toMatch(/^badRequest.*impersonat/);
    }
    expect([reviews, fields]).toEqual([[], []]);
  });

  it('a name of an extra value that is no UTF-8 is refused as well', async () => {
    const headers = { 'impersonate-user': 'bob', 'impersonate-extra-a%ff': 'x' };
    expect((await send(await tokenOf('alice'), headers)).status).toBe(400);
    expect([reviews, fields]).toEqual([[], []]);
  });

  it('what only looks like a service account is asked about as the user that it is', async () => {
    const name = 'system:serviceaccount:dev:Not_An_Account';
    await send(await tokenOf('alice'), { 'impersonate-user': name });
    expect(reviews).toMatchObject([{ resourceAttributes: { resource: 'users', name } }]);
  });

  it("a cluster's words about a name keep it, however they are written", async () => {
    statusMessage = String.raw`{"kind":"Status","message":"user \"\u0142 ł \u00f6 ö\" cannot impersonate"}`;
    const { text } = await send(await tokenOf('alice'));
    expect(JSON.parse(text).message).toMatch(/^user "ł ł ö ö" cannot impersonate\. The gateway's account/);
  });

  it('an answer with a console keeps the names that stand beside its URL', async () => {
    house.lie((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(String.raw`{"remote_console":{"url":"${house.lyingUrl}/c?token=1","note":"\u0142 ł \u00f6 ö"}}`);
    });
    const path = '/clouds/cloud-b/compute/v2.1/servers/b4b5b0d2-6d5c-4b0e-8f0a-6b1f6f1d8f10/remote-consoles';
    const headers = { 'x-auth-token': await house.scoped('alice'), 'content-type': 'application/json' };
    const { status, text } = await house.send(protocol, 'POST', path, headers, '{}');
    expect([status, JSON.parse(text).remote_console.note]).toEqual([200, 'ł ł ö ö']);
    house.lie((request, response) => void apiserver(request, response));
  });
});

it('a name with a blank at its end, which HTTP/2 could carry, never arrives as the name without it', async () => {
  const token = await tokenOf('alice');
  for (const name of [' system:admin', 'system:admin ', '\tsystem:admin']) {
    const headers = { authorization: `Bearer ${token}`, 'impersonate-user': name };
    await house.send('HTTP/2', 'GET', '/k8s/imp/version', headers).catch(() => undefined);
  }
  expect(asked('impersonate-user')).not.toContain('system:admin');
  expect(reviews).toEqual([]);
});
