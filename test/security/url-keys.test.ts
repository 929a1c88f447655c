// SPDX-License-Identifier: Apache-2.0
// The gateway remembers the keys of temporary URLs, to verify a signature before it repeats it for the member's path. Nobody
// may plant a key, read one, or make the gateway hold a form that never begins.
import { createHmac } from 'node:crypto';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { createTinySwift } from '../e2e/tiny-swift.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const RESEARCH = projectRef('acme', 'research').id;
const ROOT = '/clouds/cloud-b/object-store';
const ACCOUNT = `/v1/AUTH_${RESEARCH}`;
const END = 1_999_999_999;

let h: SplitHouse;
let alice: string;
let swift = createTinySwift();
beforeAll(async () => {
  h = await startSplitHouse(
    (file) => {
      file.gateway.limits.connections = { body: '1s' };
    },
    { elsewhere: ({ lyingUrl }) => ({ 'object-store': `${lyingUrl}/v1/AUTH_%(project_id)s` }) },
  );
  alice = await h.scoped('alice');
  await h.send('HTTP/1.1', 'HEAD', `${ROOT}${ACCOUNT}`, { 'x-auth-token': alice });
});
afterAll(() => h.close());

const signed = (key: string, path = `${ACCOUNT}/c/o`) =>
  `${ROOT}${path}?temp_url_expires=${END}&temp_url_sig=${createHmac('sha256', key).update(`GET\n${END}\n${path}`).digest('hex')}`;

describe.each(PROTOCOLS)('over %s', (protocol) => {
  /** What the member was sent for a URL that this key has signed. */
  async function sentFor(url: string): Promise<string> {
    let seen = '';
    h.lie((request, response) => {
      seen = request.url ?? '';
      response.writeHead(200).end();
    });
    await h.send(protocol, 'GET', url);
    return seen;
  }
  const sigIn = (url: string) => /temp_url_sig=(\w+)/.exec(url)?.[1];

  it('a key that the member has refused is none, nor one that a stranger sends', async () => {
    const set = { 'x-account-meta-temp-url-key': `planted-${protocol}` };
    h.lie((_, response) => void response.writeHead(403).end());
    await h.send(protocol, 'POST', `${ROOT}${ACCOUNT}`, { ...set, 'x-auth-token': alice });
    h.lie((_, response) => void response.writeHead(204, set).end());
    await h.send(protocol, 'GET', `${ROOT}${ACCOUNT}`, set);
    await h.send(protocol, 'POST', signed('x', ACCOUNT), set);
    // Whoever may read somebody's container changes nothing by what the request says.
    h.lie((_, response) => void response.writeHead(204).end());
    for (const method of ['GET', 'HEAD', 'DELETE'])
      for (const [path, kind] of [
        [ACCOUNT, 'account'],
        [`${ACCOUNT}/c`, 'container'],
      ]) {
        const says = { [`x-${kind}-meta-temp-url-key`]: `planted-${protocol}`, 'x-auth-token': alice };
        expect((await h.send(protocol, method, `${ROOT}${path}`, says)).status).toBe(204);
      }
    const url = signed(`planted-${protocol}`);
    expect(sigIn(await sentFor(url))).toBe(sigIn(url));
  });

  it('a bulk request or an upload form, which Swift takes from anybody, plants no key and loses none', async () => {
    const [good, planted] = [`good-${protocol}`, `bulk-${protocol}`];
    h.lie((_, response) => void response.writeHead(204).end());
    await h.send(protocol, 'POST', `${ROOT}${ACCOUNT}/b`, {
      'x-auth-token': alice,
      'x-container-meta-temp-url-key': good,
    });
    for (const [method, path, status] of [
      ['POST', `${ACCOUNT}/b?bulk-delete`, 200],
      ['PUT', `${ACCOUNT}/b?extract-archive=tar`, 200],
      ['POST', `${ACCOUNT}/b`, 201],
    ] as const) {
      h.lie((_, response) => void response.writeHead(status).end('Response Status: 401 Unauthorized'));
      const says = { 'x-auth-token': alice, 'x-container-meta-temp-url-key': planted };
      expect((await h.send(protocol, method, `${ROOT}${path}`, says)).status).toBe(status);
    }
    const [known, wrong] = [signed(good, `${ACCOUNT}/b/o`), signed(planted, `${ACCOUNT}/b/o`)];
    expect(sigIn(await sentFor(known))).not.toBe(sigIn(known));
    expect(sigIn(await sentFor(wrong))).toBe(sigIn(wrong));
  });

  it('a key of one container signs nothing in another', async () => {
    const key = `of-c-${protocol}`;
    h.lie((_, response) => void response.writeHead(204).end());
    const set = { 'x-auth-token': alice, 'x-container-meta-temp-url-key': key };
    await h.send(protocol, 'POST', `${ROOT}${ACCOUNT}/c`, set);
    const [own, other] = [signed(key), signed(key, `${ACCOUNT}/d/o`)];
    expect(sigIn(await sentFor(own))).not.toBe(sigIn(own));
    expect(sigIn(await sentFor(other))).toBe(sigIn(other));
  });

  it('a key is in no log line and comes back to nobody without a token', async () => {
    swift = createTinySwift();
    swift.key = `secret-${protocol}`;
    h.lie(swift.handle);
    await h.send(protocol, 'HEAD', `${ROOT}${ACCOUNT}`, { 'x-auth-token': alice });
    const { headers, text } = await h.send(protocol, 'GET', signed('wrong'));
    expect(JSON.stringify(headers) + text + JSON.stringify(h.log)).not.toContain(swift.key);
  });
});

it('a form whose first file never begins ends with 408, and one of 70 KB before it goes to the member as it is', async () => {
  swift = createTinySwift();
  swift.key = 'k';
  h.lie(swift.handle);
  await h.send('HTTP/1.1', 'HEAD', `${ROOT}${ACCOUNT}`, { 'x-auth-token': alice });
  const socket = connect({ port: h.port, host: '127.0.0.1', servername: 'localhost', ca: h.ca });
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  socket.on('error', () => undefined);
  socket.write(
    `POST ${ROOT}${ACCOUNT}/c/p HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 9000\r\n\r\n--b\r\n`,
  );
  const drip = setInterval(() => socket.write('x'), 50);
  await expect.poll(() => answer, { timeout: 15_000 }).toContain(' 408 ');
  clearInterval(drip);
  socket.destroy();

  const long = `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'x'.repeat(70_000)}\r\n--b--\r\n`;
  let length = 0;
  h.lie((request, response) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    request.once('end', () => response.writeHead(401).end());
  });
  const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(long.length) };
  expect((await h.send('HTTP/1.1', 'POST', `${ROOT}${ACCOUNT}/c/p`, headers, long)).status).toBe(401);
  expect(length).toBe(long.length);
});
