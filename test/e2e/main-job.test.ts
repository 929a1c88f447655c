// SPDX-License-Identifier: Apache-2.0
// The main job: one login, then both clouds as regions of one endpoint.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, rescope, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

interface TokenDocument {
  token: { catalog: { type: string; endpoints: { url: string; region: string }[] }[]; roles: { name: string }[] };
}

describe('one login', () => {
  it('gives the union of both catalogues below the gateway', async () => {
    const answer = await rescope(h.url, await h.login('alice'), {
      project: { name: 'research', domain: { name: 'acme' } },
    });
    expect(answer.status).toBe(201);
    const text = await answer.text();
    const { token } = JSON.parse(text) as TokenDocument;
    expect(new Set(token.catalog.flatMap((s) => s.endpoints.map((e) => e.region)))).toEqual(
      new Set(['cloud-a', 'cloud-b']),
    );
    expect(token.roles.map((role) => role.name)).toContain('member');
    expect(token.catalog.flatMap((s) => s.endpoints).every((e) => e.url.startsWith(h.url))).toBe(true);
    for (const host of [...h.a.hosts, ...h.b.hosts]) expect(text).not.toContain(host);
  });

  it.each(['cloud-a', 'cloud-b'])('lists and creates servers on %s', async (region) => {
    const token = await h.scoped('alice');
    const headers = {
      'x-auth-token': token,
      'content-type': 'application/json',
      'openstack-api-version': 'compute 2.92',
    };
    const base = `${h.url}/clouds/${region}/compute/v2.1`;
    const flavors = (await (await fetch(`${base}/flavors`, { headers })).json()) as { flavors: { id: string }[] };
    const created = await fetch(`${base}/servers`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        server: { name: 's1', flavorRef: flavors.flavors[0]?.id, imageRef: '', networks: 'none' },
      }),
    });
    expect([await created.clone().text(), created.status]).toEqual([expect.any(String), 202]);
    expect(created.headers.get('location')).toContain(base);
    const list = await fetch(`${base}/servers/detail`, { headers });
    expect(list.status).toBe(200);
    const text = await list.text();
    for (const host of [...h.a.hosts, ...h.b.hosts]) expect(text).not.toContain(host);
    expect(text).toContain(base);
    expect(h.a.violations).toEqual([]);
    expect(h.b.violations).toEqual([]);
  });
});

describeNoLeaks(() => h);
