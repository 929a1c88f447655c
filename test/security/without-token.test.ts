// SPDX-License-Identifier: Apache-2.0
// Some requests need no token: a public container, a temporary URL, a preflight, a health check. They were 401 where the
// member itself answers everybody. Opened, they must not become a way in: nothing of the gateway's or a user's goes along,
// no other path is open, no project becomes known by them, and strangers take nothing that users need.
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OWN_DOCUMENTS } from '../../src/gateway/needs-no-token.ts';
import { type ScsDeps, scsRoutes } from '../../src/gateway/surfaces/scs/index.ts';
import { projectRef } from '../../src/model/ids.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const RESEARCH = projectRef('acme', 'research').id;
const TEACHING = projectRef('acme', 'teaching').id;
const STORE = '/clouds/cloud-b/object-store';
const ORIGIN = { origin: 'https://site.example', 'access-control-request-method': 'GET' };

let h: SplitHouse;
let seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
const SPOOFED = {
  'x-service-token': 'a',
  'x-roles': 'admin',
  'x-user-id': 'b',
  x_user_id: 'b',
  'x-remote-user': 'root',
  'impersonate-user': 'root',
  cookie: 'a=b',
  forwarded: 'for=1.2.3.4',
};

beforeAll(async () => {
  h = await startSplitHouse(
    (file) => {
      file.gateway.limits.address = { failed: 'off' };
      const { cert, key } = file.gateway.listen.tls;
      const [liar] = file.clouds[1].clusters;
      const strategy = { kind: 'impersonate', clientCertificate: cert, clientKey: key };
      file.clouds[1].clusters.push({ ...liar, id: 'held', strategy });
    },
    { elsewhere: ({ lyingUrl }) => ({ 'object-store': `${lyingUrl}/v1/AUTH_%(project_id)s` }) },
  );
  const alice = await h.scoped('alice');
  h.lie((_, response) => void response.writeHead(204).end());
  // From now on the gateway knows the account of this project, and of no other.
  expect((await h.send('HTTP/1.1', 'HEAD', `${STORE}/v1/AUTH_${RESEARCH}`, { 'x-auth-token': alice })).status).toBe(
    204,
  );
});
beforeEach(() => {
  seen = [];
  h.lie((request, response) => {
    seen.push(request);
    response.writeHead(200, { 'content-type': 'text/plain' }).end('public');
  });
});
afterAll(() => h.close());

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    h.send(protocol, method, path, headers, body);

  it.each([
    ['GET', `${STORE}/v1/AUTH_${RESEARCH}/c/o`],
    ['PUT', `${STORE}/v1/AUTH_${RESEARCH}/c/o?temp_url_sig=ab&temp_url_expires=1`],
    ['GET', `${STORE}/info`],
    ['GET', `${STORE}/healthcheck`],
    ['GET', '/clouds/cloud-b/compute/healthcheck'],
    ['OPTIONS', '/clouds/cloud-b/compute/v2.1/servers'],
    ['GET', '/k8s/liar/version'],
    ['OPTIONS', '/k8s/liar/api/v1/pods'],
  ])('%s %s reaches the member without any credential and without what a client says it is', async (method, path) => {
    const { status, text } = await send(method, path, { ...SPOOFED, ...(method === 'OPTIONS' ? ORIGIN : {}) });
    expect([status, text]).toEqual([200, 'public']);
    expect(seen).toHaveLength(1);
    const { headers } = seen[0] as IncomingMessage;
    for (const name of [...Object.keys(SPOOFED), 'authorization', 'x-auth-token', 'x-storage-token'])
      expect(headers[name]).toBeUndefined();
  });

  it.each([
    ['PUT', `${STORE}/v1/AUTH_${RESEARCH}/c/o`],
    ['DELETE', `${STORE}/v1/AUTH_${RESEARCH}/c/o`],
    ['POST', `${STORE}/v1/AUTH_${RESEARCH}/c`],
    ['GET', `${STORE}/recon/async`],
    ['GET', '/clouds/cloud-b/compute/v2.1/servers'],
    ['GET', '/clouds/cloud-b/compute/v2.1/servers?temp_url_sig=ab&temp_url_expires=1'],
    ['OPTIONS', '/clouds/cloud-b/compute/v2.1/servers'],
    ['GET', '/k8s/liar/api'],
    ['GET', '/k8s/liar/metrics'],
    ['GET', '/k8s/liar/version/../api'],
    ['OPTIONS', '/k8s/liar/api'],
    // Its connections are the gateway's own account, by certificate.
    ['GET', '/k8s/held/version'],
    ['GET', '/k8s/nowhere/version'],
  ])('%s %s is no such request: the member never sees it', async (method, path) => {
    expect([400, 401]).toContain((await send(method, path, {}, method === 'PUT' ? 'x' : undefined)).status);
    expect(seen).toEqual([]);
  });

  it('does not tell which projects there are: one that nobody has worked in is as one that is not', async () => {
    const made = 'f'.repeat(32);
    const answers = [];
    for (const id of [TEACHING, made, h.liar.projectIds['acme/research'] as string])
      answers.push(await send('GET', `${STORE}/v1/AUTH_${id}/c/o`));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(seen).toEqual([]);
  });

  it('of an account the member’s own id never comes back', async () => {
    const there = h.liar.projectIds['acme/research'] as string;
    h.lie((request, response) => {
      seen.push(request);
      const xml = `<?xml version='1.0' encoding='UTF-8'?>\n<account name="AUTH_${there}"></account>`;
      response.writeHead(200, { 'content-type': 'application/xml', 'x-container-read': `${there}:*` }).end(xml);
    });
    const { headers, text } = await send('GET', `${STORE}/v1/AUTH_${RESEARCH}`);
    expect(seen[0]?.url).toBe(`/v1/AUTH_${there}`);
    expect(text).toContain(`<account name="AUTH_${RESEARCH}">`);
    expect(headers['x-container-read']).toBe(`${RESEARCH}:*`);
    expect(JSON.stringify(headers) + text).not.toContain(there);
  });

  it('leads nowhere: a redirect away is refused, also of an upload form that nobody has signed', async () => {
    h.lie(
      (_, response) => void response.writeHead(303, { location: 'https://evil.example/?status=201&message=' }).end(),
    );
    expect((await send('GET', `${STORE}/v1/AUTH_${RESEARCH}/c/o`)).status).toBe(502);
    const form = [
      '--b\r\nContent-Disposition: form-data; name="redirect"\r\n\r\nhttps://evil.example/\r\n',
      `--b\r\nContent-Disposition: form-data; name="signature"\r\n\r\n${'a'.repeat(40)}\r\n`,
      '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nhi\r\n--b--\r\n',
    ].join('');
    const type = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(form.length) };
    expect((await send('POST', `${STORE}/v1/AUTH_${RESEARCH}/c/p`, type, form)).status).toBe(502);
  });

  it('opens an answer to a site’s scripts, never what a browser adds by itself', async () => {
    h.lie(
      (_, response) =>
        void response
          .writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' })
          .end(),
    );
    for (const path of [`${STORE}/v1/AUTH_${RESEARCH}/c/o`, '/k8s/liar/version', '/k8s/liar/api/v1/pods']) {
      const { headers } = await send(path.endsWith('pods') ? 'OPTIONS' : 'GET', path, ORIGIN);
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers['content-security-policy']).toContain('sandbox');
    }
  });

  it('the member’s 401 is the stranger’s to see, and costs no session', async () => {
    let asked = 0;
    h.lie((_, response) => {
      asked += 1;
      response.writeHead(401, { 'content-type': 'text/html' }).end('<html>no</html>');
    });
    const logins = h.liar.requests.filter(({ service }) => service === 'identity').length;
    for (const path of [`${STORE}/v1/AUTH_${RESEARCH}/c/o`, '/k8s/liar/version'])
      expect((await send('GET', path)).status).toBe(401);
    expect(asked).toBe(2);
    expect(h.liar.requests.filter(({ service }) => service === 'identity').length).toBe(logins);
  });
});

describe('limits', () => {
  let small: SplitHouse;
  let alice: string;
  beforeAll(async () => {
    small = await startSplitHouse(
      (file) => {
        file.gateway.limits.address = { anonymous: '30/1h' };
        file.clouds[1].openstack.limits = { requests: '40/1h' };
      },
      { elsewhere: ({ lyingUrl }) => ({ 'object-store': `${lyingUrl}/v1/AUTH_%(project_id)s` }) },
    );
    alice = await small.scoped('alice');
    small.lie((_, response) => void response.writeHead(204).end());
  });
  afterAll(() => small.close());
  const get = async (path: string, headers = {}) => (await small.send('HTTP/1.1', 'GET', path, headers)).status;
  const own = () => get(`${STORE}/v1/AUTH_${RESEARCH}/c/o`, { 'x-auth-token': alice });

  it('strangers together have half of what a cloud takes, an address what it may ask for, and users what is theirs', async () => {
    expect(await own()).toBe(204);
    const statuses = [];
    for (let i = 0; i < 25; i++) statuses.push(await get(`${STORE}/v1/AUTH_${RESEARCH}/c/o`));
    expect(statuses).toEqual([...Array(20).fill(204), ...Array(5).fill(503)]);
    for (let i = 0; i < 5; i++) expect(await get('/k8s/liar/version')).toBe(204);
    expect(await get('/k8s/liar/version')).toBe(429);
    expect(await get(`${STORE}/info`)).toBe(429);
    for (let i = 0; i < 19; i++) expect(await own()).toBe(204);
    expect(small.log.filter(({ status }) => status === 429)).toHaveLength(2);
  });
});

describe('documents of the gateway’s own', () => {
  let small: SplitHouse;
  beforeAll(async () => {
    small = await startSplitHouse((file) => {
      file.gateway.limits.address = { anonymous: '18/1h' };
    });
  });
  afterAll(() => small.close());
  const READ = [
    '/identity',
    '/v3',
    '/clouds/cloud-a/identity/v3',
    '/.well-known/openstack/api',
    '/.well-known/openstack/api/cloud-a',
    '/scs/v1',
    '/scs/v1/errors',
    '/scs/openapi.json',
    '/docs',
  ];
  const FREE = ['/', '/.well-known/jwks.json', '/.well-known/openid-configuration'];
  const read = (path: string, headers = {}) => small.send('HTTP/1.1', 'GET', path, headers);

  it('are all that the SCS API answers without a token', () => {
    const open = scsRoutes({ publicUrl: small.url } as ScsDeps).filter((route) => route.open);
    const urls = open.map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1'));
    expect(urls.filter((url) => !OWN_DOCUMENTS.has(url))).toEqual([]);
    expect(open.length).toBeGreaterThan(3);
  });

  it('count for the address that reads them, whatever token is shown, and never stop health checks or members', async () => {
    for (const path of [...READ, ...READ]) expect((await read(path, { 'x-auth-token': 'x' })).status).not.toBe(429);
    for (const path of READ) {
      const { status, headers } = await read(path);
      expect([path, status]).toEqual([path, 429]);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(JSON.parse((await read('/v3')).text).error.code).toBe(429);
    for (const path of FREE) for (let i = 0; i < 30; i++) expect((await read(path)).status).toBe(200);
    // Whoever has logged in goes on.
    const alice = await small.scoped('alice');
    expect((await read('/scs/v1/me', { 'x-auth-token': alice })).status).toBe(200);
  });
});
