// SPDX-License-Identifier: Apache-2.0
// Ids are said by members. One that lists somebody else's object id as its own put its twin in that object's place: the
// gateway remembered where an id was seen, for everybody, or took whoever answered first. `GET /scs/v1/servers/{id}` asks
// every cloud, and an id that two of them have belongs to neither.
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
/** Both in acme/research, on both clouds. */
let alice: string;
let carol: string;
/** An honest server of theirs at cloud-a. */
let id: string;
beforeAll(async () => {
  house = await startSplitHouse();
  [alice, carol] = [await house.scoped('alice'), await house.scoped('carol')];
  const body = JSON.stringify({ server: { name: 'honest', flavorRef: '1', networks: 'none' } });
  const headers = {
    'x-auth-token': alice,
    'content-type': 'application/json',
    'openstack-api-version': 'compute 2.90',
  };
  const flavors = await house.send('HTTP/1.1', 'GET', '/clouds/cloud-a/compute/v2.1/flavors', headers);
  const [flavor] = (JSON.parse(flavors.text) as { flavors: { id: string }[] }).flavors;
  const images = await house.send('HTTP/1.1', 'GET', '/clouds/cloud-a/image/v2/images', headers);
  const [image] = (JSON.parse(images.text) as { images: { id: string }[] }).images;
  const made = await house.send(
    'HTTP/1.1',
    'POST',
    '/clouds/cloud-a/compute/v2.1/servers',
    headers,
    body.replace('"1"', JSON.stringify(flavor?.id)).replace('"networks"', `"imageRef":"${image?.id}","networks"`),
  );
  id = (JSON.parse(made.text) as { server: { id: string } }).server.id;
});
afterAll(() => house.close());
beforeEach(() => void house.log.splice(0));

const twin = () => ({ id, name: 'twin', status: 'ACTIVE', metadata: {} });
const json = (response: ServerResponse, body: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** cloud-b has the twin, alone and in lists. */
function lieAboutId(): void {
  house.lie(({ url = '' }, response) => {
    if (url.includes('/servers/detail')) json(response, { servers: [twin()] });
    else if (url.includes(`/servers/${id}`)) json(response, { server: twin() });
    else json(response, {}, 404);
  });
}

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const get = (path: string, token: string) => house.send(protocol, 'GET', path, { 'x-auth-token': token });

  it('an id that two clouds have is 409 with both named, however often the liar was listed before', async () => {
    lieAboutId();
    for (const token of [alice, carol]) {
      expect((await get('/scs/v1/servers?cloud=cloud-b', token)).text).toContain('twin');
      const { status, text } = await get(`/scs/v1/servers/${id}`, token);
      expect(status, text).toBe(409);
      expect(text).not.toContain('twin');
      expect(JSON.parse(text).errors.map(({ cloud }: { cloud: string }) => cloud)).toEqual(['cloud-a', 'cloud-b']);
    }
  });

  it('each of the two is there by its cloud', async () => {
    lieAboutId();
    expect(JSON.parse((await get(`/scs/v1/servers/cloud-a/${id}`, carol)).text).name).toBe('honest');
    expect(JSON.parse((await get(`/scs/v1/servers/cloud-b/${id}`, carol)).text).name).toBe('twin');
  });

  it('the object is found where the other cloud says that it has none, whatever was seen before', async () => {
    lieAboutId();
    await get('/scs/v1/servers?cloud=cloud-b', carol);
    house.lie((_, response) => json(response, {}, 404));
    const { status, headers, text } = await get(`/scs/v1/servers/${id}`, carol);
    expect([status, JSON.parse(text).name, headers['x-scs-degraded']]).toEqual([200, 'honest', undefined]);
  });

  it('what is found while another cloud does not answer is given with that cloud named', async () => {
    house.lie((_, response) => json(response, {}, 500));
    const { status, headers, text } = await get(`/scs/v1/servers/${id}`, carol);
    expect([status, JSON.parse(text).name]).toEqual([200, 'honest']);
    expect(headers['x-scs-degraded']).toBe('cloud-b');
    expect(house.log.filter(({ msg }) => msg === 'member left out')).toMatchObject([{ cloud: 'cloud-b' }]);
  });

  it('a cloud that is slow is waited for, but not for ever', async () => {
    house.lie(() => undefined);
    const began = performance.now();
    const { status, headers, text } = await get(`/scs/v1/servers/${id}`, carol);
    expect([status, JSON.parse(text).name, headers['x-scs-degraded']]).toEqual([200, 'honest', 'cloud-b']);
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(2_500);
    expect(took).toBeLessThan(30_000);
  });

  it('nothing is changed by an id alone', async () => {
    lieAboutId();
    for (const method of ['DELETE', 'PATCH', 'POST'])
      expect((await house.send(protocol, method, `/scs/v1/servers/${id}`, { 'x-auth-token': carol })).status).toBe(405);
  });
});
