// SPDX-License-Identifier: Apache-2.0
// Public containers, temporary URLs and upload forms through the gateway: signed by clients for the gateway's path, judged by
// a Swift that knows its own ids alone. All of them were 401 here while they were good at the cloud itself.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from '../security/protocols.ts';
import { createTinySwift } from './tiny-swift.ts';

const RESEARCH = projectRef('acme', 'research').id;
const ROOT = '/clouds/cloud-b/object-store';
const ACCOUNT = `/v1/AUTH_${RESEARCH}`;
const swift = createTinySwift();

let h: SplitHouse;
let alice: string;
beforeAll(async () => {
  h = await startSplitHouse(undefined, {
    elsewhere: ({ lyingUrl }) => ({ 'object-store': `${lyingUrl}/v1/AUTH_%(project_id)s` }),
  });
  h.lie(swift.handle);
  alice = await h.scoped('alice');
  const set = { 'x-auth-token': alice, 'x-account-meta-temp-url-key': 'sesame' };
  expect((await h.send('HTTP/1.1', 'POST', `${ROOT}${ACCOUNT}`, set)).status).toBe(204);
  const put = (path: string, text: string) =>
    h.send('HTTP/1.1', 'PUT', `${ROOT}${ACCOUNT}${path}`, { 'x-auth-token': alice }, text);
  await put('/open/page', 'open');
  await put('/closed/a%20b/%C3%BC', 'closed');
});
afterAll(() => h.close());

const END = 1_999_999_999;
const sign = (key: string, ...words: (string | number)[]) =>
  createHmac('sha256', key).update(words.join('\n')).digest('hex');
const urlOf = (path: string, sig: string, more = '') =>
  `${ROOT}${ACCOUNT}${path.split('/').map(encodeURIComponent).join('/')}?temp_url_sig=${sig}&temp_url_expires=${END}${more}`;

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const send = async (method: string, path: string, headers = {}, body?: string) => {
    const { status, text, headers: answered } = await h.send(protocol, method, path, headers, body);
    return { status, text, headers: answered };
  };
  const get = async (path: string) => {
    const { status, text } = await send('GET', path);
    return [status, text];
  };

  it('a public container is read by anybody, any other is not', async () => {
    expect(await get(`${ROOT}${ACCOUNT}/open/page`)).toEqual([200, 'open']);
    expect((await send('HEAD', `${ROOT}${ACCOUNT}/open/page`)).status).toBe(200);
    expect((await get(`${ROOT}${ACCOUNT}/closed/a%20b/%C3%BC`))[0]).toBe(401);
    // A page elsewhere may show it.
    const { headers } = await send('GET', `${ROOT}${ACCOUNT}/open/page`);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  });

  it('metadata has the store’s spelling, whose end is a key to openstacksdk; over HTTP/2 there are small letters only', async () => {
    const { rawHeaders } = await h.send(protocol, 'GET', `${ROOT}${ACCOUNT}/open/page`);
    const name = 'X-Object-Meta-Main-Colour';
    expect(rawHeaders).toContain(protocol === 'HTTP/1.1' ? name : name.toLowerCase());
  });

  it('a temporary URL is good for the path from the version on, as swiftclient signs, and for all of it', async () => {
    for (const before of ['', ROOT]) {
      const sig = sign('sesame', 'GET', END, `${before}${ACCOUNT}/closed/a b/ü`);
      expect(await get(urlOf('/closed/a b/ü', sig))).toEqual([200, 'closed']);
      expect((await send('HEAD', urlOf('/closed/a b/ü', sig))).status).toBe(200);
      expect((await send('PUT', urlOf('/closed/a b/ü', sig), {}, 'x')).status).toBe(401);
    }
  });

  it('one of a prefix, and one for the client’s network', async () => {
    const ofPrefix = sign('sesame', 'GET', END, `prefix:${ACCOUNT}/closed/a`);
    expect(await get(urlOf('/closed/a b/ü', ofPrefix, '&temp_url_prefix=a'))).toEqual([200, 'closed']);
    for (const [range, status] of [
      ['127.0.0.0/8', 200],
      ['192.0.2.0/24', 401],
    ] as const) {
      const sig = sign('sesame', `ip=${range}`, 'GET', END, `${ACCOUNT}/closed/a b/ü`);
      expect((await get(urlOf('/closed/a b/ü', sig, `&temp_url_ip_range=${range}`)))[0]).toBe(status);
    }
  });

  it('one that nobody with the key has signed is the member’s to refuse, in its words', async () => {
    const sig = sign('other', 'GET', END, `${ACCOUNT}/closed/a b/ü`);
    expect(await get(urlOf('/closed/a b/ü', sig))).toEqual([401, '401 Unauthorized: Temp URL invalid\n']);
  });

  it('an upload by one', async () => {
    const sig = sign('sesame', 'PUT', END, `${ACCOUNT}/closed/${protocol}`);
    expect((await send('PUT', urlOf(`/closed/${protocol}`, sig), {}, 'new')).status).toBe(201);
    const read = await send('GET', `${ROOT}${ACCOUNT}/closed/${encodeURIComponent(protocol)}`, {
      'x-auth-token': alice,
    });
    expect(read.text).toBe('new');
  });

  it.each([10, 20_000, 200_000])(
    'an upload form with a file of %i bytes, which leads where it was signed for',
    async (size) => {
      const fields = {
        redirect: 'https://site.example/done',
        max_file_size: '1000000',
        max_file_count: '1',
        expires: String(END),
      };
      const signature = sign('sesame', `${ACCOUNT}/closed/f-`, ...Object.values(fields));
      const name = `n${protocol.replace(/\W/g, '')}${size}`;
      const form = [
        ...Object.entries({ ...fields, signature }).map(
          ([field, value]) => `--b\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
        ),
        `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n${'x'.repeat(size)}\r\n--b--\r\n`,
      ].join('');
      const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(form.length) };
      const answer = await send('POST', `${ROOT}${ACCOUNT}/closed/f-`, headers, form);
      expect([answer.status, answer.headers.location]).toEqual([303, 'https://site.example/done?status=201&message=']);
      const stored = swift.objects.get(`/v1/AUTH_${h.liar.projectIds['acme/research']}/closed/f-${name}`);
      expect(stored?.length).toBe(size);
    },
  );
});

describe('an endpoint that names no account, as RGW has it', () => {
  let rgw: SplitHouse;
  let own: { readonly 'x-auth-token': string };
  const seen: string[] = [];
  beforeAll(async () => {
    rgw = await startSplitHouse(undefined, {
      elsewhere: ({ lyingUrl }) => ({ 'object-store': `${lyingUrl}/swift/v1` }),
    });
    rgw.lie((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`${RESEARCH}\n`);
    });
    own = { 'x-auth-token': await rgw.scoped('alice') };
  });
  afterAll(() => rgw.close());

  it.each(PROTOCOLS)(
    'lists its containers as text, and a container called like the project keeps its name, over %s',
    async (protocol) => {
      const { status, text } = await rgw.send(protocol, 'GET', `${ROOT}/v1`, own);
      expect([status, text]).toEqual([200, `${RESEARCH}\n`]);
      await rgw.send(protocol, 'GET', `${ROOT}/v1/${RESEARCH}/${RESEARCH}`, own);
      expect((await rgw.send(protocol, 'GET', `${ROOT}/v1/${RESEARCH}/open`)).status).toBe(200);
      expect(seen.splice(0)).toEqual([
        'GET /swift/v1',
        `GET /swift/v1/${RESEARCH}/${RESEARCH}`,
        `GET /swift/v1/${RESEARCH}/open`,
      ]);
    },
  );
});

it('a key that has been changed counts at once, and the old one no more', async () => {
  const set = { 'x-auth-token': alice, 'x-account-meta-temp-url-key': 'changed' };
  await h.send('HTTP/1.1', 'POST', `${ROOT}${ACCOUNT}`, set);
  const status = async (key: string) =>
    (await h.send('HTTP/1.1', 'GET', urlOf('/open/page', sign(key, 'GET', END, `${ACCOUNT}/open/page`)))).status;
  expect([await status('changed'), await status('sesame')]).toEqual([200, 401]);
  // Set at the cloud itself: known once somebody with the right to see it has looked.
  swift.key = 'elsewhere';
  expect(await status('elsewhere')).toBe(401);
  await h.send('HTTP/1.1', 'HEAD', `${ROOT}${ACCOUNT}`, { 'x-auth-token': alice });
  expect(await status('elsewhere')).toBe(200);
});
