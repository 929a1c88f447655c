// SPDX-License-Identifier: Apache-2.0
// Who has lost a group or a project keeps what was opened with it: a token carries the groups of its login until it ends,
// and a cloud checks an upload once, at its beginning. A later login that shows fewer groups ends what descends from
// earlier ones; a cloud is asked again whether it still gives the project, and what one replica is told counts at all.
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createGroupMemory, type GroupProof } from '../../src/federation/group-memory.ts';
import type { Principal } from '../../src/model/identity.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type ClusterHarness, startClusterHarness, until } from '../e2e/cluster-harness.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { type Replica, startReplica } from '../e2e/replica.ts';

describe('a group', () => {
  let h: ClusterHarness;
  beforeAll(async () => {
    h = await startClusterHarness();
  });
  afterAll(() => h.close());

  const PODS = '/k8s/hub/api/v1/namespaces/default/pods';
  let second = Math.floor(Date.now() / 1000) - 60;
  const mint = (groups: readonly string[], more: object = {}): Promise<string> => {
    second += 1;
    const times = { iat: second, exp: second + 600 };
    return h.idp.mint({ sub: 'alice', preferred_username: 'alice', groups, ...times, ...more });
  };
  const login = async (token: string): Promise<string> => {
    const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
    const { status, headers } = await h.send('POST', path, { token });
    expect(status).toBe(201);
    return String(headers['x-subject-token']);
  };
  const watch = async (token: string): Promise<{ over(): boolean; leave(): void }> => {
    const before = h.cluster.objects.watches();
    const stream = (await h.h2()).open('GET', `${PODS}?watch=true`, { authorization: `Bearer ${token}` }).resume();
    let over = false;
    stream.once('end', () => {
      over = true;
    });
    await until(() => h.cluster.objects.watches() === before + 1);
    return { over: () => over, leave: () => stream.close() };
  };
  const status = async (token: string): Promise<number> => (await h.send('GET', PODS, { token })).status;

  it('that a later login lacks ends what descends from earlier ones, tokens as well as streams', async () => {
    const before = await login(await mint(['acme-research', 'acme-teaching']));
    const streams = [await watch(before), await watch(await mint(['acme-research', 'acme-teaching']))];
    const after = await login(await mint(['acme-research']));
    await until(() => streams.every(({ over }) => over()));
    expect([await status(before), await status(after)]).toEqual([401, 200]);
    expect(h.log.filter(({ msg }) => /fewer groups/.test(msg))).toMatchObject([{ lost: 1 }]);
    // The new one's own streams stay.
    const own = await watch(after);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(own.over()).toBe(false);
    own.leave();
  });

  it('that is gained, or is not shown to another client or for another scope, ends nothing', async () => {
    const stream = await watch(await login(await mint(['acme-research'])));
    await login(await mint(['acme-research', 'acme-teaching', 'acme-more']));
    await login(await mint([], { azp: 'another-client' }));
    await login(await mint([], { scope: 'openid' }));
    // As other providers name them (Okta, Entra ID), and a token that is for somebody else as well.
    await login(await mint([], { cid: 'another-client' }));
    await login(await mint([], { appid: 'another-client' }));
    await login(await mint([], { scp: ['openid'] }));
    await login(await mint([], { aud: ['scs-gateway', 'another-service'] }));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(stream.over()).toBe(false);
    stream.leave();
  });

  it('that a token of before shows again, sent once more after it, is neither gained nor lost', async () => {
    const store = createMemoryStore({ now: Date.now });
    const lost: number[] = [];
    const memory = () =>
      createGroupMemory({
        store,
        now: Date.now,
        keep: () => 60_000,
        onLost: async (_, count) => void lost.push(count),
      });
    const proof = (issuedAt: number, ...groups: string[]): GroupProof => ({
      principal: { id: 'u', identityProvider: 'demo', groups } as Partial<Principal> as Principal,
      client: 'c',
      issuedAt,
    });
    await memory().seen(proof(1, 'a', 'b', 'c'));
    await memory().seen(proof(3, 'a'));
    await memory().seen(proof(2, 'a', 'b', 'c'));
    await memory().seen(proof(4, 'a'));
    expect(lost).toEqual([2]);
    await store.set('groups:x', 'garbage', 1_000);
    // A replica with a clock that is far ahead does not silence the others.
    await memory().seen(proof(Date.now() + 1e12, 'a'));
    await memory().seen(proof(Date.now()));
    expect(lost).toEqual([2, 1]);
  });
});

describe('a project', () => {
  const groups: Record<string, readonly (readonly [string, string, string])[]> = {};
  const GIVEN = {
    'acme-research': [['acme', 'research', 'member']],
    'acme-teaching': [['acme', 'teaching', 'member']],
  } as const;
  let h: Harness;
  let replicas: Replica[];
  async function start(streamRecheck: string): Promise<[Replica, Replica]> {
    Object.assign(groups, GIVEN);
    h = await startHarness({ clouds: { groups }, gateway: { limits: { loopLag: 'off', streamRecheck } } });
    const store = createMemoryStore({ now: Date.now });
    const two: [Replica, Replica] = [await startReplica(h, { store }), await startReplica(h, { store })];
    replicas = two;
    return two;
  }
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await Promise.all(replicas.map(({ gateway }) => gateway.close()));
    await h.close();
  });

  /** An upload that goes on until somebody ends it. */
  async function upload(at: Replica, token: string): Promise<{ ended(): string | undefined; stop(): void }> {
    const headers = { 'x-auth-token': token };
    const { token: shown } = (await (
      await at.send('GET', '/identity/v3/auth/tokens', { ...headers, 'x-subject-token': token })
    ).json()) as { token: { project: { id: string } } };
    const container = `/clouds/cloud-a/object-store/v1/AUTH_${shown.project.id}/big`;
    await (await at.send('PUT', container, headers)).arrayBuffer();
    const sent = request(`${at.url}${container}/file`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
    });
    let ended: string | undefined;
    const more = setInterval(() => sent.write('more'), 100);
    const stop = (): void => clearInterval(more);
    sent.on('error', (error) => {
      ended ??= error.message;
      stop();
    });
    sent.on('response', (answer) => {
      ended ??= String(answer.statusCode);
      answer.resume();
      stop();
    });
    sent.write('first');
    await once(sent, 'socket');
    return {
      ended: () => ended,
      stop() {
        stop();
        sent.destroy();
      },
    };
  }

  /** A console URL of the user's at a cloud of the harness, whichever replica made it. */
  async function consoleOf(at: Replica, token: string): Promise<URL> {
    const base = '/clouds/cloud-a/compute/v2.1';
    const headers = { 'x-auth-token': token, 'openstack-api-version': 'compute 2.92' };
    const { flavors } = (await (await at.send('GET', `${base}/flavors`, headers)).json()) as {
      flavors: { id: string }[];
    };
    const post = async (path: string, body: object) =>
      (await (await at.send('POST', `${base}${path}`, headers, body)).json()) as Record<string, Record<string, string>>;
    const { server } = await post('/servers', {
      server: { name: 'c', flavorRef: flavors[0]?.id, imageRef: '', networks: 'none' },
    });
    const answer = await post(`/servers/${server?.id}/remote-consoles`, {
      remote_console: { protocol: 'vnc', type: 'novnc' },
    });
    return new URL(answer.remote_console?.url ?? '');
  }

  /** As noVNC does: a WebSocket at `path`, at the replica instead of at the public URL. */
  async function openConsole(at: Replica, page: URL): Promise<{ over(): boolean; readonly opened: boolean }> {
    const path = page.searchParams.get('path') ?? '';
    const socket = new WebSocket(`${at.url.replace('http', 'ws')}/${path.replace(/^\//, '')}`);
    let over = false;
    socket.onclose = () => {
      over = true;
    };
    const opened = await new Promise<boolean>((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    sockets.push(socket);
    return { over: () => over, opened };
  }
  const sockets: WebSocket[] = [];

  const page = async (at: Replica, url: URL): Promise<number> => {
    const answer = await at.send('GET', `${url.pathname}${url.search}`, {});
    await answer.arrayBuffer();
    return answer.status;
  };

  it('that the cloud gives no more ends the consoles that were opened with it, and their URL opens none', async () => {
    const [one, two] = await start('2s');
    const url = await consoleOf(one, await one.scoped('alice'));
    const other = await consoleOf(one, await one.scoped('bob', 'teaching'));
    const consoles = [await openConsole(one, url), await openConsole(two, url)];
    const bobs = await openConsole(two, other);
    expect([...consoles, bobs].map(({ opened }) => opened)).toEqual([true, true, true]);
    expect(await page(two, url)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect([...consoles, bobs].map(({ over }) => over())).toEqual([false, false, false]);
    groups['acme-research'] = [];
    h.a.tokens.revokeAll();
    await until(() => consoles.every(({ over }) => over()));
    expect(await one.metric('scs_gateway_streams_ended_total{reason="projectLost",surface="console"}')).toMatch(/ 1$/);
    for (const replica of [one, two]) {
      expect((await openConsole(replica, url)).opened).toBe(false);
      expect(await page(replica, url)).toBe(403);
    }
    // Bob's session is void as well, and he gets a new one.
    expect(bobs.over()).toBe(false);
    expect(await page(two, other)).toBe(200);
  });

  it('that one replica is refused ends the consoles at the others at once', async () => {
    const [one, two] = await start('1h');
    const token = await one.scoped('alice');
    const open = await openConsole(two, await consoleOf(one, token));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    groups['acme-research'] = [];
    h.a.tokens.revokeAll();
    expect(await one.servers(token)).toBe(403);
    await until(() => open.over());
  });

  it('that the cloud gives no more ends what is open there, at every replica, and nothing else', async () => {
    const [one, two] = await start('2s');
    const uploads = [await upload(one, await one.scoped('alice')), await upload(two, await two.scoped('alice'))];
    const others = await upload(two, await two.scoped('bob', 'teaching'));
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect([...uploads, others].map(({ ended }) => ended())).toEqual([undefined, undefined, undefined]);
    // As Keystone does: the assignment is removed, and its tokens are void.
    groups['acme-research'] = [];
    h.a.tokens.revokeAll();
    await until(() => uploads.every(({ ended }) => ended() !== undefined));
    expect(uploads.map(({ ended }) => ended())).toEqual(['403', '403']);
    expect(await one.metric('scs_gateway_streams_ended_total{reason="projectLost",surface="openstack"}')).toMatch(
      / 1$/,
    );
    // Bob's session is void as well, and he gets a new one.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(others.ended()).toBeUndefined();
    others.stop();
  });

  it('that one replica is refused is looked at by the others at once', async () => {
    const [one, two] = await start('1h');
    const token = await one.scoped('alice');
    expect(await one.servers(token)).toBe(200);
    const open = await upload(two, await two.scoped('alice'));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    groups['acme-research'] = [];
    h.a.tokens.revokeAll();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(open.ended()).toBeUndefined();
    expect(await one.servers(token)).toBe(403);
    await until(() => open.ended() !== undefined);
    expect(open.ended()).toBe('403');
  });
});
