// SPDX-License-Identifier: Apache-2.0
// What an application credential's tokens have opened (a watch and an exec at a cluster, a console at a cloud) ends with the
// credential, and with all logins of its owner. What the owner has opened with another login outlives a deleted credential.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCluster } from '../../standins/cluster.ts';
import { SOON } from '../soon.ts';
import {
  type ConsoleHouse,
  type ConsoleProxy,
  openTunnel,
  startConsoleHouse,
  startConsoleProxy,
} from './console-house.ts';

const PODS = '/k8s/hub/api/v1/namespaces/default/pods';
let folder: string;
let cluster: Awaited<ReturnType<typeof startCluster>>;
let proxy: ConsoleProxy;
let house: ConsoleHouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-credential-streams-'));
  proxy = await startConsoleProxy();
  const rbac = [{ to: 'scs:acme-research', verbs: ['*'], resources: ['pods', 'pods/exec'] }];
  cluster = await startCluster({ name: 'prod', accounts: {}, rbac });
  const caFile = join(folder, 'cluster-ca.pem');
  await writeFile(caFile, cluster.ca);
  house = await startConsoleHouse({ limits: { loopLag: 'off' } }, (file) => {
    const hub = { id: 'hub', server: cluster.server, caFile, strategy: { kind: 'hub-oidc', audience: 'prod' } };
    file.clouds[0].clusters = [hub];
  });
  const dispatcher = new Agent({ connect: { ca: house.ca } });
  const jwks = async () =>
    (await (await fetch(`${house.url}/.well-known/jwks.json`, { dispatcher })).json()) as JSONWebKeySet;
  cluster.trust({ issuer: house.url, audience: 'prod', jwks });
});
afterAll(async () => {
  await house.close();
  proxy.close();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };
const send = async (method: string, path: string, token: string, body?: object) => {
  const headers = { ...(token !== '' && { 'x-auth-token': token }), ...(body && json) };
  return house.send('HTTP/1.1', method, path, headers, body && JSON.stringify(body));
};

async function makeCredential() {
  const own = await house.scoped('alice');
  const shown = await house.send('HTTP/1.1', 'GET', '/identity/v3/auth/tokens', {
    ...{ 'x-auth-token': own, 'x-subject-token': own },
  });
  const user = JSON.parse(shown.text).token.user.id as string;
  const path = `/identity/v3/users/${user}/application_credentials`;
  const made = await send('POST', path, own, { application_credential: { name: crypto.randomUUID() } });
  expect(made.status).toBe(201);
  const { id, secret } = JSON.parse(made.text).application_credential;
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  const answer = await send('POST', '/identity/v3/auth/tokens', '', { auth: { identity } });
  expect(answer.status).toBe(201);
  return { own, path: `${path}/${id}`, token: String(answer.headers['x-subject-token']) };
}

/** A watch; whether it is over. */
async function watch(token: string): Promise<() => boolean> {
  let over = false;
  await new Promise<void>((resolve, reject) => {
    const sent = httpsRequest(
      {
        ...{ host: '127.0.0.1', port: house.port, path: `${PODS}?watch=true`, ca: house.ca, agent: false },
        ...{ servername: 'localhost', headers: { host: 'localhost', authorization: `Bearer ${token}` } },
      },
      (answer) => {
        answer.resume();
        if (answer.statusCode !== 200) return reject(new Error(`the watch was answered ${answer.statusCode}`));
        answer.once('error', () => undefined);
        answer.once('close', () => {
          over = true;
        });
        resolve();
      },
    );
    sent.once('error', reject);
    sent.end();
  });
  return () => over;
}

async function tunnel(url: string, headers: Readonly<Record<string, string>> = {}): Promise<() => boolean> {
  const { status, socket } = await openTunnel(house, url, headers);
  expect(status).toBe(101);
  let over = false;
  socket?.resume();
  socket?.once('end', () => socket.end());
  socket?.once('close', () => {
    over = true;
  });
  return () => over;
}

async function openAll(token: string) {
  const headers = { authorization: `Bearer ${token}`, 'sec-websocket-protocol': 'v5.channel.k8s.io' };
  return {
    watch: await watch(token),
    exec: await tunnel(`${house.url}${PODS}/web-1/exec?command=sh`, headers),
    console: await tunnel(await house.publish(`${proxy.url}/?token=1`, token)),
  };
}
const over = (all: Awaited<ReturnType<typeof openAll>>) => [all.watch(), all.exec(), all.console()];

it.each([
  ['its owner deletes it', (made: Made) => send('DELETE', made.path, made.own), false],
  ['all logins of its owner end', (made: Made) => send('DELETE', '/scs/v1/me/tokens', made.own), true],
])('what a credential has opened ends once %s', async (_what, end, ownToo) => {
  const made = await makeCredential();
  const [its, owns] = [await openAll(made.token), await openAll(made.own)];
  expect([...over(its), ...over(owns)]).toEqual(Array(6).fill(false));
  expect((await end(made)).status).toBe(204);
  await vi.waitFor(() => expect(over(its)).toEqual([true, true, true]), SOON);
  if (ownToo) return vi.waitFor(() => expect(over(owns)).toEqual([true, true, true]), SOON);
  expect(over(owns)).toEqual([false, false, false]);
  await send('DELETE', '/scs/v1/me/tokens', made.own);
  await vi.waitFor(() => expect(over(owns)).toEqual([true, true, true]), SOON);
});
type Made = Awaited<ReturnType<typeof makeCredential>>;
