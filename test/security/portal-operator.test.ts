// SPDX-License-Identifier: Apache-2.0
// Operators see the members' hosts, the last failures and the configuration: nobody else may, whatever groups they can get
// elsewhere; and no secret is among it. The page that tries the API acts with the session of whoever looks, and shows no token.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cellsOf, rowOf } from '../e2e/portal-text.ts';
import { SOON } from '../soon.ts';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from './websso-house.ts';

let house: WebSsoHouse;
let browser: Browser;
const get = (way: string): Promise<Page> => browser.get(`${house.url}/portal${way}`);
const post = (way: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> =>
  browser.get(`${house.url}/portal${way}`, { method: 'POST', body: new URLSearchParams(form), headers });
const field = ({ text }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
async function logIn(user: string): Promise<void> {
  browser = new Browser();
  const begin = `${house.url}/portal/login/browsers`;
  await browser.get(await browser.logIn(begin, user, `${house.url}/identity/v3/auth/websso/callback/`));
}

beforeAll(async () => {
  house = await startWebSsoHouse();
  await house.change(plainGroups);
  await logIn('alice');
}, 60_000);
afterAll(() => house.close());

const operators = (identityProvider: string, limits: object = {}) =>
  house.change((file) => {
    Object.assign(file.gateway.limits, limits);
    // Longer than a busy machine takes from the failure to the page that shows it.
    file.clouds[0].openstack.breaker = { failures: 3, cooldown: '5s' };
    plainGroups(file);
    file.clouds[1].openstack.strategy = {
      kind: 'application-credential',
      credentials: [
        {
          project: 'acme/research',
          groups: ['acme-research'],
          groupDomain: 'acme',
          id: 'env:AC_ID',
          secret: 'env:AC_SECRET',
        },
      ],
    };
    file.gateway.portal = { operators: [{ identityProvider, group: 'acme-research' }] };
  });

describe('the page of operators', () => {
  it('is none for whoever is in no group that the configuration names, and has no link', async () => {
    expect((await get('/operator')).status).toBe(404);
    expect((await get('/clouds')).text).not.toContain('href="/portal/operator"');
  });

  it('is none for a group of the same name of another identity provider', async () => {
    await operators('demo');
    expect((await get('/operator')).status).toBe(404);
  });

  it('has members, parts, keys and the configuration, without a secret', async () => {
    await operators('browsers');
    const { status, text } = await get('/operator');
    expect(status).toBe(200);
    for (const word of [
      'cloud-a',
      'accepting',
      'signs tokens',
      'seals what is stored',
      'The configuration as it is applied',
    ])
      expect(text).toContain(word);
    expect(text).toContain('[secret]');
    for (const secret of Object.values(house.env).filter((value) => value !== house.env.AC_ID))
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/eyJ[\w-]{16,}\.|BEGIN [A-Z ]*PRIVATE KEY|"d":/);
    expect((await get('/clouds')).text).toContain('href="/portal/operator"');
    await logIn('bob');
    expect((await get('/operator')).status).toBe(404);
    await logIn('alice');
  });

  it('has a row for its store, and a key of each use that is the one for what is new', async () => {
    const { text } = await get('/operator');
    expect(rowOf(text, 'operator-parts', 'store')).toEqual([
      'store',
      '● well',
      expect.stringMatching(/^in-process, \d+ entries$/),
    ]);
    const keys = cellsOf(text, 'operator-keys').slice(1);
    for (const use of ['signs tokens', 'seals what is stored'])
      expect(keys.filter(([, what]) => what === `${use} ● in use for what is new`)).toHaveLength(1);
    expect(rowOf(text, 'operator-members', 'cloud-a')).toEqual(['cloud-a', '● well', 'no failure known']);
  });

  it('shows a circuit that is open, and that it has closed', async () => {
    await house.a.faults.set('compute', 'gone');
    const row = async () => rowOf((await get('/operator')).text, 'operator-members', 'cloud-a');
    try {
      await vi.waitFor(async () => {
        await Promise.all(Array.from({ length: 5 }, () => get('/resources/servers')));
        expect(await row()).toEqual(['cloud-a', '✕ not well', expect.stringMatching(/^http:\/\/\S+ open/)]);
      }, SOON);
    } finally {
      await house.a.faults.clear();
    }
    await vi.waitFor(async () => {
      await get('/resources/servers');
      expect((await row())?.[1]).toBe('● well');
    }, SOON);
  }, 60_000);

  it('counts the limits that were hit', async () => {
    await operators('browsers', { user: { write: '1/1h' }, project: { fanOut: '1/1h' } });
    try {
      const create = async (): Promise<number> =>
        (
          await house.send('POST', '/scs/v1/networks', {
            headers: { authorization: `Bearer ${await house.scoped('carol')}` },
            json: { cloud: 'cloud-a', name: 'much' },
          })
        ).status;
      expect([await create(), await create()]).toEqual([201, 429]);
      const token = await house.scoped('carol');
      const list = async (): Promise<number> => (await house.send('GET', '/scs/v1/servers', { token })).status;
      expect([await list(), await list(), await list()]).toEqual([200, 429, 429]);
      const hit = cellsOf((await get('/operator')).text, 'operator-limits');
      expect(hit).toEqual([
        ['Limit', 'Surface', 'Times'],
        ['project-fan-out', 'scs', '2'],
        ['user-write', 'scs', '1'],
      ]);
    } finally {
      await operators('browsers');
    }
  }, 30_000);

  it('tells of a session that failed by whom, how and why, and of nobody’s token', async () => {
    const trusted = {
      issuer: house.url,
      audience: house.a.authUrl,
      jwks: async () => (await fetch(`${house.url}/.well-known/jwks.json`)).json() as Promise<never>,
    };
    house.a.trust({ ...trusted, audience: 'https://another.example/v3' });
    try {
      const token = await house.login('bob');
      await house.send('GET', '/scs/v1/servers', { headers: { authorization: `Bearer ${token}` } });
      const { text } = await get('/operator');
      const [head, ...rows] = cellsOf(text, 'operator-failures');
      expect(head).toEqual(['Time', 'Cloud', 'Strategy', 'Reason', 'Detail']);
      expect(rows.find(([, cloud]) => cloud === 'cloud-a')).toEqual([
        expect.stringMatching(/now|second/),
        ...['cloud-a', 'hub-oidc', 'memberRefused', expect.stringContaining('trust')],
      ]);
      expect(rowOf(text, 'operator-members', 'cloud-a')?.[2]).toContain('refuses whomever the gateway sends, since');
      expect(text).not.toMatch(/eyJ[\w-]{16,}\.|gAAAAA/);
      expect(text).not.toContain('bob');
    } finally {
      house.a.trust(trusted);
    }
  }, 30_000);

  it('needs an identity provider that there is', async () => {
    await expect(operators('nobody')).rejects.toThrow(/operators.*identityProvider/s);
  });
});

describe('the page that tries an operation', () => {
  it('asks with the session, and shows no token', async () => {
    const me = await get('/api/getMe?do=ask');
    expect(me.text).toContain('Answer: 200');
    expect(me.text).toContain('&quot;name&quot;: &quot;alice&quot;');
    const file = await get('/api/getKubeconfig?do=ask&q.auth=token');
    expect(file.text).toContain('Answer: 200');
    expect(file.text).not.toMatch(/eyJ[\w-]{16,}\./);
    expect(file.headers.get('content-encoding')).toBeNull();
  });

  it('changes nothing by a link, by a form of elsewhere, or by a form without its key', async () => {
    const way = '/api/createNetwork';
    const body = JSON.stringify({ cloud: 'cloud-a', project: 'acme/research', name: 'tried' });
    const count = async (): Promise<number> =>
      JSON.parse((await get('/resources/networks?name=tried&format=json')).text).items.length;
    expect((await get(`${way}?do=ask&body=${encodeURIComponent(body)}`)).text).not.toContain('Answer:');
    const form = await get(way);
    const sent = { csrf: field(form, 'csrf'), key: field(form, 'key'), body };
    expect((await post(way, sent, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post(way, { ...sent, csrf: '' })).status).toBe(403);
    expect((await post(way, { ...sent, key: '' })).status).toBe(400);
    expect((await post('/api/getMe', sent)).status).toBe(405);
    expect(await count()).toBe(0);
    expect((await post(way, sent)).text).toContain('Answer: 201');
    expect((await post(way, sent)).text).toContain('Answer: 201');
    expect(await count()).toBe(1);
  }, 30_000);

  it('says what is wrong as the API does, and of a body that is none', async () => {
    // A circuit that has been opened above may be tried once more.
    await vi.waitFor(async () => {
      expect((await get('/api/getServer?do=ask&p.cloud=cloud-a&p.id=none')).text).toContain('Answer: 404');
    }, SOON);
    const form = await get('/api/createNetwork');
    const sent = { csrf: field(form, 'csrf'), key: field(form, 'key'), body: '{"<b>' };
    const { text } = await post('/api/createNetwork', sent);
    expect(text).toContain('The body is no JSON');
    expect(text).not.toContain('<b>');
  });

  it('is found by a word of its name or path', async () => {
    const { text } = await get('/api?q=server+placement');
    expect(text).toContain('/portal/api/previewServerPlacement');
    expect(text).not.toContain('/portal/api/listImages');
    expect((await get('/api/constructor')).status).toBe(404);
  });
});

it('a page that fills ends when its session is revoked', async () => {
  await house.change(plainGroups);
  const page = await get('/me');
  await house.b.faults.set('compute', 'hang');
  try {
    const filling = get('/resources/servers');
    // So that it is under way, and looked at once.
    await new Promise((done) => setTimeout(done, 2_500));
    await post('/me', { do: 'end-all', csrf: field(page, 'csrf') });
    const { text } = await filling;
    expect(text).toContain('The token that began this was revoked');
  } finally {
    await house.b.faults.clear();
  }
}, 30_000);
