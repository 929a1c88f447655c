// SPDX-License-Identifier: Apache-2.0
// A cloud's slots and connections belong to all its users. 128 uploads of one user that send a byte every few seconds took
// all connections to a service: everybody else waited in a queue without end. A thousand took the whole cloud. With HTTP/2
// they did not even count as standing still, since whatever came in on the same connection counted for all of them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { PROTOCOLS, type Protocol, type SplitHouse, startSplitHouse } from './protocols.ts';
import { createUploader, type SlowUpload, startReader, type Uploader } from './uploads.ts';

const SERVERS = '/clouds/cloud-b/compute/v2.1/servers';
const UPLOAD = '/clouds/cloud-b/compute/v2.1/files/x';
const OCTETS = { 'content-type': 'application/octet-stream' };

let house: SplitHouse;
let uploader: Uploader;
/** Requests at the member that have no answer yet, uploads among them. */
let arrived: IncomingMessage[];
let hanging: ServerResponse[];

/** Uploads are read to their end and then answered, everything else at once, but what is asked to hang. */
function member(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'PUT') {
    arrived.push(request);
    request.on('error', () => undefined);
    request.on('end', () => response.writeHead(201).end()).resume();
  } else if (request.url?.includes('hang')) {
    arrived.push(request);
    hanging.push(response);
  } else response.writeHead(200, { 'content-type': 'application/json' }).end('{"servers":[]}');
}

const start = async (openstack: object, clusters: object = {}): Promise<void> => {
  house = await startSplitHouse((file) => {
    const [, liar] = file.clouds;
    Object.assign(liar.openstack, openstack);
    Object.assign(liar.clusters[0], clusters);
  });
  house.lie(member);
};
beforeEach(() => {
  arrived = [];
  hanging = [];
});
/** The same request, or `waits` where there is no answer after long enough for any honest member. */
const within = async (sent: Promise<{ status: number }>): Promise<number | 'waits'> =>
  Promise.race([sent.then(({ status }) => status), delay(10_000, 'waits' as const, { ref: false })]);
const metric = async (line: RegExp): Promise<string | undefined> => line.exec(await house.metrics())?.[1];

describe.each(PROTOCOLS)('over %s', (protocol: Protocol) => {
  afterEach(() => uploader.close());
  const get = (token: string, path = SERVERS) =>
    within(house.send(protocol, 'GET', path, token === '' ? {} : { 'x-auth-token': token }));
  const stalled = (token: string, count: number): SlowUpload[] =>
    Array.from({ length: count }, () => {
      const upload = uploader.open(UPLOAD, { ...OCTETS, 'x-auth-token': token });
      upload.write('x');
      return upload;
    });

  describe('and the limits that nobody has set', () => {
    let alice: string;
    let bob: string;
    beforeAll(async () => {
      await start({});
      [alice, bob] = [await house.scoped('alice'), await house.scoped('bob', 'teaching')];
      // Each has a session there.
      expect([await get(alice), await get(bob)]).toEqual([200, 200]);
    });
    afterAll(() => house.close());

    it('a user with 160 stalled uploads has a hundred of them, and others reach the service', async () => {
      uploader = createUploader(house, protocol);
      const uploads = stalled(alice, 160);
      await vi.waitFor(() => expect(arrived.length).toBe(100), SOON);
      expect(await get(bob)).toBe(200);
      const refused = await Promise.race(uploads.map(async (one) => ({ status: await one.status, text: one.text() })));
      expect(refused).toMatchObject({ status: 503, text: expect.stringContaining('as many requests of yours') });
      // Whose they are is what counts.
      expect(await get(alice)).toBe(503);
      await vi.waitFor(
        async () =>
          expect(await metric(/^scs_gateway_limited_total\{limit="user-in-flight",surface="openstack"\} (\d+)$/m)).toBe(
            '61',
          ),
        SOON,
      );
      expect(house.log.filter(({ limit }) => limit === 'user-in-flight').at(-1)).toMatchObject({
        status: 503,
        reason: expect.stringContaining('memberFull: the user has all slots that one may have (request)'),
      });
      uploader.close();
      await vi.waitFor(async () => expect(await get(alice)).toBe(200), SOON);
    });
  });

  describe('and a member with few connections', () => {
    let tokens: string[];
    beforeAll(async () => {
      await start({
        connections: 16,
        limits: { inFlight: 40, perUser: { inFlight: 30 } },
        timeouts: { queue: '500ms' },
      });
      tokens = [await house.scoped('alice'), await house.scoped('bob', 'teaching')];
      for (const token of tokens) expect(await get(token)).toBe(200);
    });
    afterAll(() => house.close());

    it('one user never has more than half, whatever is configured', async () => {
      const [alice = '', bob = ''] = tokens;
      uploader = createUploader(house, protocol);
      const uploads = stalled(alice, 30);
      await vi.waitFor(() => expect(arrived.length).toBe(8), SOON);
      expect(await get(bob)).toBe(200);
      // Those with a slot and without a connection have waited for their time; those without a slot did not wait.
      await vi.waitFor(async () => {
        const [connections, user] = await Promise.all([
          metric(/^scs_gateway_limited_total\{limit="cloud-connections",surface="openstack"\} (\d+)$/m),
          metric(/^scs_gateway_limited_total\{limit="user-in-flight",surface="openstack"\} (\d+)$/m),
        ]);
        expect([connections, user]).toEqual(['12', '10']);
      }, SOON);
      // What the member has got goes on as if nothing were.
      const outcomes = uploads.map(({ status }) => status);
      for (const one of uploads) one.end();
      const answers = await Promise.all(outcomes);
      expect(answers.filter((status) => status === 201)).toHaveLength(8);
      expect(answers.filter((status) => status === 503)).toHaveLength(22);
    });

    it('when several have taken all, the rest wait for a short time, are told so, and can still log in', async () => {
      const [alice = '', bob = ''] = tokens;
      uploader = createUploader(house, protocol);
      for (const token of [alice, bob]) stalled(token, 8);
      // Two of sixteen are the gateway's own.
      await vi.waitFor(() => expect(arrived.length).toBe(14), SOON);
      const carol = await house.scoped('alice', 'research');
      const answer = await house.send(protocol, 'GET', SERVERS, { 'x-auth-token': carol });
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
      expect(house.log.at(-1)).toMatchObject({
        limit: 'cloud-connections',
        reason: 'memberFull: no connection came free in time',
      });
      // That is no failure of the member.
      expect(await house.metrics()).toContain('scs_gateway_breaker_state{cloud="cloud-b"} 0');
    });

    it('one that comes free goes to whoever waits', async () => {
      const [alice = '', bob = ''] = tokens;
      uploader = createUploader(house, protocol);
      const uploads = [alice, bob].flatMap((token) => stalled(token, 7));
      await vi.waitFor(() => expect(arrived.length).toBe(14), SOON);
      const waiting = get(bob);
      uploads[0]?.end();
      expect(await uploads[0]?.status).toBe(201);
      expect(await waiting).toBe(200);
    });

    it('those who have not logged in have half together', async () => {
      const [, bob = ''] = tokens;
      uploader = createUploader(house, protocol);
      const path = '/clouds/cloud-b/compute/?hang';
      const sent = Array.from({ length: 30 }, () => house.send(protocol, 'GET', path).catch(() => undefined));
      await vi.waitFor(() => expect(arrived.length).toBe(8), SOON);
      expect(await get(bob)).toBe(200);
      house.lie((_, response) => void response.writeHead(404).end());
      for (const answer of hanging) answer.writeHead(404).end();
      await Promise.all(sent);
      house.lie(member);
    });
  });

  describe('and a least rate of a thousand bytes a second', () => {
    let alice: string;
    beforeAll(async () => {
      await start({ limits: { minRate: '1000/1s' }, timeouts: { idle: '5s' } });
      alice = await house.scoped('alice');
      expect(await get(alice)).toBe(200);
    });
    afterAll(() => house.close());

    it('an upload that trickles is ended with 408, and one that is as fast as that is not', async () => {
      // With HTTP/2 they share one connection: what the one sends does not count for the other.
      uploader = createUploader(house, protocol, 1);
      const [slow, fast] = [...stalled(alice, 1), ...stalled(alice, 1)];
      const feeding = setInterval(() => {
        slow?.write('x');
        fast?.write(Buffer.alloc(400));
      }, 100);
      try {
        expect(await slow?.status).toBe(408);
        await delay(1_500);
      } finally {
        clearInterval(feeding);
      }
      fast?.end();
      expect(await fast?.status).toBe(201);
      expect(await house.metrics()).toContain('scs_gateway_breaker_state{cloud="cloud-b"} 0');
      await vi.waitFor(
        () =>
          expect(house.log.filter(({ status }) => status === 408)).toMatchObject([
            { reason: 'clientTimeout: upload below the least rate' },
          ]),
        SOON,
      );
    });
  });

  describe('and a short idle time', () => {
    let alice: string;
    beforeAll(async () => {
      await start({ limits: { minRate: 'off' }, timeouts: { idle: '1s' } });
      alice = await house.scoped('alice');
      expect(await get(alice)).toBe(200);
    });
    afterAll(() => house.close());

    it('an upload that stands still is ended, however busy others on its connection are', async () => {
      uploader = createUploader(house, protocol, 1);
      const [still, busy] = [...stalled(alice, 1), ...stalled(alice, 1)];
      const feeding = setInterval(() => busy?.write('x'), 100);
      try {
        expect(await Promise.race([still?.status, delay(20_000, 'stands', { ref: false })])).toBe(408);
      } finally {
        clearInterval(feeding);
      }
      busy?.end();
      expect(await busy?.status).toBe(201);
    });
  });

  describe('and a download that is read at a trickle', () => {
    let alice: string;
    beforeAll(async () => {
      await start({ limits: { minRate: '1000000/1s' }, timeouts: { idle: '1s' } });
      alice = await house.scoped('alice');
      expect(await get(alice)).toBe(200);
    });
    afterAll(() => house.close());

    it('it is ended, and the member can stop sending', async () => {
      uploader = createUploader(house, protocol);
      let ended = false;
      house.lie((_, response) => {
        response.writeHead(200, { 'content-type': 'application/octet-stream' });
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.on('error', () => undefined);
        response.on('close', () => {
          ended = true;
        });
        response.on('drain', more);
        more();
      });
      const reader = await startReader(house, protocol, UPLOAD, alice);
      await vi.waitFor(() => expect(ended).toBe(true), SOON);
      expect(reader.read()).toBeLessThan(1_000_000);
      reader.close();
      await vi.waitFor(
        async () => expect(await metric(/^scs_gateway_in_flight\{cloud="cloud-b",kind="request"\} (\d+)$/m)).toBe('0'),
        SOON,
      );
      house.lie(member);
      expect(await metric(/^scs_gateway_breaker_state\{cloud="cloud-b"\} (\d+)$/m)).toBe('0');
    });
  });

  describe('and a cluster with few streams', () => {
    const WATCH = '/k8s/liar/api/v1/pods?watch=true';
    let alice: string;
    let bob: string;
    beforeAll(async () => {
      await start({}, { limits: { streams: 20, perUser: { streams: 9 } } });
      [alice, bob] = [await house.login('alice'), await house.login('bob')];
      house.lie((request, response) => {
        arrived.push(request);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{}\n');
      });
    });
    afterAll(() => house.close());

    it('one user’s watches leave others room for theirs', async () => {
      uploader = createUploader(house, protocol);
      const h2 = await house.h2();
      const watch = async (token: string): Promise<number> => {
        const stream = h2.open('GET', WATCH, { authorization: `Bearer ${token}` });
        stream.on('error', () => undefined);
        return new Promise((resolve) => {
          stream.once('response', (head) => resolve(Number(head[':status'])));
        });
      };
      const answers = [];
      for (let i = 0; i < 10; i++) answers.push(await watch(alice));
      expect(answers).toEqual([...Array<number>(9).fill(200), 503]);
      expect(await watch(bob)).toBe(200);
      const refused = await house.send(protocol, 'GET', WATCH, { authorization: `Bearer ${alice}` });
      expect([refused.status, refused.headers['retry-after'], JSON.parse(refused.text).kind]).toEqual([
        503,
        '1',
        'Status',
      ]);
      h2.close();
    });
  });
});
