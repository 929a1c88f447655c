// SPDX-License-Identifier: Apache-2.0
// What no command shows: Location headers that real services write wrongly or with their own address, error pages,
// one token for both clouds, and that the clouds themselves refuse what was made for another.
import assert from 'node:assert/strict';
import type { Json } from '../client.ts';
import { CLOUDS } from '../clouds.ts';
import { type Context, until } from './context.ts';

/** A scoped token by the wire: the IdP's token shown at the federation URL, then a re-scope. */
export async function wireLogin(
  lab: Context,
  user: string,
  project: string,
): Promise<{ token: string; scoped: Awaited<ReturnType<Context['http']>> }> {
  const url = `${lab.publicUrl}/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth`;
  const first = await lab.http('POST', url, { headers: { authorization: `Bearer ${await lab.accessToken(user)}` } });
  assert.equal(first.status, 201, first.text);
  const id = first.headers['x-subject-token'] ?? '';
  const scoped = await lab.http('POST', `${lab.publicUrl}/identity/v3/auth/tokens`, {
    body: {
      auth: {
        identity: { methods: ['token'], token: { id } },
        scope: { project: { name: project, domain: { name: 'hub' } } },
      },
    },
  });
  assert.equal(scoped.status, 201, scoped.text);
  return { token: scoped.headers['x-subject-token'] ?? '', scoped };
}

export async function specialCases(lab: Context): Promise<void> {
  const session = await lab.claims.claim('one login: a single token works at both clouds', async () => {
    const login = await wireLogin(lab, 'alice', 'research');
    for (const { id } of CLOUDS) {
      const answer = await lab.http('GET', `${lab.publicUrl}/clouds/${id}/compute/v2.1/servers`, {
        token: login.token,
      });
      assert.equal(answer.status, 200, `${id}: ${answer.text}`);
    }
    return login;
  });

  await lab.claims.claim('a project that only cloud-b has gives a catalogue of cloud-b alone', async () => {
    const { scoped } = await wireLogin(lab, 'alice', 'archive');
    const compute = scoped.json.token.catalog.filter((service: Json) => service.type === 'compute');
    const regions = new Set(compute.flatMap((service: Json) => service.endpoints.map((at: Json) => at.region)));
    assert.deepEqual([...regions], ['cloud-b']);
  });

  await lab.claims.claim('a user without any group logs in and has no project', async () => {
    const url = `${lab.publicUrl}/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth`;
    const first = await lab.http('POST', url, {
      headers: { authorization: `Bearer ${await lab.accessToken('mallory')}` },
    });
    assert.equal(first.status, 201, first.text);
    const projects = await lab.http('GET', `${lab.publicUrl}/identity/v3/auth/projects`, {
      token: first.headers['x-subject-token'] ?? '',
    });
    assert.deepEqual(projects.json.projects, []);
  });

  await lab.claims.claim("a user cannot have another's project", async () => {
    await assert.rejects(wireLogin(lab, 'bob', 'research'), /401/);
  });

  for (const { id, region } of CLOUDS) {
    const base = `${lab.publicUrl}/clouds/${id}`;
    const token = session?.token ?? '';
    await lab.claims.claim(
      `${id}: Location of a new image and of a server's snapshot stay below the gateway`,
      async () => {
        const body = { name: `location-${process.pid}`, disk_format: 'raw', container_format: 'bare' };
        const image = await lab.http('POST', `${base}/image/v2/images`, { token, body });
        assert.equal(image.status, 201, image.text);
        assert.equal(image.headers.location, `${base}/image/v2/images/${image.json.id}`);
        await lab.http('DELETE', `${base}/image/v2/images/${image.json.id}`, { token });

        const flavors = await lab.http('GET', `${base}/compute/v2.1/flavors`, { token });
        const images = await lab.http('GET', `${base}/image/v2/images?name=${encodeURIComponent('CirrOS 0.6.2')}`, {
          token,
        });
        const flavorRef = flavors.json.flavors.find((flavor: Json) => flavor.name === 'SCS-1L-1').id;
        const server = await lab.http('POST', `${base}/compute/v2.1/servers`, {
          token,
          headers: { 'openstack-api-version': 'compute 2.40' },
          body: {
            server: {
              name: `location-${process.pid}`,
              flavorRef,
              imageRef: images.json.images[0].id,
              networks: 'none',
            },
          },
        });
        assert.equal(server.status, 202, server.text);
        const url = `${base}/compute/v2.1/servers/${server.json.server.id}`;
        try {
          assert.equal(server.headers.location, url);
          for (const link of server.json.server.links) assert.ok(link.href.startsWith(`${base}/compute/`), link.href);
          await until(
            'server ACTIVE',
            60,
            async () => (await lab.http('GET', url, { token })).json.server.status === 'ACTIVE',
          );
          const snapshot = await lab.http('POST', `${url}/action`, {
            token,
            body: { createImage: { name: 'snapshot' } },
          });
          assert.equal(snapshot.status, 202, snapshot.text);
          assert.ok(snapshot.headers.location?.startsWith(`${base}/`), snapshot.headers.location);
          const made = snapshot.headers.location?.split('/').at(-1);
          await lab.http('DELETE', `${base}/image/v2/images/${made}`, { token });
        } finally {
          await lab.http('DELETE', url, { token });
          await until('server gone', 60, async () => (await lab.http('GET', url, { token })).status === 404);
        }
      },
    );

    await lab.claims.claim(
      `${id}: no token, a wrong token and an unknown path get answers that name the gateway alone`,
      async () => {
        for (const path of ['/compute/v2.1/servers', '/image/v2/images', '/network/v2.0/networks']) {
          for (const wrong of [undefined, 'gAAAAAnonsense', 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA']) {
            const answer = await lab.http('GET', `${base}${path}`, wrong === undefined ? {} : { token: wrong });
            assert.equal(answer.status, 401, `${path} answered ${answer.status}`);
            assert.equal(answer.headers['www-authenticate'], `Keystone uri="${lab.publicUrl}/identity/v3"`);
          }
          const unknown = await lab.http('GET', `${base}${path}/no/such/thing`, { token });
          assert.ok(unknown.status === 404 || unknown.status === 405, `${path} answered ${unknown.status}`);
          assert.ok(!unknown.text.includes(region), unknown.text);
        }
      },
    );

    await lab.claims.claim(
      `${id}: version documents are there without a token, with links below the gateway`,
      async () => {
        for (const service of ['compute', 'image', 'network', 'block-storage', 'placement']) {
          const answer = await lab.http('GET', `${base}/${service}/`);
          assert.ok(
            answer.status === 200 || answer.status === 300,
            `${service} answered ${answer.status} ${answer.text}`,
          );
          const links = JSON.stringify(answer.json).match(/https?:[^"]+/g) ?? [];
          const foreign = links.filter((link) => !link.startsWith(`${base}/`) && !link.includes('docs.openstack.org'));
          assert.deepEqual(foreign, []);
        }
      },
    );
  }
}
