// SPDX-License-Identifier: Apache-2.0
// S3 clients sign host and path, so both reach the cloud as they came, at host names below `gateway.s3Domain`. The signature
// is the client's own credential at the cloud; nothing else may come to a member by such a name, and no other name at all.

import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLens } from '../../src/adapters/openstack/lens.ts';
import type { Way } from '../../src/gateway/surfaces/openstack/access.ts';
import { anonymousAccess } from '../../src/gateway/surfaces/openstack/anonymous.ts';
import type { OpenStackDeps } from '../../src/gateway/surfaces/openstack/deps.ts';
import type { Member } from '../../src/model/member.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20261126/eu/s3/aws4_request, Signature=ab' };
let h: SplitHouse;
let seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
beforeAll(async () => {
  h = await startSplitHouse(
    (file) => {
      file.gateway.s3Domain = 's3.gateway.test';
    },
    { elsewhere: ({ lyingUrl }) => ({ s3: lyingUrl }) },
  );
  const alice = await h.scoped('alice');
  h.lie((_, response) => void response.writeHead(204).end());
  await h.send('HTTP/1.1', 'GET', '/clouds/cloud-b/compute/v2.1', { 'x-auth-token': alice });
});
beforeEach(() => {
  seen = [];
  h.lie((request, response) => {
    seen.push(request);
    response.writeHead(200, { 'content-type': 'application/xml' }).end('<ListAllMyBucketsResult/>');
  });
});
afterAll(() => h.close());

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const send = (method: string, path: string, host: string | undefined, headers: Record<string, string> = {}) => {
    const name = protocol === 'HTTP/2' ? ':authority' : 'host';
    return h.send(protocol, method, path, { ...headers, ...(host === undefined ? {} : { [name]: host }) });
  };

  it.each(['/', '/v1/', '/bucket/a%20b/%C3%BC+x?X-Amz-Signature=ab&prefix=a%2Fb', '/bucket//x'])(
    'host, path and signature of %s are the client’s, whatever they are',
    async (path) => {
      const copied = { 'x-amz-copy-source': '/bucket/f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0', 'x-auth-user': 'x' };
      const { status, text } = await send('GET', path, 'cloud-b.s3.gateway.test:8443', { ...SIGNED, ...copied });
      expect([status, text]).toEqual([200, '<ListAllMyBucketsResult/>']);
      expect(seen[0]?.url).toBe(path);
      expect(seen[0]?.headers).toMatchObject({ host: 'cloud-b.s3.gateway.test:8443', ...SIGNED, ...copied });
    },
  );

  it('an Accept-Encoding that is signed stays as it was signed, and no other service gets one', async () => {
    const asked = { 'accept-encoding': 'gzip' };
    await send('GET', '/bucket/key', 'cloud-b.s3.gateway.test', { ...SIGNED, ...asked });
    await send('GET', '/bucket/key', 'cloud-b.s3.gateway.test', SIGNED);
    await send('GET', '/clouds/cloud-b/compute/healthcheck', undefined, { ...SIGNED, ...asked });
    expect(seen.map(({ headers }) => headers['accept-encoding'])).toEqual(['gzip', 'identity', 'identity']);
  });

  it('what is signed by path goes to no cloud, and an S3 client reads where its buckets are', async () => {
    const header = await send('GET', '/clouds/cloud-b/s3/bucket', undefined, SIGNED);
    const query = await send('PUT', '/clouds/cloud-b/s3/bucket/key?X-Amz-Signature=ab', undefined);
    for (const { status, text } of [header, query]) {
      expect([status, text]).toEqual([403, expect.stringContaining('<Error><Code>SignatureDoesNotMatch</Code>')]);
      expect(text).toMatch(/<Message>S3 of this region is at https:\/\/cloud-b\.s3\.gateway\.test:\d+: /);
    }
    expect(seen).toEqual([]);
  });

  it('an open object is read by path, of the cloud’s own host', async () => {
    await send('GET', '/clouds/cloud-b/s3/bucket/key', undefined);
    expect(seen[0]?.headers.host).toBe(new URL(h.lyingUrl).host);
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['of no region', 'elsewhere.s3.gateway.test'],
    ['of the domain itself', 's3.gateway.test'],
    ['of two regions', 'a.cloud-b.s3.gateway.test'],
    ['of a name that only ends alike', 'cloud-b.xs3.gateway.test'],
  ])('a host %s reaches no cloud', async (_, host) => {
    expect((await send('GET', '/bucket/key', host, SIGNED)).status).toBeGreaterThanOrEqual(400);
    expect(seen).toEqual([]);
  });

  it('a change without a signature is refused here, and no other service gets a signature or a host', async () => {
    expect((await send('PUT', '/bucket/key', 'cloud-b.s3.gateway.test')).status).toBe(401);
    expect((await send('GET', '/clouds/cloud-b/compute/v2.1/servers', undefined, SIGNED)).status).toBe(401);
    expect(seen).toEqual([]);
    await send('GET', '/clouds/cloud-b/compute/healthcheck', undefined, SIGNED);
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });
});

it('by TLS the cloud is still asked for its own name, on the connections that it has', async () => {
  const tls = await startSplitHouse(
    (file) => {
      file.gateway.s3Domain = 's3.gateway.test';
      file.clouds[1].openstack.caFile = file.clouds[1].clusters[0].caFile;
    },
    { elsewhere: ({ lyingTlsUrl }) => ({ s3: lyingTlsUrl }) },
  );
  try {
    const alice = await tls.scoped('alice');
    tls.lie((_, response) => void response.writeHead(204).end());
    await tls.send('HTTP/1.1', 'GET', '/clouds/cloud-b/compute/v2.1', { 'x-auth-token': alice });
    const ports = new Set<number | undefined>();
    tls.lie((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(200).end(request.headers.host);
    });
    for (const host of ['cloud-b.s3.gateway.test', 'cloud-b.s3.gateway.test:443', 'CLOUD-B.s3.gateway.test']) {
      const { status, text } = await tls.send('HTTP/1.1', 'GET', '/bucket', { ...SIGNED, host });
      expect([status, text]).toEqual([200, host]);
    }
    expect(ports.size).toBe(1);
  } finally {
    await tls.close();
  }
});

describe('a root that is listed for S3 and holds the cloud’s Keystone', () => {
  const member = { id: 'c', authUrl: 'https://cloud.test/identity/v3', strategy: { kind: 'hub-oidc' } } as Member;
  const route = {
    regionSlug: 'c',
    service: 's3',
    type: 's3',
    root: 'https://cloud.test',
    roots: ['https://cloud.test'],
  };
  const open = (rest: string): Promise<Way> => {
    const routes = [route];
    const lens = createLens({
      publicUrl: 'https://gateway.test',
      cloud: 'c',
      authUrl: member.authUrl,
      routes,
      ids: [],
    });
    const deps = {
      views: { anonymous: async () => ({ routes, lens }) },
      addressOf: () => '192.0.2.1',
      s3: { signedHost: () => 'c.s3.gateway.test', endpointOf: () => undefined },
    } as unknown as OpenStackDeps;
    const target = { region: 'c', service: 's3', rest, query: undefined, odd: false };
    const request = { raw: {}, headers: SIGNED } as unknown as FastifyRequest;
    return Promise.resolve(anonymousAccess(deps, member, target, request, 'signature').open());
  };

  it.each([
    '/identity/v3/auth/tokens',
    '//identity/v3/auth%2Ftokens',
    '/identity/v3/ec2tokens',
    '/identity/v2.0/tokens',
  ])('takes no login at %s, where guesses are not counted', (rest) =>
    expect(open(rest)).rejects.toMatchObject({ code: 'unauthorized' }),
  );

  it('takes what is of S3', async () => {
    expect(await open('/bucket/tokens')).toMatchObject({ type: 's3', free: 'signature' });
  });
});
