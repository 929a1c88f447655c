// SPDX-License-Identifier: Apache-2.0
// What Swift's clients do beside reading and writing their own, through the gateway to stand-ins that do it as Swift does:
// open containers, sharing, signed URLs, copies, XML. And health checks of services, without a token.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const RESEARCH = projectRef('acme', 'research').id;
const TEACHING = projectRef('acme', 'teaching').id;
const ACCOUNT = `/v1/AUTH_${RESEARCH}`;

let h: Harness;
let alice: string;
let bob: string;
beforeAll(async () => {
  h = await startHarness();
  alice = await h.scoped('alice');
  bob = await h.scoped('bob', 'teaching');
});
afterAll(() => h.close());

describe.each(['cloud-a', 'cloud-b'])('on %s', (cloud) => {
  const store = `/clouds/${cloud}/object-store`;
  const own = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    h.send(method, `${store}${ACCOUNT}${path}`, { token: alice, headers, ...(body === undefined ? {} : { body }) });
  const stranger = (method: string, path: string, token?: string) => h.send(method, `${store}${path}`, { token });

  beforeAll(async () => {
    await own('PUT', '/c');
    await own('PUT', '/c/a%20b/%C3%A9', { 'x-object-meta-colour': 'blue', 'content-type': 'text/plain' }, 'hello');
  });

  it.each(['image', 'network', 'block-storage', 'object-store'])(
    '%s says that it is well, to anybody',
    async (service) => {
      const { status, text } = await h.send('GET', `/clouds/${cloud}/${service}/healthcheck`);
      expect([status, text]).toEqual([200, 'OK']);
    },
  );

  it('an open container is read by anybody, until it is closed', async () => {
    const object = `${ACCOUNT}/c/a%20b/%C3%A9`;
    expect((await stranger('GET', object)).status).toBe(401);
    await own('POST', '/c', { 'x-container-read': '.r:*' });
    expect((await stranger('GET', object)).text).toBe('hello');
    expect((await stranger('GET', `${ACCOUNT}/c`)).status).toBe(401);
    await own('POST', '/c', { 'x-container-read': '.r:*,.rlistings' });
    expect((await stranger('GET', `${ACCOUNT}/c`)).text).toBe('a b/é\n');
    await own('POST', '/c', { 'x-remove-container-read': 'x' });
    expect((await stranger('GET', object)).status).toBe(401);
  });

  it('a container that is shared with a project is read by its people alone, and says so by the gateway’s ids', async () => {
    const object = `${ACCOUNT}/c/a%20b/%C3%A9`;
    expect((await stranger('GET', object, bob)).status).toBe(403);
    await own('POST', '/c', { 'x-container-read': `${TEACHING}:*` });
    expect((await stranger('GET', object, bob)).text).toBe('hello');
    expect((await own('HEAD', '/c')).headers.get('x-container-read')).toBe(`${TEACHING}:*`);
    await own('POST', '/c', { 'x-remove-container-read': 'x' });
    expect((await stranger('GET', object, bob)).status).toBe(403);
  });

  it('a URL signed with the account’s key opens what it names, and nothing else', async () => {
    await own('POST', '', { 'x-account-meta-temp-url-key': 'secret-words' });
    const expires = Math.floor(Date.now() / 1000) + 600;
    const signed = (method: string, path: string) => {
      const signature = createHmac('sha256', 'secret-words')
        .update(`${method}\n${expires}\n${ACCOUNT}${path}`)
        .digest('hex');
      return `temp_url_sig=${signature}&temp_url_expires=${expires}`;
    };
    const query = signed('GET', '/c/a b/é');
    expect((await stranger('GET', `${ACCOUNT}/c/a%20b/%C3%A9?${query}`)).text).toBe('hello');
    expect((await stranger('HEAD', `${ACCOUNT}/c/a%20b/%C3%A9?${query}`)).status).toBe(200);
    for (const [method, path] of [
      ['GET', '/c/other'],
      ['DELETE', '/c/a%20b/%C3%A9'],
    ] as const)
      expect((await stranger(method, `${ACCOUNT}${path}?${query}`)).status).toBe(401);
    const put = `${ACCOUNT}/c/sent?${signed('PUT', '/c/sent')}`;
    expect((await h.send('PUT', `${store}${put}`, { body: 'by a stranger' })).status).toBe(201);
    expect((await own('GET', '/c/sent')).text).toBe('by a stranger');
  });

  it('an object is copied by COPY and by a header, with its metadata', async () => {
    const copied = await own('COPY', '/c/a%20b/%C3%A9', { destination: 'c/copy' });
    expect([copied.status, copied.headers.get('x-copied-from-account')]).toEqual([201, `AUTH_${RESEARCH}`]);
    const { text, headers } = await own('GET', '/c/copy');
    expect([text, headers.get('x-object-meta-colour')]).toEqual(['hello', 'blue']);
    expect((await own('PUT', '/c/again', { 'x-copy-from': 'c/copy', 'x-fresh-metadata': 'true' })).status).toBe(201);
    expect((await own('HEAD', '/c/again')).headers.get('x-object-meta-colour')).toBeNull();
    expect((await own('COPY', '/c/nowhere', { destination: 'c/copy' })).status).toBe(404);
  });

  it('a list as XML names the account as the gateway does', async () => {
    const { text, headers } = await own('GET', '?format=xml');
    expect(headers.get('content-type')).toContain('application/xml');
    expect(text).toContain(`<account name="AUTH_${RESEARCH}">`);
    expect((await own('GET', '/c?format=xml')).text).toContain('<name>a b/é</name>');
  });
});

describeNoLeaks(() => h);
