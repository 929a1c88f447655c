// SPDX-License-Identifier: Apache-2.0
// Scripts of other origins and the SCS API: without a configuration none may read anything, and with one those that are named,
// exactly, with a token of theirs. A browser judges by the headers of the answers, which is what is looked at here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';

const PORTAL = 'https://portal.example.org';
const asks = {
  origin: PORTAL,
  'access-control-request-method': 'PATCH',
  'access-control-request-headers': 'authorization',
};

const granted = ({ headers }: { headers: Headers }): string[] =>
  [...headers].filter(([name]) => name.startsWith('access-control-')).map(([name]) => name);

describe('without origins in the configuration', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  it('no page of another origin may read or preflight anything', async () => {
    const token = await h.scoped('alice');
    const read = await h.send('GET', '/scs/v1/servers', { token, headers: { origin: PORTAL } });
    const preflight = await h.send('OPTIONS', '/scs/v1/servers', { headers: asks });
    expect([read.status, preflight.status]).toEqual([200, 404]);
    expect([granted(read), granted(preflight)]).toEqual([[], []]);
  });
});

describe('with an origin in the configuration', () => {
  let h: Harness;
  let token: string;
  beforeAll(async () => {
    h = await startHarness({ gateway: { browserOrigins: [PORTAL] } });
    token = await h.scoped('alice');
  });
  afterAll(() => h.close());

  it('its preflight needs no token and reaches no cloud, and says what may be sent', async () => {
    const before = h.a.requests.length;
    const answer = await h.send('OPTIONS', '/scs/v1/servers/cloud-a/1', { headers: asks });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PORTAL);
    expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH');
    for (const name of ['authorization', 'if-match', 'idempotency-key', 'content-type'])
      expect(answer.headers.get('access-control-allow-headers')).toContain(name);
    expect(h.a.requests.length).toBe(before);
  });

  it('its pages read answers and failures with a token, and the headers of the document', async () => {
    const read = await h.send('GET', '/scs/v1/flavors', { token, headers: { origin: PORTAL } });
    const refused = await h.send('GET', '/scs/v1/flavors', { headers: { origin: PORTAL } });
    const unknown = await h.send('GET', '/scs/v1/nothing', { token, headers: { origin: PORTAL } });
    expect([read.status, refused.status, unknown.status]).toEqual([200, 401, 404]);
    for (const { headers } of [read, refused, unknown]) {
      expect(headers.get('access-control-allow-origin')).toBe(PORTAL);
      expect(headers.get('vary')).toContain('origin');
      expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
    }
    expect(read.headers.get('vary')).toContain('authorization');
  });

  it.each([
    'https://portal.example.org.evil.example',
    'https://evil.example',
    'http://portal.example.org',
    'https://portal.example.org:444',
    'https://PORTAL.example.org',
    'https://portal.example.org/',
    'https://portal.example.org, https://evil.example',
    'null',
    '*',
  ])('pages of %s may read nothing, and preflight nothing', async (origin) => {
    const read = await h.send('GET', '/scs/v1/flavors', { token, headers: { origin } });
    const preflight = await h.send('OPTIONS', '/scs/v1/flavors', { headers: { ...asks, origin } });
    expect([granted(read), granted(preflight), preflight.status]).toEqual([[], [], 404]);
    // A cache must not give this answer to the portal, nor the portal's to this page.
    expect(read.headers.get('vary')).toContain('origin');
  });

  it('nothing that a browser adds by itself is allowed, and no other surface is opened', async () => {
    const read = await h.send('GET', '/scs/v1/flavors', { token, headers: { origin: PORTAL, cookie: 'a=b' } });
    expect(read.headers.get('access-control-allow-credentials')).toBeNull();
    for (const path of ['/identity/v3', '/', '/docs', '/.well-known/jwks.json'])
      expect(granted(await h.send('GET', path, { headers: { origin: PORTAL } })), path).toEqual([]);
  });

  it.each([
    '*',
    'null',
    'https://*.example.org',
    'https://portal.example.org/',
    'https://Portal.example.org',
    'portal.example.org',
  ])('the configuration takes no origin like %s', async (origin) => {
    await expect(
      h.changed((file) => {
        file.gateway.browserOrigins = [origin];
      }),
    ).rejects.toThrow(/browserOrigins/);
  });
});
