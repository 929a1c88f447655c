// SPDX-License-Identifier: Apache-2.0
// Watches and logs through the gateway: at once, for as long as it takes, and broken where the other side broke.
import { once } from 'node:events';
import type { ClientHttp2Stream } from 'node:http2';
import { request } from 'node:https';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterHarness, startClusterHarness, until } from './cluster-harness.ts';

let h: ClusterHarness;
let alice: string;
beforeAll(async () => {
  h = await startClusterHarness({ history: 50 });
  alice = await h.login('alice');
});
afterAll(() => h.close());

const PODS = '/api/v1/namespaces/default/pods';
const WATCH = `${PODS}?watch=true&resourceVersion=`;
let names = 0;
const put = () => h.cluster.objects.put('pods', 'default', { metadata: { name: `p-${names++}` } });
const version = (): string => put().metadata.resourceVersion;

interface Open {
  readonly text: () => string;
  /** How it ended: `end` as if all were said, else the error. */
  readonly over: Promise<string>;
  leave(): void;
}

async function open(http: 1 | 2, path: string, token = alice): Promise<Open> {
  const headers = { authorization: `Bearer ${token}` };
  let stream: Readable;
  let leave: () => void;
  if (http === 2) {
    const h2: ClientHttp2Stream = (await h.h2()).open('GET', path, headers);
    await once(h2, 'response');
    [stream, leave] = [h2, () => h2.close(8)];
  } else {
    const call = request(`${h.url}${path}`, { ca: h.ca, headers, agent: false });
    call.on('error', () => undefined);
    call.end();
    const [answer] = (await once(call, 'response')) as [Readable];
    [stream, leave] = [answer, () => call.destroy()];
  }
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  const over = new Promise<string>((resolve) => {
    stream.once('end', () => resolve('end'));
    stream.once('error', ({ message }: Error) => resolve(message));
  });
  return { text: () => text, over, leave };
}
const watches = (count: number) => until(() => h.cluster.objects.watches() === count);

describe.each([1, 2] as const)('by HTTP/%i', (http) => {
  it('a watch tells each event at once', async () => {
    const watch = await open(http, `/k8s/hub${WATCH}${version()}`);
    for (let i = 1; i <= 3; i++) {
      const { metadata } = put();
      await until(() => watch.text().split('\n').length === i + 1);
      expect(JSON.parse(watch.text().trim().split('\n').at(-1) ?? '')).toMatchObject({
        type: 'ADDED',
        object: { metadata },
      });
    }
    watch.leave();
    await watches(0);
    await until(() => h.log.at(-1)?.aborted === true);
  });

  it('logs -f tells each line at once, and leaving is heard at once', async () => {
    const logs = await open(http, `/k8s/imp${PODS}/web-1/log?follow=true`);
    h.cluster.say('more');
    await until(() => logs.text() === 'first line\nmore\n');
    logs.leave();
    await until(() => h.cluster.requests.at(-1)?.aborted === true);
  });

  it('a watch that ends well ends well, and one from too long ago is told that it is gone', async () => {
    const old = version();
    const short = await open(http, `/k8s/hub${WATCH}${old}&timeoutSeconds=1`);
    h.cluster.objects.compact();
    expect(await short.over).toBe('end');
    put();
    h.cluster.objects.compact();
    const gone = await open(http, `/k8s/hub${WATCH}${old}`);
    expect(await gone.over).toBe('end');
    expect(JSON.parse(gone.text())).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
  });

  it('a cluster that breaks leaves a broken stream, never one that looks whole', async () => {
    const watch = await open(http, `/k8s/hub${WATCH}${version()}`);
    const logs = await open(http, `/k8s/hub${PODS}/web-1/log?follow=true`);
    await h.cluster.gone();
    for (const { over } of [watch, logs]) expect(await over).toMatch(http === 1 ? /aborted/ : /INTERNAL_ERROR/);
    const answer = await h.send('GET', '/k8s/hub/version', { token: alice });
    expect([answer.status, answer.body.kind, answer.headers['retry-after']]).toEqual([503, 'Status', '5']);
    await h.cluster.back();
    expect((await h.send('GET', '/k8s/hub/version', { token: alice })).status).toBe(200);
  });
});

it('300 watches of both kinds end with the cluster, and leave nothing behind', async () => {
  await h.send('GET', '/k8s/hub/version', { token: alice });
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const since = version();
  const before = timers();
  const all: Open[] = [];
  // A few at a time: both ends of every handshake are in this process, and a connection may take 5 s and no longer.
  const watch = (i: number) => open(i % 3 === 0 ? 1 : 2, `/k8s/${i % 2 ? 'hub' : 'imp'}${WATCH}${since}`);
  while (all.length < 300)
    all.push(...(await Promise.all(Array.from({ length: 20 }, (_, i) => watch(all.length + i)))));
  expect(h.cluster.objects.watches()).toBe(300);
  put();
  await until(() => all.every(({ text }) => text().endsWith('\n')));
  await h.cluster.gone();
  for (const { over } of all) expect(await over).not.toBe('end');
  await h.cluster.back();
  expect((await h.send('GET', '/k8s/hub/version', { token: alice })).status).toBe(200);
  await watches(0);
  expect(h.cluster.sockets()).toBeLessThan(5);
  await until(() => timers() <= before + 5);
});

it('what broke was logged as broken off, and why', () => {
  const broken = h.log.filter((line) => line.aborted && line.msg === 'request');
  expect(broken.length).toBeGreaterThan(300);
  expect(h.cluster.violations).toEqual([]);
});
