// SPDX-License-Identifier: Apache-2.0
// What a client names and sends reaches the service as it came: names of any letters in a path, bodies of any type, and
// JSON that does not say so is translated where the service reads it as JSON.
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from '../security/protocols.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string;
  readonly type: string | undefined;
  readonly body: string;
}

const STORE = '/clouds/cloud-b/object-store';
const NETWORK = '/clouds/cloud-b/network/v2.0';
const PROXY = '/k8s/liar/api/v1/namespaces/x/services/web/proxy';

let house: SplitHouse;
let alice: string;
const seen: Seen[] = [];
beforeAll(async () => {
  house = await startSplitHouse(undefined, {
    elsewhere: ({ lyingUrl }) => ({
      'object-store': `${lyingUrl}/swift/v1/AUTH_x`,
      network: `${lyingUrl}/network`,
      image: `${lyingUrl}/image`,
    }),
  });
  house.lie(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url = '', headers } = request;
    seen.push({ method, url, type: headers['content-type'], body: Buffer.concat(chunks).toString('latin1') });
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('ok');
  });
  alice = await house.scoped('alice');
});
afterAll(() => house.close());
beforeEach(() => {
  seen.length = 0;
});

/** By the rules of RFC 3986, or not at all, as curl does it. */
const encoded = (name: string): string => encodeURIComponent(name).replaceAll('%2F', '/');

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    house.send(
      protocol,
      method,
      path,
      {
        [path.startsWith('/k8s') ? 'authorization' : 'x-auth-token']: path.startsWith('/k8s')
          ? `Bearer ${alice}`
          : alice,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
        ...headers,
      },
      body,
    );

  it('an object of any name is read, written and deleted under just that name', async () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed());
    const odd = fc.constantFrom(
      'back\\slash',
      'a\nb',
      'a\rb',
      '\0',
      'x//y',
      '/',
      '.',
      '..',
      '../x',
      'ü',
      'u\u0308',
      '100%',
      '%2e%2e',
      'a;b',
      ' ',
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(name, odd), fc.constantFrom('GET', 'PUT', 'DELETE', 'COPY'), async (text, method) => {
        for (const path of [`/v1/AUTH_x/c/${encoded(text)}`, `/v1/AUTH_x/c/${encodeURIComponent(text)}`]) {
          const answer = await send(method, `${STORE}${path}`);
          expect([answer.status, seen.at(-1)?.url]).toEqual([200, `/swift${path}`]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    '/v1/AUTH_x/c/%FF%FE',
    '/v1/AUTH_x/c/100%',
    '/v1/AUTH_x/c/%zz',
    '/v1/AUTH_x/c/back\\slash',
    '/v1/AUTH_x/c//a///b//',
    '/v1/AUTH_x/c/%2e%2e',
    '/v1/AUTH_x/c/o?prefix=%FF&marker=%',
  ])('bytes that are no text pass as well: %s', async (path) => {
    expect([(await send('GET', `${STORE}${path}`)).status, seen.at(-1)?.url]).toEqual([200, `/swift${path}`]);
  });

  it.each(['a%5Cb', 'a\\b', 'a%2Fb', '%C3%BC', '%FF'])('a tag %s reaches Neutron as it came', async (tag) => {
    const path = `/networks/1/tags/${tag}`;
    expect([(await send('PUT', `${NETWORK}${path}`)).status, seen.at(-1)?.url]).toEqual([200, `/network/v2.0${path}`]);
  });

  it.each(['/a%5Cb', '/a%0Ab', '/%00', '/x%2Fy', '/x/%2e%2e/y', '/%FF', '//x'])(
    'a program behind an apiserver is asked for %s',
    async (path) => {
      const asked = `${PROXY}${path}`;
      expect([(await send('GET', asked)).status, seen.at(-1)?.url]).toEqual([200, asked.slice('/k8s/liar'.length)]);
    },
  );

  it('an object of a name that is odd elsewhere is refused by an apiserver’s rule, as a Status', async () => {
    for (const name of ['a%5Cb', '%2e%2e', 'a%0Ab', '%00']) {
      const answer = await send('GET', `/k8s/liar/api/v1/namespaces/x/pods/${name}`);
      expect([answer.status, JSON.parse(answer.text).kind]).toEqual([400, 'Status']);
    }
    expect(seen).toEqual([]);
  });

  describe.each(['false', '', 'text', 'application/json, text/plain', 'image/', ';', '"', 'a b/c d'])(
    'a body that calls itself %j',
    (type) => {
      it.each([
        ['PUT', `${STORE}/v1/AUTH_x/c/o`],
        ['PUT', '/clouds/cloud-b/image/v2/images/1/file'],
        ['POST', `${NETWORK}/networks`],
        ['POST', '/clouds/cloud-b/compute/v2.1/servers'],
        ['POST', '/k8s/liar/api/v1/namespaces/x/pods'],
        ['DELETE', '/k8s/liar/api/v1/namespaces/x/pods/y'],
      ])('passes as it came: %s %s', async (method, path) => {
        const answer = await send(method, path, { 'content-type': type }, 'some bytes');
        expect([answer.status, seen]).toEqual([200, [expect.objectContaining({ method, type, body: 'some bytes' })]]);
      });

      it('is read by the facade as Keystone does: as JSON where it says nothing', async () => {
        const answer = await send('POST', '/identity/v3/auth/tokens', { 'content-type': type }, '{"auth": {}}');
        const { message } = JSON.parse(answer.text).error;
        expect([answer.status, message]).toEqual([
          400,
          expect.stringContaining(
            type === ''
              ? "'identity' is a required property"
              : 'Expecting to find application/json in Content-Type header',
          ),
        ]);
      });
    },
  );

  describe('JSON that names a project of the gateway', () => {
    const project = projectRef('acme', 'research').id;
    const body = ` {"x": {"owner_id": "${project}"}}`;
    const member = (): string => body.replace(project, house.liar.projectIds['acme/research'] ?? '');
    const FORM = 'application/x-www-form-urlencoded';

    it.each([
      [NETWORK, '/networks', FORM],
      [NETWORK, '/networks', 'false'],
      [NETWORK, '/networks', 'text/plain; charset=utf-8'],
      ['/clouds/cloud-b/image/v2', '/images', FORM],
      ['/clouds/cloud-b/compute/v2.1', '/servers', 'text/plain'],
      ['/clouds/cloud-b/compute/v2.1', '/servers', ''],
    ])('is translated where the service reads it as JSON: %s%s as %j', async (service, path, type) => {
      await send('POST', `${service}${path}`, { 'content-type': type }, body);
      expect(seen).toEqual([expect.objectContaining({ type, body: member() })]);
    });

    it.each([
      [`${STORE}/v1/AUTH_x/c`, '/o', 'text/plain'],
      ['/clouds/cloud-b/image/v2/images/1', '/file', FORM],
      // Nova answers 415.
      ['/clouds/cloud-b/compute/v2.1', '/servers', FORM],
    ])('is left alone elsewhere: %s%s as %j', async (service, path, type) => {
      await send('POST', `${service}${path}`, { 'content-type': type }, body);
      expect(seen).toEqual([expect.objectContaining({ type, body })]);
    });

    it('is no JSON where it does not begin like it', async () => {
      const form = `project_id=${project}`;
      await send('POST', `${NETWORK}/networks`, { 'content-type': FORM }, form);
      expect(seen).toEqual([expect.objectContaining({ body: form })]);
    });
  });
});
