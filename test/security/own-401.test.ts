// SPDX-License-Identifier: Apache-2.0
// A service may answer 401 for reasons of its own: Swift to a temporary URL that has ended, S3, a program behind an
// apiserver's proxy. Taken for a session that has ended, each such answer cost a dropped session, two new logins and two
// repetitions, for all who share the session; the client got 503 for the 401 it should have seen.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const OBJECTS = '/clouds/cloud-a/object-store/v1';
const IMAGES = '/clouds/cloud-a/image/v2/images';

let house: SplitHouse;
let alice: string;
beforeAll(async () => {
  // What the member said of a session is remembered for a while, which is not waited for.
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  house = await startSplitHouse();
  alice = await house.scoped('alice');
  house.lie((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
});
afterEach(async () => {
  await house.honest.faults.clear();
  vi.setSystemTime(Date.now() + 5_100);
});
afterAll(async () => {
  await house.close();
  vi.useRealTimers();
});

const asked = (service: string, method?: string) =>
  house.honest.requests.filter((one) => one.service === service && (method === undefined || one.method === method));

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const get = (path: string) => house.send(protocol, 'GET', path, { 'x-auth-token': alice });

  it('is what the client sees, and costs one question for all, no login and no session', async () => {
    expect((await get(IMAGES)).status).toBe(200);
    const token = asked('image').at(-1)?.headers['x-auth-token'];
    await house.honest.faults.set('object-store', 'own401');
    const before = [asked('identity', 'POST').length, asked('identity', 'HEAD').length, asked('object-store').length];
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push(await get(`${OBJECTS}/AUTH_x/c/o?temp_url_sig=x`));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(401));
    // In the service's own words, its challenge too; only that of keystonemiddleware, about the token, is the gateway's.
    expect(answers[0]?.text).toContain('<html>');
    expect(answers[0]?.headers['www-authenticate']).toBe(
      `Swift realm="unknown", Keystone uri="${house.url}/identity/v3"`,
    );
    const after = [asked('identity', 'POST').length, asked('identity', 'HEAD').length, asked('object-store').length];
    // None is sent twice: the first waits for the answer to the question.
    expect(after.map((count, i) => count - (before[i] as number))).toEqual([0, 1, 10]);
    expect((await get(IMAGES)).status).toBe(200);
    expect(asked('image').at(-1)?.headers['x-auth-token']).toBe(token);
    expect(house.log.filter(({ status }) => status === 401).at(-1)).toMatchObject({
      cloud: 'cloud-a',
      reason: 'the service answered 401 to a session that is good',
    });
  });

  it('of many at once is one question', async () => {
    await house.honest.faults.set('object-store', 'own401');
    const before = asked('identity').length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(`${OBJECTS}/AUTH_x`)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(401));
    expect(asked('identity').length - before).toBe(1);
  });

  it('to an upload, which cannot be sent again, comes in the service’s words as well, and the session stays', async () => {
    const path = `${OBJECTS}/AUTH_x/c/o`;
    await house.honest.faults.set('object-store', 'own401');
    const before = asked('identity', 'POST').length;
    const put = () =>
      house.send(
        protocol,
        'PUT',
        path,
        { 'x-auth-token': alice, 'content-type': 'application/octet-stream' },
        Buffer.alloc(1_000),
      );
    for (const answer of [await put(), await put()])
      expect([answer.status, answer.text]).toEqual([401, expect.stringContaining('<html>')]);
    expect(asked('identity', 'POST').length).toBe(before);
  });

  it('is told apart from a session that has ended, which is renewed as before', async () => {
    house.honest.tokens.revokeAll();
    expect((await get(IMAGES)).status).toBe(200);
    expect((await get(IMAGES)).status).toBe(200);
  });

  it('is no reason to drop a session while the Keystone cannot say', async () => {
    await house.honest.faults.set('object-store', 'own401');
    await house.honest.faults.set('identity', 'html503');
    const answer = await get(`${OBJECTS}/AUTH_x`);
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([503, undefined]);
    await house.honest.faults.clear();
    const before = asked('identity', 'POST').length;
    expect((await get(IMAGES)).status).toBe(200);
    expect(asked('identity', 'POST').length).toBe(before);
  });

  it('is a refusal of the cloud’s to callers of the SCS API, whose own token is good', async () => {
    await house.honest.faults.set('image', 'own401');
    const before = asked('identity', 'POST').length;
    const answer = await house.send(protocol, 'GET', '/scs/v1/images?cloud=cloud-a', {
      authorization: `Bearer ${alice}`,
    });
    expect(JSON.parse(answer.text).clouds).toMatchObject([
      { cloud: 'cloud-a', status: 'error', error: { code: 'nativeForbidden' } },
    ]);
    expect(asked('identity', 'POST').length).toBe(before);
  });

  it('of a program behind an apiserver is the client’s, and the proof of the user stays', async () => {
    const proofs: (string | undefined)[] = [];
    house.lie((request, response) => {
      proofs.push(request.headers.authorization);
      if (request.url?.includes('/proxy/'))
        response.writeHead(401, { 'content-type': 'text/plain' }).end('log in here');
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"gitVersion":"v1.34.0"}');
    });
    const answers = [];
    for (let i = 0; i < 3; i++)
      answers.push(
        await house.send(protocol, 'GET', '/k8s/liar/api/v1/namespaces/x/services/web/proxy/', {
          authorization: `Bearer ${alice}`,
        }),
      );
    expect(answers.map(({ status, text }) => [status, text])).toEqual(Array(3).fill([401, 'log in here']));
    expect(new Set(proofs).size).toBe(1);
    // Three requests and the question.
    expect(proofs).toHaveLength(4);
  });

  it('of an apiserver that takes no proof at all stays 503', async () => {
    house.lie((_, response) => void response.writeHead(401).end());
    const answer = await house.send(protocol, 'GET', '/k8s/liar/api', { authorization: `Bearer ${alice}` });
    expect(answer.status).toBe(503);
  });
});
