// SPDX-License-Identifier: Apache-2.0
// A watch lasts for hours: a gateway that stops and waits for it refuses new connections and keeps the old ones for all of
// `drainTimeout`, while its clients could watch elsewhere. kubectl and client-go begin a watch that has ended well anew.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { type ClusterHarness, startClusterHarness, until } from './cluster-harness.ts';

const PODS = '/k8s/hub/api/v1/namespaces/default/pods';
let h: ClusterHarness;
beforeEach(async () => {
  h = await startClusterHarness({ drainTimeout: '5m' });
});
afterEach(() => h.close());

it('watches end whole soon after new connections are refused; a followed log goes on', async () => {
  const token = await h.login('alice');
  const headers = { authorization: `Bearer ${token}` };
  const h2 = await h.h2();
  const follow = (path: string) => {
    const seen = { text: '', end: '' };
    const call = request(`${h.url}${path}`, { ca: h.ca, headers, agent: false });
    call.on('error', ({ message }) => (seen.end = message));
    call.once('response', (answer) => {
      answer.on('data', (chunk) => (seen.text += chunk));
      answer.once('end', () => (seen.end = 'end'));
      answer.once('error', ({ message }) => (seen.end = message));
    });
    call.end();
    return seen;
  };
  const watch = follow(`${PODS}?watch=true`);
  const log = follow(`${PODS}/web-1/log?follow=true`);
  const watch2 = { text: '', end: '' };
  const stream = h2.open('GET', `${PODS}?watch=true`, headers);
  stream.on('data', (chunk) => (watch2.text += chunk));
  stream.once('error', ({ message }) => (watch2.end = message));
  stream.once('end', () => (watch2.end = 'end'));
  await until(() => watch.text !== '' && watch2.text !== '' && log.text !== '');
  // Those that have been open for a while, too.
  await new Promise((done) => setTimeout(done, 1_200));

  const stopped = h.gateway.close();
  await vi.waitFor(() => expect([watch.end, watch2.end]).toEqual(['end', 'end']), SOON);
  for (const { text } of [watch, watch2])
    for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ type: 'ADDED' });
  await until(() => h.cluster.objects.watches() === 0);
  const socket = connect(Number(new URL(h.url).port), '127.0.0.1');
  expect((await Promise.race([once(socket, 'error'), once(socket, 'connect')])).length).toBe(1);
  expect(log.end).toBe('');
  h.cluster.say('last');
  await until(() => log.text.endsWith('last\n'));
  await h.cluster.gone();
  await stopped;
});

it('the connection of a watch that ends by a stop takes the next request, and says that it is the last', async () => {
  const headers = { authorization: `Bearer ${await h.login('alice')}` };
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: h.ca });
  onTestFinished(() => agent.destroy());
  const ask = async (path: string): Promise<IncomingMessage> => {
    const [answer] = (await once(request(`${h.url}${path}`, { agent, headers }).end(), 'response')) as [
      IncomingMessage,
    ];
    return answer;
  };
  const watch = await ask(`${PODS}?watch=true`);
  const { socket } = watch;
  // As a pool does: the connection that has just come free is the next one's.
  const next = once(watch, 'end').then(() => ask(PODS));
  let seen = '';
  watch.on('data', (chunk) => (seen += chunk));
  await until(() => seen !== '');
  await new Promise((done) => setTimeout(done, 1_200));
  const stopped = h.gateway.close({ delay: 100 });
  const { statusCode, headers: said, socket: by } = (await next).resume();
  expect([statusCode, said.connection, by === socket]).toEqual([200, 'close', true]);
  await stopped;
});
