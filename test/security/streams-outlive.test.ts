// SPDX-License-Identifier: Apache-2.0
// A stolen token is revoked, and whoever stole it keeps the shell that it opened: new requests were refused, but a watch, a
// followed log, an exec, a port-forward, an upload or a download went on until the token's time was over. And honest users
// lost theirs at that time, an exec over SPDY even with exit code 0. A stream ends with the right that began it, on every
// surface, within three seconds, and with the farewell that its clients understand; the token's time ends none.
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, type Upgraded, until } from '../e2e/cluster-harness.ts';
import { connectH2, type H2Client } from '../e2e/h2-client.ts';
import { PROTOCOLS, type Protocol, type SplitHouse, startSplitHouse } from './protocols.ts';

/** Three seconds, and what a busy machine adds. */
const SOON = 6_000;

interface Answer {
  readonly status: number;
  /** What has come of the body so far. */
  text(): string;
  /** `whole` where the answer came to its end, else what broke it off. */
  readonly over: Promise<string>;
  write(chunk: string): void;
}

interface Ask {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body goes on; `write` adds to it. Absent: no body. */
  readonly uploads?: boolean;
}

/** A request that is not waited for to its end, over either protocol. */
function client(url: string, ca: string) {
  let h2: Promise<H2Client> | undefined;
  const agent = new Agent({ ca });
  const follow = (body: NodeJS.ReadableStream): Pick<Answer, 'text' | 'over'> => {
    let text = '';
    body.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    const over = new Promise<string>((resolve) => {
      body.once('end', () => resolve('whole'));
      body.once('error', (error: Error) => resolve(`broken: ${error.message}`));
    });
    return { text: () => text, over };
  };
  return {
    async open(protocol: Protocol, path: string, { method = 'GET', headers, uploads = false }: Ask): Promise<Answer> {
      if (protocol === 'HTTP/2') {
        h2 ??= connectH2(url, ca);
        const stream = (await h2).open(method, path, headers, { endStream: !uploads });
        stream.on('error', () => undefined);
        const body = follow(stream);
        const answered = once(stream, 'response') as Promise<[Record<string, unknown>]>;
        if (uploads) return { ...body, status: 0, write: (chunk) => void stream.write(chunk) };
        const [fields] = await answered;
        return { ...body, status: Number(fields[':status']), write: () => undefined };
      }
      const sent = request(`${url}${path}`, { method, headers, agent } as RequestOptions);
      sent.on('error', () => undefined);
      const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
      if (!uploads) {
        sent.end();
        const [answer] = await answered;
        return { ...follow(answer), status: answer.statusCode ?? 0, write: () => undefined };
      }
      let text = '';
      const over = answered.then(
        async ([answer]) => {
          const body = follow(answer);
          const end = await body.over;
          text = `${answer.statusCode} ${body.text()}`;
          return end;
        },
        (error: Error) => `broken: ${error.message}`,
      );
      sent.flushHeaders();
      return { status: 0, over, text: () => text, write: (chunk) => void sent.write(chunk) };
    },
    async close() {
      agent.destroy();
      (await h2)?.close();
    },
  };
}

/** Rejects unless it comes in time. */
async function soon<T>(what: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${SOON} ms`)), SOON);
  });
  return Promise.race([what, late]).finally(() => clearTimeout(timer));
}

describe('on a cluster', () => {
  let h: ClusterHarness;
  let http: ReturnType<typeof client>;
  beforeAll(async () => {
    h = await startClusterHarness();
    http = client(h.url, h.ca);
  });
  afterAll(async () => {
    await http.close();
    await h.close();
  });

  const PODS = '/k8s/hub/api/v1/namespaces/default/pods';
  const WEBSOCKET = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const derived = async (token: string): Promise<string> => {
    const { status, headers } = await h.send('POST', '/identity/v3/auth/tokens', {
      json: { auth: { identity: { methods: ['token'], token: { id: token } } } },
    });
    expect(status).toBe(201);
    return String(headers['x-subject-token']);
  };
  const revoke = async (token: string): Promise<void> => {
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    expect((await h.send('DELETE', '/identity/v3/auth/tokens', { headers })).status).toBe(204);
  };
  const revokeUser = async (token: string): Promise<void> => {
    expect((await h.send('DELETE', '/scs/v1/me/tokens', { token })).status).toBe(204);
  };
  const ended = (surface: string) =>
    h.log.filter((line) => line.surface === surface && /stream ended/.test(line.reason));

  describe.each(PROTOCOLS)('%s', (protocol) => {
    it('a revoked token takes its watches, which end after a whole event, and its followed logs, which are broken off', async () => {
      const [token, other] = [await h.login('alice'), await h.login('alice')];
      const watch = await http.open(protocol, `${PODS}?watch=true`, bearer(token));
      const logs = await http.open(protocol, `${PODS}/web-1/log?follow=true`, bearer(token));
      const others = await http.open(protocol, `${PODS}?watch=true`, bearer(other));
      expect([watch.status, logs.status, others.status]).toEqual([200, 200, 200]);
      const before = ended('kubernetes').length;
      await revoke(token);
      expect(await soon(watch.over)).toBe('whole');
      expect(watch.text().endsWith('\n')).toBe(true);
      for (const line of watch.text().trim().split('\n')) JSON.parse(line);
      expect(await soon(logs.over)).toMatch(/^broken/);
      await until(() => ended('kubernetes').length === before + 2);
      expect(ended('kubernetes').at(-1)).toMatchObject({
        user: 'acme/alice',
        reason: expect.stringMatching(/revoked/),
      });
      expect((await h.send('GET', `${PODS}?watch=true`, { token })).status).toBe(401);
      // Only what the token began.
      expect(await Promise.race([others.over, new Promise((resolve) => setTimeout(resolve, 1_500, 'open'))])).toBe(
        'open',
      );
      await revoke(other);
      expect(await soon(others.over)).toBe('whole');
      await until(() => h.cluster.objects.watches() === 0);
    });

    it('the token that another descends from takes what the other has begun, and so does the end of all of a user', async () => {
      const parent = await h.login('alice');
      const child = await http.open(protocol, `${PODS}?watch=true`, bearer(await derived(parent)));
      await revoke(parent);
      expect(await soon(child.over)).toBe('whole');
      // A login in the second of a revocation counts as before it.
      const [mine, carols] = [await h.login('alice'), await h.login('carol')];
      const watch = await http.open(protocol, `${PODS}?watch=true`, bearer(mine));
      const carol = await http.open(protocol, `${PODS}?watch=true`, bearer(carols));
      await revokeUser(mine);
      expect(await soon(watch.over)).toBe('whole');
      expect(await Promise.race([carol.over, new Promise((resolve) => setTimeout(resolve, 1_500, 'open'))])).toBe(
        'open',
      );
      await revoke(carols);
      expect(await soon(carol.over)).toBe('whole');
    });

    it("a stream that an identity provider's token began ends with the user", async () => {
      const watch = await http.open(protocol, `${PODS}?watch=true`, bearer(await h.idpToken('alice')));
      expect(watch.status).toBe(200);
      await revokeUser(await h.login('alice'));
      expect(await soon(watch.over)).toBe('whole');
    });
  });

  /** Frames as they would come from a kubelet: the stand-in gives every byte back. */
  const spdyData = (stream: number, text: string) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(stream, 0);
    head.writeUInt32BE(text.length, 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  const binary = (text: string) => Buffer.concat([Buffer.from([0x82, text.length]), Buffer.from(text)]);

  it('an exec over SPDY ends with a failure on its error stream, after a whole frame', async () => {
    const token = await h.login('alice');
    const sent = spdyData(5, 'some output');
    const tunnel = await h.upgrade(
      `${PODS}/web-1/exec?command=sh`,
      ['Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'],
      { token, after: sent },
    );
    expect(tunnel.status).toBe(101);
    await until(() => tunnel.received().length === sent.length);
    await revoke(token);
    await soon(tunnel.ended);
    const words = tunnel.received().subarray(sent.length);
    expect([words.readUInt32BE(0), words[4], words.readUIntBE(5, 3)]).toEqual([1, 1, words.length - 8]);
    expect(JSON.parse(words.subarray(8).toString())).toMatchObject({ kind: 'Status', status: 'Failure', code: 401 });
    await until(() => h.cluster.tunnels() === 0);
  });

  it.each(['exec?command=sh', 'attach', 'portforward'])('a WebSocket of %s is closed with a reason', async (what) => {
    const token = await h.login('alice');
    const protocol = what === 'portforward' ? 'SPDY/3.1+portforward.k8s.io' : 'v5.channel.k8s.io';
    const sent = binary('\u0001some output');
    const lines = [...WEBSOCKET, `Sec-WebSocket-Protocol: ${protocol}`];
    const tunnel = await h.upgrade(`${PODS}/web-1/${what}`, lines, { token, after: sent });
    expect(tunnel.status).toBe(101);
    await until(() => tunnel.received().length === sent.length);
    await revoke(token);
    await soon(tunnel.ended);
    const words = tunnel.received().subarray(sent.length);
    expect([words[0], words[1], words.readUInt16BE(2)]).toEqual([0x88, words.length - 2, 1008]);
    expect(words.subarray(4).toString()).toMatch(/revoked/);
    await until(() => h.cluster.tunnels() === 0);
  });

  it('a port-forward over SPDY just ends, and one whose frame never gets whole is cut off', async () => {
    const token = await h.login('alice');
    const dig = (what: string, version: string, after: Buffer): Promise<Upgraded> =>
      h.upgrade(`${PODS}/web-1/${what}`, ['Upgrade: SPDY/3.1', `X-Stream-Protocol-Version: ${version}`], {
        token,
        after,
      });
    const [whole, half] = [spdyData(3, 'some bytes'), spdyData(3, 'some bytes').subarray(0, 12)];
    const forward = await dig('portforward', 'portforward.k8s.io', whole);
    const torn = await dig('exec?command=sh', 'v4.channel.k8s.io', half);
    await until(() => forward.received().length === whole.length && torn.received().length === half.length);
    await revoke(token);
    await Promise.all([forward, torn].map((tunnel) => soon(tunnel.ended)));
    expect([forward.received(), torn.received()]).toEqual([whole, half]);
    await until(() => h.cluster.tunnels() === 0);
  });
});

describe.each(PROTOCOLS)('at a cloud, %s', (protocol) => {
  let h: SplitHouse;
  let http: ReturnType<typeof client>;
  beforeAll(async () => {
    h = await startSplitHouse();
    http = client(h.url, h.ca);
  });
  afterAll(async () => {
    await http.close();
    await h.close();
  });
  const COMPUTE = '/clouds/cloud-b/compute/v2.1';
  const revoke = async (token: string): Promise<void> => {
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    expect((await h.send(protocol, 'DELETE', '/identity/v3/auth/tokens', headers)).status).toBe(204);
  };
  const metric = async (name: string) => (await h.metrics()).split('\n').find((line) => line.startsWith(name));

  it('a download is broken off, whether its length was told or not', async () => {
    const token = await h.scoped('alice');
    const left: string[] = [];
    h.lie((request: IncomingMessage, response: ServerResponse) => {
      const told = request.url?.includes('told') ? { 'content-length': 1_000_000 } : {};
      response.writeHead(200, STATUS_CODES[200], { 'content-type': 'application/octet-stream', ...told });
      // More than is collected before it is passed on.
      response.write('x'.repeat(400_000));
      const more = setInterval(() => response.write('some bytes\n'), 50);
      response.once('close', () => {
        clearInterval(more);
        left.push(request.url ?? '');
      });
    });
    const headers = { 'x-auth-token': token };
    const downloads = await Promise.all(
      ['told', 'open'].map((name) => http.open(protocol, `${COMPUTE}/${name}`, { headers })),
    );
    await until(() => downloads.every(({ text }) => text().length > 0));
    await revoke(token);
    for (const { over } of downloads) expect(await soon(over)).toMatch(/^broken/);
    await until(() => left.length === 2);
    expect(await metric('scs_gateway_streams_ended_total{reason="revoked",surface="openstack"}')).toMatch(/ 2$/);
  });

  it('an upload is broken off at the cloud, and the client is told why', async () => {
    const token = await h.scoped('alice');
    let [came, torn] = [0, false];
    h.lie((request: IncomingMessage) => {
      request.on('data', (chunk: Buffer) => {
        came += chunk.length;
      });
      request.once('close', () => {
        torn = !request.complete;
      });
      request.on('error', () => undefined);
    });
    const headers = { 'x-auth-token': token, 'content-type': 'application/octet-stream' };
    const upload = await http.open(protocol, `${COMPUTE}/file`, { method: 'PUT', headers, uploads: true });
    const more = setInterval(() => upload.write('x'.repeat(10_000)), 50);
    await until(() => came > 0);
    await revoke(token);
    const end = await soon(upload.over);
    expect(`${end} ${upload.text()}`).toMatch(/^broken|revoked/);
    await until(() => torn);
    const before = came;
    clearInterval(more);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(came).toBe(before);
  });

  it('a list line by line says so and ends', async () => {
    const token = await h.scoped('alice');
    h.lie(() => undefined);
    const headers = { 'x-auth-token': token, accept: 'application/x-ndjson' };
    const list = await http.open(protocol, '/scs/v1/servers?timeout=60', { headers });
    expect(list.status).toBe(200);
    await revoke(token);
    expect(await soon(list.over)).toBe('whole');
    expect(list.text()).toMatch(/"cloud":"cloud-b","status":"error".*unauthorized/);
    expect(list.text()).toMatch(/"partial":true\}\}?\n$/);
  });

  it('a request that still waits for its answer is refused', async () => {
    const token = await h.scoped('alice');
    let asked = false;
    h.lie(() => {
      asked = true;
    });
    const waiting = h.send(protocol, 'GET', `${COMPUTE}/slow`, { 'x-auth-token': token });
    await until(() => asked);
    await revoke(token);
    expect((await soon(waiting)).status).toBe(401);
  });
});
