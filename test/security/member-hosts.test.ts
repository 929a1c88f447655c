// SPDX-License-Identifier: Apache-2.0
// A member says where its services, its consoles and its next version are, and the gateway goes there. One that names the
// gateway's own machine, its link or the gateway itself would read /metrics and /readyz, ask a metadata service for the
// machine's credentials, POST what it likes to a port inside, or make one request go round until a limit ends it (124
// times were seen). A name that is its own today may mean 169.254.169.254 tomorrow (DNS rebinding), and a token of the
// gateway that it gives as its own would be sent to wherever its catalogue leads. Clients follow a member's links too, to the
// next version or the next page of a list, with the gateway token in their hands.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExchange } from '../../src/federation/exchange.ts';
import { createIssuerClient } from '../../src/federation/identity/issuer-fetch.ts';
import { createConnectGuard, guardedConnector } from '../../src/members/guarded-connect.ts';
import { pseudonymOf } from '../../src/members/via.ts';
import { createReach } from '../../src/model/may-name.ts';
import type { Member } from '../../src/model/member.ts';
import type { Seal } from '../../src/model/seal.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const METADATA = '169.254.169.254';

let house: SplitHouse;
let token: string;
/** What the names of `liar.example` mean at the moment, and how often that was asked. */
let meaning: readonly string[] = ['127.0.0.1'];
let asked = 0;
const resolve: LookupFunction = (_name, options, done) => {
  asked += 1;
  const found = meaning.map((address) => ({ address, family: 4 }));
  if (options.all) done(null, found);
  else done(null, found[0]?.address ?? '', 4);
};

beforeAll(async () => {
  house = await startSplitHouse(
    (file) => {
      const cloud = file.clouds[1];
      cloud.openstack.hosts = ['*.liar.example'];
      const { port } = new URL(cloud.clusters[0].server);
      // Its certificate is for localhost: who gets as far as TLS has connected already.
      cloud.clusters.push({ ...cloud.clusters[0], id: 'moved', server: `https://api.liar.example:${port}` });
    },
    {
      resolve,
      elsewhere: ({ url, operations, lyingUrl }) => ({
        placement: `http://nova.liar.example:${new URL(lyingUrl).port}`,
        network: `http://${METADATA}`,
        image: `http://0x7f000001:${operations}`,
        volumev3: `${url}/clouds/cloud-b/compute/v3`,
        'object-store': 'http://internal.example.net/v1',
      }),
    },
  );
  token = await house.scoped('alice');
});
afterAll(() => house.close());

const atLiar = (path: string): string => `/clouds/cloud-b/${path}`;
const metric = async (where: string, reason: string): Promise<number> => {
  const line = new RegExp(
    `^scs_gateway_reach_refused_total\\{peer="cloud-b",where="${where}",reason="${reason}"\\} (\\d+)`,
    'm',
  );
  return Number(line.exec(await house.metrics())?.[1] ?? 0);
};
const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
};

describe('a catalogue', () => {
  it('loses the endpoints at hosts that are not the member’s own, and keeps the others', async () => {
    const answer = await house.send('HTTP/1.1', 'GET', '/identity/v3/auth/catalog', { 'x-auth-token': token });
    const types = JSON.parse(answer.text).catalog.flatMap((one: { type: string; endpoints: { region: string }[] }) =>
      one.endpoints.some(({ region }) => region === 'cloud-b') ? [one.type] : [],
    );
    expect(types.toSorted()).toEqual(['compute', 'identity', 'placement']);
  });

  it('whose endpoints are left out is told once in the log, counted, and shown in /readyz', async () => {
    const told = house.log.filter(({ where }) => where === 'catalogue');
    expect(told.map(({ cloud, service, reason }) => `${cloud} ${service} ${reason}`).toSorted()).toEqual([
      'cloud-b image gateway',
      'cloud-b network address',
      'cloud-b object-store foreign',
      'cloud-b volumev3 gateway',
    ]);
    expect(await metric('catalogue', 'address')).toBeGreaterThan(0);
    const { members } = (await (await fetch(`${house.operationsUrl}/readyz`)).json()) as {
      members: Record<string, { ok: boolean; detail: string }>;
    };
    expect(members['cloud-b']?.detail).toContain(`network in cloud-b at ${METADATA}: address`);
    expect(members['cloud-a']?.detail).toBe('no failure known');
  });
});

describe.each(PROTOCOLS)('%s', (protocol) => {
  const get = (path: string) => house.send(protocol, 'GET', path, { 'x-auth-token': token });

  it.each([
    ['the metadata service', 'network/latest/meta-data'],
    ['the operations listener', 'image/metrics'],
    ['the gateway', 'block-storage/v3/volumes'],
    ['a stranger’s host', 'object-store/v1/x'],
  ])('nothing that a member says leads a client to %s', async (_, path) => {
    const answer = await get(atLiar(path));
    expect([answer.status, answer.text.includes('scs_gateway_')]).toEqual([404, false]);
  });

  it('a name whose meaning changes to a metadata service is not connected to, and the member is not blamed', async () => {
    house.lie((_, response) => json(response, 200, { versions: [] }));
    meaning = ['127.0.0.1'];
    expect((await get(atLiar('placement/x'))).status).toBe(200);
    meaning = [METADATA];
    const before = asked;
    for (let i = 0; i < 6; i++) {
      const answer = await get(atLiar('placement/x'));
      expect([answer.status, JSON.parse(answer.text).errors[0].detail]).toEqual([
        502,
        'The member cloud cloud-b names a host that the gateway does not connect to.',
      ]);
    }
    expect(asked - before).toBe(6);
    expect(await metric('connection', 'address')).toBeGreaterThan(0);
    // Of several addresses those that are allowed remain.
    meaning = [METADATA, '127.0.0.1'];
    expect((await get(atLiar('placement/x'))).status).toBe(200);
    meaning = ['127.0.0.1'];
  });

  it('a cluster whose name means a metadata service is not connected to, for requests and for tunnels', async () => {
    meaning = [METADATA];
    const headers = { authorization: `Bearer ${token}` };
    const plain = await house.send(protocol, 'GET', '/k8s/moved/api', headers);
    expect([plain.status, JSON.parse(plain.text).kind]).toEqual([502, 'Status']);
    const upgrade = { ...headers, connection: 'Upgrade', upgrade: 'SPDY/3.1' };
    const path = '/k8s/moved/api/v1/namespaces/d/pods/p/exec?command=sh';
    const tunnel = await house.send('HTTP/1.1', 'POST', path, upgrade);
    expect([tunnel.status, JSON.parse(tunnel.text).message]).toEqual([
      502,
      expect.stringContaining('does not connect'),
    ]);
    meaning = ['127.0.0.1'];
  });

  it.each([
    ['the operations listener', () => `${house.operationsUrl}/metrics`],
    ['a metadata service', () => `http://${METADATA}/vnc_auto.html?token=x`],
    ['a stranger', () => 'https://evil.example.net/vnc_auto.html'],
  ])('a console at %s is not published', async (_, url) => {
    house.lie((_request, response) =>
      json(response, 200, { remote_console: { protocol: 'vnc', type: 'novnc', url: url() } }),
    );
    const answer = await house.send(
      protocol,
      'POST',
      atLiar('compute/v2.1/servers/s/remote-consoles'),
      { 'x-auth-token': token, 'content-type': 'application/json' },
      '{"remote_console":{"protocol":"vnc","type":"novnc"}}',
    );
    expect([answer.status, answer.text.includes('consoles/')]).toEqual([502, false]);
    expect(JSON.parse(answer.text).computeFault.message).toContain('names a host that the gateway does not connect to');
  });

  it('a version document leads nowhere but to the gateway, where clients would go with their token', async () => {
    const href = 'https://evil.example.net/v2.1/';
    house.lie((_, response) => json(response, 200, { version: { id: 'v2.1', links: [{ rel: 'self', href }] } }));
    const answer = await get(atLiar('compute/v2.1/'));
    expect(JSON.parse(answer.text).version.links[0].href).toBe(`${house.url}/clouds/cloud-b/compute/v2.1/`);
    expect(await metric('link', 'foreign')).toBeGreaterThan(0);
  });

  it.each([
    ['', 'application/json', 0],
    [' that does not say that it is JSON', 'text/plain', 0],
    [' without a content type', undefined, 0],
    [' behind many blanks', 'text/plain', 0, { blanks: 9_000 }],
    [' in many pieces behind many blanks', 'text/plain', 400_000, { blanks: 9_000 }],
    [' with the status 300', 'text/plain', 0, { status: 300 }],
    [' with the status 300 in many pieces', 'application/octet-stream', 400_000, { status: 300 }],
    [' in many pieces', 'application/json', 400_000],
    [' in many pieces that does not say that it is JSON', 'application/octet-stream', 400_000],
  ])(
    'the next page of a list%s leads nowhere but to the gateway, where clients would go with their token',
    async (_, type, size, { blanks = 0, status: given = 200 }: { blanks?: number; status?: number } = {}) => {
      const page = {
        servers: [{ id: 's', note: 'x'.repeat(size) }],
        servers_links: [{ rel: 'next', href: 'https://evil.example.net/v2.1/servers?marker=s' }],
        next: 'http://evil.example.net/v2.1/servers?marker=s',
      };
      house.lie((_request, response) => {
        if (type !== undefined) response.setHeader('content-type', type);
        response.statusCode = given;
        response.end(`${' '.repeat(blanks)}${JSON.stringify(page)}`);
      });
      const { status, text } = await get(atLiar('compute/v2.1/servers'));
      const link = `${house.url}/clouds/cloud-b/compute/v2.1/servers?marker=s`;
      expect([status, JSON.parse(text)]).toEqual([
        given,
        { ...page, servers_links: [{ rel: 'next', href: link }], next: link },
      ]);
    },
  );

  const wide = (text: string) => Buffer.from(text, 'utf16le');
  const next = '{"next":"https://evil.example.net/"}';
  it.each([
    ['UTF-16', 'text/plain', wide(next)],
    ['UTF-16, behind many blanks', undefined, wide(`${' '.repeat(200_000)}${next}`)],
    ['UTF-7', 'application/json; charset=utf-7', Buffer.from(next.replace('next', '+AG4-ext'))],
    ['UTF-7, called otherwise', 'text/plain;charset=utf-8; "Charset" = "UTF-7"', Buffer.from('+AHs-"next":1}')],
    ['Python', 'application/json; charset=unicode_escape', Buffer.from(next.replace('next', '\\x6eext'))],
    ['ISO-2022', 'application/json; charset=iso-2022-jp', Buffer.from(next.replace('next', 'ne\x1b(Bxt'))],
  ])('JSON in an encoding that the gateway does not read is no answer: %s', async (_, type, body) => {
    house.lie((_request, response) => {
      if (type !== undefined) response.setHeader('content-type', type);
      response.end(body);
    });
    expect((await get(atLiar('compute/v2.1/servers'))).status).toBe(502);
  });

  it.each([
    'application/json; charset=UTF-8',
    'text/plain; charset=iso-8859-15',
    'application/json;charset="us-ascii"',
  ])('what says that it is %s passes', async (type) => {
    house.lie((_request, response) => void response.writeHead(200, { 'content-type': type }).end('{"servers":[]}'));
    const answer = await get(atLiar('compute/v2.1/servers'));
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([200, '{"servers":[]}', type]);
  });

  it('a member whose server leads back to the gateway is asked once', async () => {
    let hits = 0;
    const agent = new Agent({ ca: house.ca });
    house.lie((request, response) => {
      hits += 1;
      if (hits > 20) return void response.writeHead(500).end();
      const { host: _, connection: _c, ...headers } = request.headers;
      const back = httpsRequest(`${house.url}${atLiar('compute/')}`, { method: request.method, agent, headers });
      back.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' });
        answer.pipe(response);
      });
      back.end();
    });
    const answer = await house.send(protocol, 'GET', atLiar('compute/'));
    expect([hits, answer.status]).toEqual([1, 508]);
    expect(JSON.parse(answer.text).computeFault.message).toBe('The request has come through this gateway before.');
    agent.destroy();
  });

  it.each([
    ['/identity/v3', (text: string) => JSON.parse(text).error.message],
    ['/clouds/cloud-a/network/v2.0/ports', (text: string) => JSON.parse(text).NeutronError.message],
    ['/k8s/liar/api', (text: string) => JSON.parse(text).message],
    ['/scs/v1/servers', (text: string) => JSON.parse(text).detail],
    ['/consoles/x/y', (text: string) => JSON.parse(text).error.message],
  ])('what this gateway has sent itself is refused on %s, in its dialect', async (path, message) => {
    const via = `1.0 proxy, 1.1 ${pseudonymOf(house.url)}`;
    const answer = await house.send(protocol, 'GET', path, { 'x-auth-token': token, via });
    expect([answer.status, message(answer.text)]).toEqual([508, 'The request has come through this gateway before.']);
  });

  it('another gateway in front is told to the member, whatever else stands in Via is not, and there are not many', async () => {
    const seen: unknown[] = [];
    house.lie((request, response) => {
      seen.push(request.headers.via);
      json(response, 200, {});
    });
    const hop = (n: number): string => `1.1 scs-gateway-${String(n).repeat(16)}`;
    const send = (via: string) => house.send(protocol, 'GET', atLiar('compute/v2.1/x'), { 'x-auth-token': token, via });
    expect((await send(`1.1 proxy.corp.example, ${hop(1)}, 1.1 internal (Apache)`)).status).toBe(200);
    expect(seen).toEqual([`${hop(1)}, 1.1 ${pseudonymOf(house.url)}`]);
    expect((await send([1, 2, 3, 4].map(hop).join(', '))).status).toBe(508);
  });
});

describe('a token that a member gives', () => {
  const claims = (iss: string): string =>
    ['{"alg":"ES256"}', JSON.stringify({ iss }), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
  const login = (subjectToken: string) => {
    const user = { id: 'u', name: 'u', domain: { id: 'default', name: 'Default' } };
    const member = {
      id: 'cloud-b',
      authUrl: 'https://keystone.example.org/v3',
      strategy: { kind: 'hub-oidc', holder: () => 'h', login: async () => ({ method: 'POST', url: 'https://x' }) },
      transport: {
        call: async () => ({
          status: 201,
          headers: { 'x-subject-token': subjectToken },
          body: JSON.stringify({ token: { expires_at: '2100-01-01T00:00:00Z', user } }),
        }),
      },
    } as unknown as Member;
    const seal: Seal = { close: (text) => text, open: (text) => text };
    const issuer = 'https://gateway.example.org';
    const store = createMemoryStore({ now: Date.now });
    const exchange = createExchange({ store, seal, issuer, now: Date.now, onSession: () => undefined });
    return exchange.session(member, { kind: 'principal', principal: { id: 'p' } as never }, { kind: 'unscoped' });
  };

  it('as its own is refused where it claims to be of this gateway, of whichever kind', async () => {
    await expect(login(claims('https://gateway.example.org'))).rejects.toMatchObject({ code: 'memberGarbage' });
  });

  it('is its own where it is of another gateway, or of Keystone', async () => {
    expect((await login(claims('https://other.example.org'))).token).toContain('.');
    expect((await login('gAAAAABmember')).token).toBe('gAAAAABmember');
  });
});

describe('an identity provider', () => {
  it('whose document names this machine is not asked there, unless it is configured there', async () => {
    let hits = 0;
    const server = createServer((_, response) => {
      hits += 1;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const own = { publicUrl: 'https://gateway.example.org', domains: [], listensAt: () => false };
    const client = createIssuerClient({
      connector: ({ id: _, ...configured }, options) =>
        guardedConnector(createConnectGuard({ reach: createReach({ ...configured, anyName: true, own }) }), options),
    });
    const ask = (issuer: string, named: string) =>
      client.fetch(named, { method: 'GET', timeoutMs: 5_000, peer: { id: 'idp', urls: [issuer], hosts: [] } });
    await expect(ask('https://idp.example.org', url)).rejects.toMatchObject({ code: 'memberHost' });
    const { port } = new URL(url);
    await expect(ask('https://idp.example.org', `http://localhost:${port}/jwks`)).rejects.toMatchObject({
      code: 'memberHost',
    });
    expect(hits).toBe(0);
    expect(await ask('http://127.0.0.1:1', url)).toMatchObject({ status: 200, body: '{}' });
    expect(hits).toBe(1);
    await client.close();
    server.close();
  });
});

it.each(PROTOCOLS)(
  'a list of containers or objects has no next page elsewhere, and its names stay what they are: %s',
  async (protocol) => {
    const own = await startSplitHouse(undefined, {
      elsewhere: ({ lyingUrl }) => ({ 'object-store': `${lyingUrl}/v1/AUTH_%(project_id)s` }),
    });
    const scoped = await own.scoped('alice');
    const read = (path: string) => own.send(protocol, 'GET', `/clouds/cloud-b/${path}`, { 'x-auth-token': scoped });
    const named = [{ name: `\\"next\\":\\"https://evil.example.net\\" ${own.url} ${'ab'.repeat(16)}`, bytes: 1 }];
    const lie = (body: string) =>
      own.lie((_request, response) => void response.setHeader('content-type', 'application/json').end(body));
    for (const path of ['object-store/v1/AUTH_p', 'object-store/v1/AUTH_p/c?format=json']) {
      lie('{"a":1,"next":"https://evil.example.net/v1/AUTH_p"}');
      const { text } = await read(path);
      expect(JSON.parse(text).next).toBe(`${own.url}/clouds/cloud-b/object-store/v1/AUTH_p`);
      lie(JSON.stringify(named));
      expect((await read(path)).text).toBe(JSON.stringify(named));
    }
    const object = '{"next":"https://example.net/","href" : "//example.net"}';
    lie(object);
    const whole = await read('object-store/v1/AUTH_p/c/o.json');
    expect([whole.text, whole.headers['content-length']]).toEqual([object, String(object.length)]);
    await own.close();
  },
);
