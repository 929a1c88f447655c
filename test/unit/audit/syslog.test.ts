// SPDX-License-Identifier: Apache-2.0
// Events by syslog, at receivers on real sockets: TCP, TLS and UDP; and receivers that are away, lie, hang or read nothing.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../../../demo/ca.ts';
import type { Entry, Sink } from '../../../src/audit/sink.ts';
import { createSyslogSink, syslogMessage } from '../../../src/audit/syslog-sink.ts';
import type { AuditSyslogOptions } from '../../../src/model/audit.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const entry = (seq: number, line = `{"n":${seq}}\n`): Entry => ({
  seq,
  line,
  at: Date.now(),
  kind: 'native',
  failed: false,
});
const until = async (is: () => unknown): Promise<void> => {
  for (let turn = 0; turn < 1_000 && !(await is()); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!(await is())) throw new Error('it never came');
};
const sinkAt = (options: Partial<AuditSyslogOptions> & { port: number }): Sink => {
  const sink = createSyslogSink({ host: '127.0.0.1', transport: 'tcp', facility: 13, timeout: 500, ...options });
  ends.push(() => sink.close());
  return sink;
};

interface Receiver {
  readonly port: number;
  readonly sockets: Socket[];
  /** All that came. */
  text(): string;
  /** The messages in it, by the lengths before them. */
  messages(): string[];
}

async function receive(server: Server, read = true): Promise<Receiver> {
  const sockets: Socket[] = [];
  const chunks: Buffer[] = [];
  const take = (socket: Socket): void => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    if (read) socket.on('data', (chunk) => chunks.push(chunk));
    else socket.pause();
  };
  server.on('tlsClientError', () => undefined);
  server.on(server.listenerCount('secureConnection') > 0 ? 'secureConnection' : 'connection', take);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    text: () => Buffer.concat(chunks).toString(),
    messages() {
      const found: string[] = [];
      for (let rest = Buffer.concat(chunks); rest.length > 0; ) {
        const space = rest.indexOf(0x20);
        const length = Number(rest.subarray(0, space));
        found.push(rest.toString('utf8', space + 1, space + 1 + length));
        rest = rest.subarray(space + 1 + length);
      }
      return found;
    },
  };
}

const MESSAGE = /^<110>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ scs-gateway \d+ native - (\{.*\})$/;
const eventOf = (message: string | undefined): string | undefined => MESSAGE.exec(message ?? '')?.[1];

describe('syslog by TCP', () => {
  it('is a message of RFC 5424 with the length before it, and again after a connection that broke', async () => {
    const { port, sockets, text, messages } = await receive(createServer());
    const sink = sinkAt({ port });
    await sink.send([entry(1, '{"name":"Ä"}\n')]);
    await until(() => text().endsWith('}'));
    expect(messages().map(eventOf)).toEqual(['{"name":"Ä"}']);
    sockets[0]?.end();
    await until(() => sockets[0]?.destroyed);
    await until(() =>
      sink.send([entry(2)]).then(
        () => text().includes('{"n":2}'),
        () => false,
      ),
    );
  });

  it('by a receiver that is not there is a failure, and what failed has the severity of a notice', async () => {
    await expect(sinkAt({ port: 1 }).send([entry(1)])).rejects.toThrow();
    expect(syslogMessage({ ...entry(1), failed: true }, { facility: 13 })).toMatch(/^<109>1 /);
  });

  it('to a receiver that reads nothing fails in time', async () => {
    const { port } = await receive(createServer(), false);
    const sink = sinkAt({ port });
    const large = Array.from({ length: 400 }, (_, n) => entry(n, `{"x":"${'x'.repeat(60_000)}"}\n`));
    await expect(sink.send(large)).rejects.toThrow(/nothing is read/);
  });
});

describe('syslog by TLS', () => {
  let authority: Authority;
  let pair: { cert: string; key: string };
  let another: { cert: string; key: string };
  const [from, until_] = [Date.now() - 60_000, Date.now() + 86_400_000];
  beforeAll(async () => {
    authority = await createAuthority(Date.now());
    pair = await authority.issue({ from, until: until_ });
    another = await authority.issue({ from, until: until_, names: [{ type: 'dns', value: 'syslog.example.org' }] });
  });

  const serve = (own = pair) => {
    const server = createTlsServer(own);
    server.on('secureConnection', () => undefined);
    return receive(server);
  };

  it('is the same messages to a receiver whose certificate its authority has signed', async () => {
    const { port, messages } = await serve();
    const sink = sinkAt({ port, transport: 'tls', ca: authority.ca });
    await sink.send([entry(1), entry(2)]);
    await sink.send([entry(3)]);
    await until(() => messages().length === 3);
    expect(messages().map(eventOf)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
  });

  it('sends nothing where nobody trusted has signed, or where the certificate is another host’s', async () => {
    const [strange, other] = [await serve(), await serve(another)];
    await expect(sinkAt({ port: strange.port, transport: 'tls' }).send([entry(1)])).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO|LEAF_SIGNATURE/),
    });
    const named = sinkAt({ port: other.port, transport: 'tls', ca: authority.ca });
    await expect(named.send([entry(1)])).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(strange.text() + other.text()).toBe('');
  });

  it('ends in time where somebody takes the connection and speaks no TLS', async () => {
    const { port } = await receive(createServer(), false);
    const sink = sinkAt({ port, transport: 'tls', ca: authority.ca, timeout: 200 });
    await expect(sink.send([entry(1)])).rejects.toThrow(/no connection in time/);
  });

  it('is sent over a new connection after the receiver has been away', async () => {
    const { port, sockets, messages } = await serve();
    const sink = sinkAt({ port, transport: 'tls', ca: authority.ca });
    await sink.send([entry(1)]);
    await until(() => messages().length === 1);
    sockets[0]?.destroy();
    await until(() =>
      sink.send([entry(2)]).then(
        () => messages().some((message) => message.endsWith('{"n":2}')),
        () => false,
      ),
    );
  });
});

describe('syslog by UDP', () => {
  it.each([
    ['udp4', '127.0.0.1'],
    ['udp6', '::1'],
  ] as const)('is a datagram for each event: %s', async (family, host) => {
    const server = createSocket(family);
    const got: string[] = [];
    server.on('message', (message) => got.push(message.toString()));
    await new Promise<void>((resolve) => server.bind(0, host, resolve));
    ends.push(() => server.close());
    const sink = sinkAt({ host, port: server.address().port, transport: 'udp' });
    await sink.send([entry(1), entry(2, '{"name":"Ä"}\n')]);
    await until(() => got.length === 2);
    expect(got.map(eventOf)).toEqual(['{"n":1}', '{"name":"Ä"}']);
  });

  it('to nobody harms nobody: there are no receipts', async () => {
    const sink = sinkAt({ port: 1, transport: 'udp' });
    for (let seq = 1; seq <= 5; seq++) {
      await sink.send([entry(seq)]).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('gives back an event that no datagram can hold, and sends the others', async () => {
    const server = createSocket('udp4');
    const got: string[] = [];
    server.on('message', (message) => got.push(message.toString()));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    ends.push(() => server.close());
    const sink = sinkAt({ port: server.address().port, transport: 'udp' });
    const large = entry(2, `{"x":"${'x'.repeat(70_000)}"}\n`);
    expect(await sink.send([entry(1), large, entry(3)])).toEqual([large]);
    await until(() => got.length === 2);
    expect(got.map(eventOf)).toEqual(['{"n":1}', '{"n":3}']);
  });

  it('of a host without an address is a failure', async () => {
    const sink = sinkAt({ host: 'syslog.invalid', port: 514, transport: 'udp' });
    await expect(sink.send([entry(1)])).rejects.toMatchObject({ code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });
});
