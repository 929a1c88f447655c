// SPDX-License-Identifier: Apache-2.0
// An object's name may be anything, dot segments too. A server in front of a member (nginx, Apache httpd, Envoy) undoes
// escapes and resolves such segments before it decides whose the request is: nothing may lead from a store to what stands
// beside it, above all to the Keystone whose paths the gateway closes.
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const seen: string[] = [];
const record = (request: IncomingMessage, response: { writeHead(status: number): { end(): void } }): void => {
  seen.push(request.url ?? '');
  response.writeHead(204).end();
};

/** `prefix`: what the store's root has before its version. */
async function houseWith(prefix: string): Promise<{ house: SplitHouse; alice: string }> {
  const house = await startSplitHouse(undefined, {
    elsewhere: ({ lyingUrl }) => ({
      'object-store': `${lyingUrl}${prefix}/v1/AUTH_x`,
      network: `${lyingUrl}/network`,
      compute: `${lyingUrl}/compute/v2.1`,
    }),
  });
  house.lie(record);
  return { house, alice: await house.scoped('alice') };
}
beforeEach(() => {
  seen.length = 0;
});

const STORE = '/clouds/cloud-b/object-store';
const OUT = [
  '/../identity/v3/auth/tokens',
  '/v1/../../identity/v3/auth/tokens',
  '/v1/AUTH_x/c/../../../../identity/v3/auth/tokens',
  '/v1/AUTH_x/c/%2e%2e/%2e%2e/%2E%2E/%2e./identity/v3/auth/tokens',
  '/v1/AUTH_x/c/..%2f..%2f..%2f..%2fidentity%2fv3%2fauth%2ftokens',
  '/v1/AUTH_x/c/..%5c..%5c..%5c..%5cidentity',
  '/v1/AUTH_x/c/..\\..\\..\\..\\identity',
  '/v1/AUTH_x/c/..;/..;/..;/..;/identity',
  '/v1/AUTH_x//c///..//..//..//..//identity',
  '/v1/;/;/../../identity',
  '/v1/AUTH_x/%2f/%2f/../../../identity',
  '/v1/..%00/../identity',
];

describe('a store beside other services', () => {
  let house: SplitHouse;
  let alice: string;
  beforeAll(async () => {
    ({ house, alice } = await houseWith('/swift'));
  });
  afterAll(() => house.close());

  describe.each(PROTOCOLS)('over %s', (protocol) => {
    it.each(OUT)('is not left by %s', async (path) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await house.send(protocol, method, `${STORE}${path}`, { 'x-auth-token': alice });
        expect(answer.status).toBe(400);
      }
      expect(seen).toEqual([]);
    });

    it.each(['/v1/AUTH_x/c/../x', '/v1/AUTH_x/c/%2e%2e', '/v1/AUTH_x/c/a%2f..%2fb', '/v1/AUTH_x/c/..%5cx'])(
      'may have an object whose name stays within it: %s',
      async (path) => {
        expect((await house.send(protocol, 'GET', `${STORE}${path}`, { 'x-auth-token': alice })).status).toBe(204);
        expect(seen).toEqual([`/swift${path}`]);
      },
    );

    it.each([
      ['/clouds/cloud-b/network/v2.0', '/networks/%2e%2e/x'],
      ['/clouds/cloud-b/network/v2.0', '/networks/1/tags/..%5c..%5cx'],
      ['/clouds/cloud-b/network/v2.0', '/networks/1/tags/a%0Ab'],
      ['/clouds/cloud-b/compute/v2.1', '/servers/..'],
      ['/clouds/cloud-b/compute/v2.1', '/servers/%00'],
      ['/clouds/cloud-b/identity/v3', '/users/a%5Cb'],
      ['/clouds/cloud-b/identity/v3', '/auth%5ctokens'],
      ['/clouds/cloud-b/identity/v3', '/x/%2e%2e/auth/tokens'],
      ['/clouds/cloud-b/%2e%2e', '/x'],
      ['/clouds/%2e%2e/object-store', '/v1/AUTH_x/c/o'],
      ['/clouds/cloud-b%5c', '/v1'],
      ['/k8s/liar%5c..', '/api'],
      ['/k8s/liar', '/api/v1/namespaces/x/pods/y/%2e%2e/proxy/z'],
      ['/k8s/liar', '/api/v1/namespaces/x/services/web/proxy/%2e%2e/%2e%2e/%2e%2e/secrets'],
      ['/k8s/liar', '/api/v1/namespaces/x/services/web/proxy/..%2f..%2fsecrets'],
    ])('what is no object’s name stays closed: %s%s', async (place, rest) => {
      const auth = place.startsWith('/k8s') ? { authorization: `Bearer ${alice}` } : { 'x-auth-token': alice };
      expect((await house.send(protocol, 'GET', `${place}${rest}`, auth)).status).toBe(400);
      expect(seen).toEqual([]);
    });
  });
});

describe('a store at the root of a host of many services', () => {
  let house: SplitHouse;
  let alice: string;
  beforeAll(async () => {
    ({ house, alice } = await houseWith(''));
  });
  afterAll(() => house.close());

  it('has plain paths only, for the others’ sake', async () => {
    for (const path of ['/v1/AUTH_x/c/%2e%2e', '/v1/AUTH_x/c/a%5Cb', '/x/%2e%2e/network/v2.0/networks']) {
      const answer = await house.send('HTTP/1.1', 'GET', `${STORE}${path}`, { 'x-auth-token': alice });
      expect(answer.status).toBe(400);
    }
    expect(seen).toEqual([]);
    expect((await house.send('HTTP/1.1', 'GET', `${STORE}/v1/AUTH_x/c/x%2Fy`, { 'x-auth-token': alice })).status).toBe(
      204,
    );
  });
});
