// SPDX-License-Identifier: Apache-2.0
// What every request of the normalised API is held to: who calls, what it says, and how it is told what is wrong.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let token: string;

beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const send = (method: string, path: string, options: Parameters<Harness['send']>[2] = {}) =>
  h.send(method, path, { token, ...options });
const wheres = (body: { errors: { pointer?: string; parameter?: string }[] }) =>
  body.errors.map(({ pointer, parameter }) => pointer ?? parameter);

describe('a request', () => {
  it('without a token is told where it may show one', async () => {
    const { status, headers, body } = await send('GET', '/scs/v1/servers', { token: undefined });
    expect([status, headers.get('www-authenticate'), headers.get('content-type')]).toEqual([
      401,
      'Bearer',
      'application/problem+json',
    ]);
    expect(body).toMatchObject({ type: 'urn:scs-gateway:error:unauthorized', title: 'Unauthorized', status: 401 });
    expect(body.instance).toBe(`urn:uuid:${body.requestId.slice(4)}`);
  });

  it.each(['eyJhbGciOiJFUzI1NiJ9.e30.AAAA', 'gAAAAABnothing'])(
    'with a token of nobody is refused: %s',
    async (strange) => {
      expect((await send('GET', '/scs/v1/servers', { token: strange })).status).toBe(401);
    },
  );

  it('is told every unknown or wrong parameter at once, and those that there are', async () => {
    const { status, body } = await send('GET', '/scs/v1/servers?colour=red&limit=0&timeout=x&view=all&partial=maybe');
    expect([status, body.code]).toEqual([400, 'badRequest']);
    expect(wheres(body)).toEqual(['colour', 'limit', 'view', 'partial', 'timeout']);
    expect(body.errors[0].detail).toMatch(
      /^is not a known query parameter; known are cloud, region, project, name, status,/,
    );
    expect(body.errors[2].detail).toBe('must be one of normal, native');
  });

  it('is told of clouds, regions, fields and sort orders that do not exist', async () => {
    const unknown = await send('GET', '/scs/v1/servers?cloud=nowhere&region=cloud-z');
    expect([unknown.status, wheres(unknown.body)]).toEqual([400, ['cloud', 'region']]);
    expect(wheres((await send('GET', '/scs/v1/servers?fields=id,colour')).body)).toEqual(['fields']);
    expect(wheres((await send('GET', '/scs/v1/servers?sort=colour')).body)).toEqual(['sort']);
    expect(wheres((await send('GET', '/scs/v1/servers?status=happy')).body)).toEqual(['status']);
    expect(wheres((await send('GET', '/scs/v1/servers?cursor=nothing')).body)).toEqual(['cursor']);
  });

  it('may name the type of a body that is not there, as many clients always do', async () => {
    const headers = { 'content-type': 'application/json' };
    const path = '/scs/v1/networks/cloud-a/00000000-0000-4000-8000-000000000000';
    for (const method of ['GET', 'DELETE', 'PATCH'])
      expect((await send(method, path, { headers })).body).toMatchObject({ status: 404, code: 'nativeNotFound' });
    const { body } = await send('POST', '/scs/v1/networks', { headers });
    expect(body).toMatchObject({ status: 400, errors: [{ pointer: '#', detail: 'must be a JSON object' }] });
    const poisoned = await send('POST', '/scs/v1/networks', { headers, body: '{"__proto__": {"cloud": "cloud-a"}}' });
    expect([poisoned.status, poisoned.body.code]).toEqual([400, 'badRequest']);
  });

  it('is told of every unknown or missing field of its body at once', async () => {
    const { status, body } = await send('POST', '/scs/v1/networks', { json: { colour: 'red', name: 7 } });
    expect(status).toBe(400);
    expect(wheres(body).sort()).toEqual(['#/cloud', '#/colour', '#/name']);
  });

  it.each([
    ['no JSON', '{"name":', 'application/json', 400, 'badRequest'],
    ['nothing', '', 'application/json', 400, 'badRequest'],
    ['no object', '[1]', 'application/json', 400, 'badRequest'],
    ['a prototype', '{"__proto__": {"cloud": "cloud-a"}}', 'application/json', 400, 'badRequest'],
    ['a form', 'name=x', 'application/x-www-form-urlencoded', 415, 'unsupportedMedia'],
    ['text', 'x', 'text/plain', 415, 'unsupportedMedia'],
    ['more than 16 MiB', `"${'x'.repeat(16 * 1024 * 1024)}"`, 'application/json', 413, 'tooLarge'],
  ])('with %s as its body is refused', async (_what, body, type, status, code) => {
    const answer = await send('POST', '/scs/v1/networks', { body, headers: { 'content-type': type } });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('of a method that the path does not have is told which there are', async () => {
    for (const [method, path, allow] of [
      ['PUT', '/scs/v1/servers', 'GET, HEAD, POST'],
      ['DELETE', '/scs/v1/flavors', 'GET, HEAD'],
      ['POST', '/scs/v1/search', 'GET, HEAD'],
    ] as const) {
      const { status, headers, body } = await send(method, path, method === 'PUT' ? { json: {} } : {});
      expect([path, status, headers.get('allow'), body.code]).toEqual([path, 405, allow, 'methodNotAllowed']);
    }
  });

  it('for what is not there is told so', async () => {
    for (const path of ['/scs/v1/nothing', '/scs/v2', '/scs/v1/servers/a/b/c/d']) {
      const { status, body } = await send('GET', path);
      expect([path, status, body.type]).toEqual([path, 404, 'urn:scs-gateway:error:notFound']);
    }
  });

  it('by HEAD has the answer without its body', async () => {
    const { status, headers, text } = await send('HEAD', '/scs/v1/flavors');
    expect([status, text, headers.get('etag')]).toEqual([200, '', expect.stringMatching(/^W\//)]);
  });

  it('for the index needs no token', async () => {
    const { status, body } = await send('GET', '/scs/v1', { token: undefined });
    expect(status).toBe(200);
    expect(body.links.servers).toEqual({ title: expect.any(String), href: `${h.url}/scs/v1/servers` });
    for (const { href } of Object.values(body.links) as { href: string }[])
      expect(href.startsWith(`${h.url}/`)).toBe(true);
  });

  it('cannot make labels of metrics by naming clouds', async () => {
    for (const path of ['servers/made-up/1', 'servers/made-up/1/actions/stop', 'clouds/made-up'])
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) await send(method, `/scs/v1/${path}`);
    await send('GET', '/scs/v1/clouds/made-up/conformance');
    await send('POST', '/scs/v1/portability', { json: { services: ['dns'], clouds: ['made-up'] } });
    await send('POST', '/scs/v1/networks', { json: { cloud: 'made-up', name: 'x' } });
    expect(await (await h.operations('/metrics')).text()).not.toContain('made-up');
  });

  it('is logged with the cloud and the service that it was about', async () => {
    const about = async (path: string): Promise<unknown[]> => {
      await send('GET', path);
      const lines = () => h.log.map((line) => JSON.parse(line)).filter((line) => line.path === path);
      await expect.poll(() => lines().length).toBe(1);
      const [{ cloud, service }] = lines();
      return [cloud, service];
    };
    const id = '00000000-0000-4000-8000-000000000001';
    expect(await about(`/scs/v1/networks/cloud-a/${id}`)).toEqual(['cloud-a', 'network']);
    expect(await about(`/scs/v1/networks/nowhere/${id}`)).toEqual([undefined, 'network']);
    expect(await about('/scs/v1/clouds/cloud-b')).toEqual(['cloud-b', undefined]);
  });

  it('cannot send a token of the gateway to a cloud', async () => {
    const named = await send('POST', '/scs/v1/networks', { json: { cloud: 'cloud-a', name: token } });
    expect(named.status).toBe(400);
    expect((await send('GET', `/scs/v1/servers/cloud-a/${token}`)).status).toBe(400);
  });
});

describeNoLeaks(() => h);

it.each([
  ['too long a query', `/scs/v1/servers?name=${'x'.repeat(20_000)}`, {}],
  ['too large a header', '/scs/v1/servers', { 'x-large': 'x'.repeat(40_000) }],
  [
    'too many headers',
    '/scs/v1/servers',
    Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`x-${n}`, 'x'] as const)),
  ],
] as const)('%s is 431 as problem details', async (_what, path, headers) => {
  const answer = await h.send('GET', path, { token, headers });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([431, 'application/problem+json']);
  expect(answer.body).toMatchObject({ status: 431, code: 'headersTooLarge' });
});
