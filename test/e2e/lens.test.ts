// SPDX-License-Identifier: Apache-2.0
// The lens end to end: what clients read of versions, links, locations and ids is the gateway's, on both shapes of cloud.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domainRef, projectRef } from '../../src/model/ids.ts';
import { type Harness, rescope, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const RESEARCH = projectRef('acme', 'research');
const TEACHING = projectRef('acme', 'teaching');

let h: Harness;
let alice: string;
let carol: string;
/** The catalogue's URL of each service in a region, by the published type. */
const urls: Record<string, Record<string, string>> = {};
const versionDocuments: Record<string, { status: number; challenge: string | null }> = {};

beforeAll(async () => {
  h = await startHarness();
  for (const region of ['cloud-a', 'cloud-b']) {
    const { status, headers } = await h.send('GET', `/clouds/${region}/compute/v2.1/`);
    versionDocuments[region] = { status, challenge: headers.get('www-authenticate') };
  }
  const answer = await rescope(h.url, await h.login('carol'), { project: { id: RESEARCH.id } });
  carol = answer.headers.get('x-subject-token') ?? '';
  const { token } = (await answer.json()) as {
    token: { catalog: { type: string; endpoints: { region: string; interface: string; url: string }[] }[] };
  };
  for (const { type, endpoints } of token.catalog)
    for (const { region, url } of endpoints) {
      urls[region] ??= {};
      urls[region][type === 'volumev3' ? 'block-storage' : type] = url;
    }
  alice = await h.scoped('alice');
});
afterAll(() => h.close());

const base = (region: string, type: string): string => urls[region]?.[type] ?? `no ${type} in ${region}`;
const root = (region: string, type: string): string => `${h.url}/clouds/${region}/${type}`;

describe.each(['cloud-a', 'cloud-b'])('on %s', (region) => {
  const member = () => (region === 'cloud-a' ? h.a : h.b);
  const as = (token: string) => (method: string, url: string, json?: unknown, headers?: Record<string, string>) =>
    h.send(method, url, { token, ...(json === undefined ? {} : { json }), ...(headers ? { headers } : {}) });
  const asAlice = (...call: [string, string, unknown?, Record<string, string>?]) => as(alice)(...call);

  describe('version documents', () => {
    it('are refused with where to log in while nobody has logged in yet', () => {
      expect(versionDocuments[region]).toEqual({ status: 401, challenge: `Keystone uri="${h.url}/identity/v3"` });
    });

    it.each([
      ['compute', '', 200],
      ['compute', '/v2.1', 200],
      ['compute', '/v2.1/', 200],
      ['image', '', 300],
      ['image', '/', 300],
      ['image', '/versions', 200],
      ['block-storage', '/', 300],
      ['block-storage', '/v3', 200],
      ['network', '/', 200],
      ['network', '/v2.0/', 200],
    ])('of %s at "%s" need no token and link to the gateway', async (type, path, status) => {
      const answer = await h.send('GET', `${root(region, type)}${path}`);
      expect(answer.status).toBe(status);
      const links = [...answer.text.matchAll(/"(http:[^"]+)"/g)].map(([, url]) => url ?? '');
      const ours = links.filter((url) => !url.startsWith('http://docs.openstack.org'));
      expect(ours.length).toBeGreaterThan(0);
      for (const url of ours) expect(url.startsWith(`${root(region, type)}/`)).toBe(true);
    });

    it('are the same with a token', async () => {
      const open = await h.send('GET', `${root(region, 'compute')}/v2.1/`);
      const scoped = await h.send('GET', `${root(region, 'compute')}/v2.1/`, { token: alice });
      expect(scoped.body).toEqual(open.body);
    });

    it('need no token to be asked by HEAD', async () => {
      expect((await h.send('HEAD', `${root(region, 'image')}/versions`)).status).toBe(200);
    });
  });

  describe('lists', () => {
    beforeAll(async () => {
      const { body } = await asAlice('GET', `${base(region, 'compute')}/flavors`);
      for (const name of ['one', 'two', 'three']) {
        await asAlice('POST', `${base(region, 'compute')}/servers`, {
          server: { name, flavorRef: body.flavors[0].id, imageRef: '' },
        });
        await asAlice('POST', `${base(region, 'network')}/v2.0/networks`, { network: { name } });
        await asAlice('POST', `${base(region, 'block-storage')}/volumes`, { volume: { name, size: 1 } });
        await asAlice('POST', `${base(region, 'image')}/v2/images`, { name });
      }
    });

    it.each([
      ['servers', 'compute', '/servers'],
      ['servers', 'compute', '/servers/detail'],
      ['networks', 'network', '/v2.0/networks'],
      ['volumes', 'block-storage', '/volumes'],
      ['volumes', 'block-storage', '/volumes/detail'],
    ])('of %s are walked one by one along next links (%s%s)', async (kind, type, path) => {
      const names: string[] = [];
      let next: string | undefined = `${base(region, type)}${path}?limit=1`;
      while (next !== undefined && names.length < 20) {
        expect(next.startsWith(`${base(region, type)}${path}?`)).toBe(true);
        const { status, body } = await asAlice('GET', next);
        expect(status).toBe(200);
        names.push(...body[kind].map(({ name }: { name: string }) => name));
        next = body[`${kind}_links`]?.find(({ rel }: { rel: string }) => rel === 'next')?.href;
      }
      // Neutron also lists the provider's shared network.
      expect(names.filter((name) => name !== 'public').sort()).toEqual(['one', 'three', 'two']);
    });

    it('of images are walked along links that have no host, as Glance writes them', async () => {
      const names: string[] = [];
      let next: string | undefined = '/v2/images?limit=1';
      while (next !== undefined && names.length < 20) {
        const { body } = await asAlice('GET', `${base(region, 'image')}${next}`);
        for (const image of body.images) {
          names.push(image.name);
          expect(image.self).toBe(`/v2/images/${image.id}`);
          expect(image.file).toBe(`/v2/images/${image.id}/file`);
          expect(image.schema).toBe('/v2/schemas/image');
        }
        expect(body.first).toBe('/v2/images?limit=1');
        next = body.next;
      }
      expect(names).toEqual(expect.arrayContaining(['one', 'two', 'three', 'Debian 12']));
    });

    it('link every server, flavor and image to the gateway', async () => {
      const { body } = await asAlice('GET', `${base(region, 'compute')}/servers/detail`);
      for (const server of body.servers) {
        expect(server.links[0].href).toBe(`${base(region, 'compute')}/servers/${server.id}`);
        expect(server.links[1].href).toBe(`${root(region, 'compute')}/servers/${server.id}`);
        expect(server.flavor.links[0].href.startsWith(`${root(region, 'compute')}/flavors/`)).toBe(true);
      }
    });
  });

  describe('what was created', () => {
    it('is found at its Location: a server', async () => {
      const { body } = await asAlice('GET', `${base(region, 'compute')}/flavors`);
      const made = await asAlice('POST', `${base(region, 'compute')}/servers`, {
        server: { name: 'located', flavorRef: body.flavors[0].id, imageRef: '' },
      });
      expect(made.status).toBe(202);
      const location = made.headers.get('location') ?? '';
      expect(location).toBe(`${base(region, 'compute')}/servers/${made.body.server.id}`);
      expect((await asAlice('GET', location)).body.server.name).toBe('located');
      await asAlice('DELETE', location);
    });

    it('is found at its Location: an image, though cloud-b leaves its own prefix out', async () => {
      const made = await asAlice('POST', `${base(region, 'image')}/v2/images`, { name: 'located' });
      expect(made.status).toBe(201);
      const location = made.headers.get('location') ?? '';
      expect(location).toBe(`${root(region, 'image')}/v2/images/${made.body.id}`);
      expect((await asAlice('GET', location)).body.name).toBe('located');
      expect((await asAlice('DELETE', location)).status).toBe(204);
    });

    it("ends in the image's id where Nova made one of a server", async () => {
      const { body } = await asAlice('GET', `${base(region, 'compute')}/servers`);
      // The one that was just deleted may be listed for a moment.
      const server = body.servers.find(({ name }: { name: string }) => name !== 'located');
      const action = `${base(region, 'compute')}/servers/${server.id}/action`;
      const old = await asAlice('POST', action, { createImage: { name: 'snapshot' } });
      expect(old.status).toBe(202);
      const location = old.headers.get('location') ?? '';
      expect(location).toMatch(new RegExp(`^${root(region, 'image')}/images/[0-9a-f-]{36}$`));
      const id = location.split('/').at(-1);
      expect((await asAlice('GET', `${base(region, 'image')}/v2/images/${id}`)).body.name).toBe('snapshot');
      const fresh = await asAlice(
        'POST',
        action,
        { createImage: { name: 'newer' } },
        {
          'openstack-api-version': 'compute 2.45',
        },
      );
      expect(fresh.headers.get('location')).toBeNull();
      expect(fresh.body.image_id).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  describe('ids of the caller', () => {
    const lastRequest = (part: string) => member().requests.findLast(({ url }) => url.includes(part));

    it('are the gateway’s in bodies: user and project of a server', async () => {
      const { body } = await asAlice('GET', `${base(region, 'compute')}/servers/detail?limit=1`);
      const me = await h.send('GET', '/identity/v3/auth/tokens', {
        token: alice,
        headers: { 'x-subject-token': alice },
      });
      expect(body.servers[0].tenant_id).toBe(RESEARCH.id);
      expect(body.servers[0].user_id).toBe(me.body.token.user.id);
    });

    it('are swapped both ways in a path: quotas', async () => {
      const { body } = await asAlice('GET', `${base(region, 'compute')}/os-quota-sets/${RESEARCH.id}`);
      expect(body.quota_set.id).toBe(RESEARCH.id);
      expect(lastRequest('os-quota-sets')?.url).toContain(member().projectIds['acme/research']);
    });

    it('are swapped in a query', async () => {
      const query = `project_id=${RESEARCH.id}&tenant_id=${RESEARCH.id}`;
      const { body } = await asAlice('GET', `${base(region, 'network')}/v2.0/networks?${query}`);
      expect(body.networks.map(({ name }: { name: string }) => name).sort()).toEqual(['one', 'three', 'two']);
      expect(body.networks[0].project_id).toBe(RESEARCH.id);
      const seen = lastRequest('/v2.0/networks?')?.url ?? '';
      expect(seen).not.toContain(RESEARCH.id);
      expect(seen.split(member().projectIds['acme/research'] ?? '')).toHaveLength(3);
    });

    it('are swapped in the JSON of a request', async () => {
      const made = await asAlice('POST', `${base(region, 'network')}/v2.0/networks`, {
        network: { name: 'owned', project_id: RESEARCH.id, description: `for ${RESEARCH.id}` },
      });
      expect(made.body.network).toMatchObject({ project_id: RESEARCH.id, description: `for ${RESEARCH.id}` });
      const sent = JSON.parse(lastRequest('/v2.0/networks')?.body ?? '').network;
      expect(sent.project_id).not.toBe(RESEARCH.id);
      // What the user wrote is the user's.
      expect(sent.description).toBe(`for ${RESEARCH.id}`);
      await asAlice('DELETE', `${base(region, 'network')}/v2.0/networks/${made.body.network.id}`);
    });

    it('of a project of others are swapped where something is shared with it, once somebody who has it has logged in', async () => {
      // Carol has: as a member of another project.
      const there = member().projectIds['acme/teaching'];
      await asAlice('POST', `${base(region, 'network')}/v2.0/networks`, { network: { target_tenant: TEACHING.id } });
      expect(JSON.parse(lastRequest('/v2.0/networks')?.body ?? '').network.target_tenant).toBe(there);
      await asAlice('GET', `${base(region, 'image')}/v2/images/1/members/${TEACHING.id}`);
      expect(lastRequest('/v2/images/1/members/')?.url).toContain(there);
      await asAlice('GET', `${base(region, 'network')}/v2.0/networks?project_id=${TEACHING.id}`);
      expect(lastRequest('/v2.0/networks?')?.url).toContain(there);
    });

    it('of a project that nobody here has are refused in what is written: the cloud would share with nobody, in silence', async () => {
      const before = member().requests.length;
      const nobody = projectRef('acme', 'nobody').id;
      const refused = [
        await asAlice('POST', `${base(region, 'network')}/v2.0/networks`, { network: { target_tenant: nobody } }),
        await asAlice('DELETE', `${base(region, 'image')}/v2/images/1/members/${nobody}`),
        await asAlice('PUT', `${base(region, 'object-store')}/open`, undefined, { 'x-container-read': `${nobody}:*` }),
      ];
      for (const { status, text } of refused) {
        expect(status).toBe(400);
        expect(text).toContain(nobody);
      }
      expect(member().requests.length).toBe(before);
      await asAlice('PUT', `${base(region, 'object-store')}/open`, undefined, {
        'x-container-read': `${TEACHING.id}:*,.r:*`,
      });
      expect(lastRequest('/open')?.headers['x-container-read']).toBe(`${member().projectIds['acme/teaching']}:*,.r:*`);
      await asAlice('DELETE', `${base(region, 'object-store')}/open`);
    });

    it('of Keystone’s own resources are read at the region’s identity service', async () => {
      const me = await h.send('GET', '/identity/v3/auth/tokens', {
        token: alice,
        headers: { 'x-subject-token': alice },
      });
      const { id } = me.body.token.user;
      const own = await asAlice('GET', `${root(region, 'identity')}/v3/users/${id}`);
      expect(own.status).toBe(200);
      expect(own.body.user).toMatchObject({ id, name: 'alice', domain_id: domainRef('acme').id });
      const project = await asAlice('GET', `${root(region, 'identity')}/v3/projects/${RESEARCH.id}`);
      expect(project.body.project.id).toBe(RESEARCH.id);
    });

    it('let an image be shared with another project of the caller', async () => {
      const inTeaching = await h.scoped('carol', 'teaching');
      const [researcher, teacher] = [as(carol), as(inTeaching)];
      const image = await researcher('POST', `${base(region, 'image')}/v2/images`, { name: 'lesson' });
      const members = `${base(region, 'image')}/v2/images/${image.body.id}/members`;
      expect((await teacher('GET', `${base(region, 'image')}/v2/images/${image.body.id}`)).status).toBe(404);
      const shared = await researcher('POST', members, { member: TEACHING.id });
      expect(shared.body).toMatchObject({ member_id: TEACHING.id, status: 'pending' });
      const accepted = await teacher('PUT', `${members}/${TEACHING.id}`, { status: 'accepted' });
      expect(accepted.body).toMatchObject({ member_id: TEACHING.id, status: 'accepted' });
      const list = await teacher('GET', `${base(region, 'image')}/v2/images?visibility=shared`);
      expect(list.body.images.map(({ owner }: { owner: string }) => owner)).toEqual([RESEARCH.id]);
    });
  });

  describe('what belongs to the client and the service alone', () => {
    it('passes: microversions and what answers say of them', async () => {
      const answer = await asAlice('GET', `${base(region, 'compute')}/servers/detail?limit=1`, undefined, {
        'openstack-api-version': 'compute 2.90',
        'x-openstack-nova-api-version': '2.90',
      });
      expect(answer.headers.get('openstack-api-version')).toBe('compute 2.90');
      expect(answer.headers.get('x-openstack-nova-api-version')).toBe('2.90');
      expect(answer.headers.get('vary')).toContain('OpenStack-API-Version');
      expect(answer.body.servers[0]).toHaveProperty('OS-EXT-SRV-ATTR:hostname');
      const bad = await asAlice('GET', `${base(region, 'compute')}/servers`, undefined, {
        'openstack-api-version': 'compute 2.999',
      });
      expect(bad.status).toBe(406);
    });

    it('passes: the client’s global request id, and no other word in its place', async () => {
      const mine = 'req-11111111-2222-4333-8444-555555555555';
      const answer = await asAlice('GET', `${base(region, 'compute')}/servers`, undefined, {
        'x-openstack-request-id': mine,
      });
      const seen = member().requests.findLast(({ url }) => url.endsWith('/servers'));
      expect(seen?.headers['x-openstack-request-id']).toBe(mine);
      expect(answer.headers.get('x-openstack-request-id')).toMatch(/^req-/);
      await asAlice('GET', `${base(region, 'compute')}/servers`, undefined, { 'x-openstack-request-id': 'req-forged' });
      const next = member().requests.findLast(({ url }) => url.endsWith('/servers'));
      expect(next?.headers['x-openstack-request-id']).toMatch(/^req-[0-9a-f-]{36}$/);
    });
  });

  describe('errors of the member', () => {
    it.each([
      ['compute', '/servers/nope', 404, /itemNotFound/],
      ['network', '/v2.0/networks/nope', 404, /NeutronError/],
      ['image', '/v2/images/nope', 404, /<h1>404 Not Found<\/h1>/],
      ['block-storage', '/volumes/nope', 404, /itemNotFound/],
      ['compute', '/os-hypervisors', 403, /forbidden/],
    ])('of %s%s pass in its own words', async (type, path, status, words) => {
      const answer = await asAlice('GET', `${base(region, type)}${path}`);
      expect(answer.status).toBe(status);
      expect(answer.text).toMatch(words);
    });

    it('never show a challenge that names the member’s Keystone', async () => {
      await member().faults.set('image', { kind: 'unauthorized' });
      const answer = await asAlice('GET', `${base(region, 'image')}/v2/images`);
      await member().faults.clear();
      expect(answer.status).toBe(503);
      expect(answer.headers.get('www-authenticate')).toBeNull();
      // Without a token a service may challenge: then it is to log in here.
      await member().faults.set('image', { kind: 'unauthorized' });
      const open = await h.send('GET', `${root(region, 'image')}/versions`);
      await member().faults.clear();
      expect(open.status).toBe(401);
      expect(open.headers.get('www-authenticate')).toBe(`Keystone uri="${h.url}/identity/v3"`);
    });

    it('in HTML lose the address they carry', async () => {
      await member().faults.set('compute', { kind: 'html503' });
      const answer = await asAlice('GET', `${base(region, 'compute')}/servers`);
      await member().faults.clear();
      expect(answer.status).toBe(503);
      expect(answer.text).toContain(`No server at ${new URL(h.url).host} is available`);
    });
  });
});

describeNoLeaks(() => h);
