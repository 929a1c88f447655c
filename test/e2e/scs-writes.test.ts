// SPDX-License-Identifier: Apache-2.0
// What the normalised API changes, as a client with curl would: created, waited for, acted on, deleted; on the cloud that
// is named or the one that fits.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, type SendOptions, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const send = (method: string, path: string, json?: unknown, options: SendOptions = {}) =>
  h.send(method, `/scs/v1${path}`, { token, ...(json === undefined ? {} : { json }), ...options });

const WANTED = {
  flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' },
  image: { distro: 'ubuntu', version: '24.04' },
};

describe('a server', () => {
  it('is created on a named cloud, waited for, stopped, started, renamed and deleted', async () => {
    const created = await send('POST', '/servers?wait=20', {
      cloud: 'cloud-a',
      name: 'web',
      ...WANTED,
      networks: 'none',
    });
    expect(created.text).toContain('"active"');
    expect(created.status).toBe(201);
    const { item, operation, placement } = created.body;
    expect(item).toMatchObject({ cloud: 'cloud-a', name: 'web', status: 'active' });
    expect(operation).toMatchObject({ status: 'succeeded', progress: 100, verb: 'create' });
    expect(placement).toMatchObject({ strategy: 'given', cloud: 'cloud-a', flavor: { name: 'SCS-2V-4-20s' } });
    const path = `/servers/cloud-a/${item.id}`;
    expect(created.headers.get('location')).toBe(`${h.url}/scs/v1${path}`);

    const stopped = await send('POST', `${path}/actions/stop?wait=20`);
    expect(stopped.body).toMatchObject({ item: { status: 'stopped' }, operation: { status: 'succeeded' } });
    const started = await send('POST', `${path}/actions/start?wait=20`);
    expect(started.body.item.status).toBe('active');
    const renamed = await send('PATCH', path, { name: 'web-2' });
    expect(renamed.status).toBe(200);
    expect(renamed.body.item.name).toBe('web-2');
    const log = await send('GET', `${path}/actions/console-log?lines=5`);
    expect(typeof log.body.result.text).toBe('string');

    const deleted = await send('DELETE', `${path}?wait=20`);
    expect(deleted.status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });

  it('costs the cloud no request more than it takes', async () => {
    const wanted = { cloud: 'cloud-b', ...WANTED, networks: 'none' };
    const asked = async (method: string, path: string, json?: unknown) => {
      const before = h.b.requests.length;
      const { status, body } = await send(method, path, json);
      // On a busy machine the stand-in may be done before it is looked at.
      expect([200, 201, 202]).toContain(status);
      const own = h.b.requests.slice(before).filter(({ url }) => /\/servers(?:\/|$)/.test(url));
      return { requests: own.map(({ method, url }) => `${method} ${/\/servers.*$/.exec(url)}`), body };
    };
    // Whatever is asked once in a while has been asked.
    const warm = await send('POST', '/servers?wait=20', { ...wanted, name: 'warm' });
    const { id } = warm.body.item;

    const created = await asked('POST', '/servers', { ...wanted, name: 'counted' });
    expect(created.requests).toEqual(['POST /servers', `GET /servers/${created.body.item.id}`]);

    const stopped = await asked('POST', `/servers/cloud-b/${id}/actions/stop`);
    expect(stopped.requests).toEqual([`GET /servers/${id}`, `POST /servers/${id}/action`, `GET /servers/${id}`]);

    const deleted = await asked('DELETE', `/servers/cloud-b/${id}`);
    expect(deleted.requests).toEqual([`GET /servers/${id}`, `DELETE /servers/${id}`]);
    expect(deleted.body.operation).toMatchObject({ verb: 'delete', status: 'running' });
    const gone = await h.send('GET', `${deleted.body.operation.href}?wait=20`, { token });
    expect(gone.body).toMatchObject({ status: 'succeeded', stage: null });
  });

  it('is made on the cloud that offers what is wanted, where none is named', async () => {
    const { status, body } = await send('POST', '/servers', {
      name: 'large',
      flavor: 'SCS-16V-64',
      image: { distro: 'debian' },
      networks: 'none',
      placement: { strategy: 'first' },
    });
    expect([201, 202]).toContain(status);
    expect(body.placement).toMatchObject({
      cloud: 'cloud-b',
      considered: [
        { cloud: 'cloud-a', fits: false, against: ['has no flavor SCS-16V-64'] },
        { cloud: 'cloud-b', fits: true, against: [] },
      ],
    });
  });

  it('is told of by its operation: asked, waited for, and as events', async () => {
    const created = await send('POST', '/servers', { cloud: 'cloud-b', name: 'slow', ...WANTED, networks: 'none' });
    const { operation } = created.body;
    expect(created.headers.get('operation-location')).toBe(operation.href);
    const waited = await h.send('GET', `${operation.href}?wait=20`, { token });
    expect(waited.body).toMatchObject({ id: operation.id, status: 'succeeded', stage: 'active' });
    const events = await h.send('GET', operation.href, { token, headers: { accept: 'text/event-stream' } });
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    expect(events.text).toMatch(/^id: 1\nevent: end\ndata: \{.*"status":"succeeded".*\}\n\n$/);
    // As generated clients ask, which name every type that there is, and read JSON.
    const accept = 'application/json, text/event-stream, application/problem+json';
    const plain = await h.send('GET', operation.href, { token, headers: { accept } });
    expect(plain.body).toMatchObject({ id: operation.id, status: 'succeeded' });
    const bob = await h.scoped('bob', 'teaching').catch(() => h.login('bob'));
    expect((await h.send('GET', operation.href, { token: bob })).status).toBe(404);
  });

  it('is made once for one Idempotency-Key', async () => {
    const body = { cloud: 'cloud-a', name: 'only-one', ...WANTED, networks: 'none' };
    const headers = { 'idempotency-key': 'e2e-1' };
    const first = await send('POST', '/servers', body, { headers });
    const again = await send('POST', '/servers', body, { headers });
    expect(again.status).toBe(first.status);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body.item.id).toBe(first.body.item.id);
    const { body: list } = await send('GET', '/servers?name=only-one');
    expect(list.items).toHaveLength(1);
    const other = await send('POST', '/servers', { ...body, name: 'another' }, { headers });
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ code: 'unprocessable', type: 'urn:scs-gateway:error:unprocessable' });
  });

  it('that no cloud can have is refused with the reasons of each', async () => {
    const { status, body } = await send('POST', '/servers', {
      name: 'x',
      flavor: 'SCS-64V-512',
      image: 'Ubuntu 24.04',
    });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { cloud: 'cloud-a', detail: 'has no flavor SCS-64V-512' },
      { cloud: 'cloud-b', detail: 'has no flavor SCS-64V-512' },
    ]);
  });
});

describe('a request that cannot be done', () => {
  it.each([
    ['an unknown field', { cloud: 'cloud-a', name: 'k', colour: 'red' }],
    ['a wrong type', { cloud: 'cloud-a', name: 7 }],
    ['nothing at all', {}],
  ])('with %s says what is wrong, all at once', async (_what, json) => {
    const { status, body } = await send('POST', '/keypairs', json);
    expect(status).toBe(400);
    expect(body.code).toBe('badRequest');
    expect(body.errors.length).toBeGreaterThan(0);
  });

  it('for an object that is not there is a 404 that names the cloud', async () => {
    const { status, body } = await send('DELETE', '/servers/cloud-a/00000000-0000-4000-8000-000000000000');
    expect(status).toBe(404);
    expect(body).toMatchObject({ cloud: 'cloud-a' });
  });
});

it('a key pair is made, read and deleted', async () => {
  const made = await send('POST', '/keypairs', { cloud: 'cloud-a', name: 'mine' });
  expect(made.status).toBe(201);
  expect(made.body.item).toMatchObject({ id: 'mine', name: 'mine' });
  const read = await send('GET', '/keypairs/cloud-a/mine');
  expect(read.body).toMatchObject({ id: 'mine', privateKey: null });
  expect((await send('DELETE', '/keypairs/cloud-a/mine')).status).toBe(204);
});

describeNoLeaks(() => h);
