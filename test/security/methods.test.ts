// SPDX-License-Identifier: Apache-2.0
// HTTP/2 takes any word as a method; the router has no tree for it, so a made-up one was an internal error with two lines
// in the log, outside of every hook. Such a request is 405 with what is allowed, in the dialect of its path; and a client
// that has gone by the time its address is asked for makes no noise either.
import { once } from 'node:events';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addressOf } from '../../src/gateway/limits/address.ts';
import { SOON } from '../soon.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let h: SplitHouse;
beforeAll(async () => {
  h = await startSplitHouse();
});
afterAll(() => h.close());

const problem = { code: 'methodNotAllowed', status: 405 };
const keystone = { error: { code: 405, title: 'Method Not Allowed' } };
const PATHS: readonly (readonly [path: string, dialect: object])[] = [
  ['/clouds/cloud-b/compute/v2.1/servers', { badMethod: { code: 405 } }],
  ['/clouds/cloud-b/network/v2.0/ports', { NeutronError: { type: 'HTTPMethodNotAllowed' } }],
  ['/clouds/', keystone],
  ['/k8s/liar/api/v1/pods', { kind: 'Status', code: 405, reason: 'MethodNotAllowed' }],
  ['/scs/v1/servers', problem],
  ['/scs/v1/nope', problem],
  ['/identity/v3/projects', keystone],
  ['/identity/nope', keystone],
  ['/consoles/x/', keystone],
  ['/docs', keystone],
  ['/', keystone],
  ['/nope', keystone],
];
/** None that HTTP/1.1's parser knows. */
const MADE_UP = ['FOO', 'get', 'GETS', 'PRI', 'X'.repeat(200), "M'!#$%&*+-.^_`|~"];

describe.each(PROTOCOLS)('by %s', (protocol) => {
  const methods = ['TRACE', 'QUERY', 'PROPFIND', 'MKCOL', 'PURGE', ...(protocol === 'HTTP/2' ? MADE_UP : [])];
  describe.each(methods)('the method %s', (method) => {
    it.each(PATHS)('is 405 at %s, with what is allowed, and one line in the log', async (path, dialect) => {
      const before = h.log.length;
      const answer = await h.send(protocol, method, path);
      expect(answer.status).toBe(405);
      expect(String(answer.headers.allow)).toMatch(/^GET, HEAD, POST/);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(JSON.parse(answer.text)).toMatchObject(dialect);
      await vi.waitFor(() => expect(h.log.slice(before).map(({ msg }) => msg)).toEqual(['request']), SOON);
      // What opens a console is not for the log.
      const logged = path.replace('/consoles/x/', '/consoles/[sealed]/');
      expect(h.log.at(-1)).toMatchObject({ level: 30, status: 405, path: logged });
    });
  });

  it('COPY is a method of clouds alone', async () => {
    expect((await h.send(protocol, 'COPY', '/clouds/cloud-b/compute/v2.1/servers')).status).toBe(401);
    expect((await h.send(protocol, 'COPY', '/scs/v1/servers')).status).toBe(405);
    expect((await h.send(protocol, 'COPY', '/k8s/liar/api')).status).toBe(405);
  });
});

it('any word at all is a method that is not allowed, and none makes a line of an error', async () => {
  const { session } = await h.h2();
  const before = h.log.length;
  const token = fc.string({
    unit: fc.constantFrom(...'ABCDEFGabcdefg0123456789-_.!#$%&*+^|~'),
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(token, fc.constantFrom(...PATHS.map(([path]) => path)), async (method, path) => {
      const stream = session.request({ ':method': method, ':path': path }, { endStream: true });
      const [head] = (await once(stream, 'response')) as [Record<string, unknown>];
      stream.resume();
      expect(head[':status']).toBe(405);
    }),
    { numRuns: 100 },
  );
  expect(h.log.slice(before).filter(({ level }) => level >= 40)).toEqual([]);
});

it('a tunnel to elsewhere is not allowed by HTTP/2, and one line says so', async () => {
  const { session } = await h.h2();
  const before = h.log.length;
  const stream = session.request({ ':method': 'CONNECT', ':authority': '127.0.0.1:22' });
  const [head] = (await once(stream, 'response')) as [Record<string, unknown>];
  expect(head[':status']).toBe(405);
  expect(head.allow).toMatch(/^GET/);
  stream.destroy();
  await vi.waitFor(
    () => expect(h.log.slice(before)).toEqual([expect.objectContaining({ status: 405, level: 30 })]),
    SOON,
  );
});

it('a tunnel to elsewhere is not allowed by HTTP/1.1', async () => {
  const socket = connect({ port: h.port, host: 'localhost', ca: h.ca, ALPNProtocols: ['http/1.1'] });
  socket.write('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\nallow: GET/i);
});

it('a client that has gone has an address all the same, which throws nothing', () => {
  const throwing = {
    get ip(): string {
      throw new Error('the socket is unbound');
    },
  };
  expect(addressOf(throwing)).toBe('gone');
  expect(addressOf({ ip: undefined as unknown as string })).toBe('gone');
  expect(addressOf({ ip: '192.0.2.1' })).toBe('192.0.2.1');
});
