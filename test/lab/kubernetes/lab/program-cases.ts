// SPDX-License-Identifier: Apache-2.0
// What is not the apiserver's own: programs behind its proxy, by their own words, and the tokens of its service accounts.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { say } from '../../claims.ts';
import { call, good } from '../cases.ts';
import { until } from '../talk.ts';
import { ENTRIES, PUBLIC, type Setting } from './setting.ts';

const BOARD = '/api/v1/namespaces/default/pods/board:8080/proxy';

export async function programCases(setting: Setting): Promise<void> {
  const { claims, ask, tokens, cluster, as } = setting;
  const { claim } = claims;
  await cluster.kubectl(['apply', '-f', join(import.meta.dirname, 'board.yaml')]);
  await cluster.kubectl(['wait', 'pod/board', '--for=condition=Ready', '--timeout=60s']);

  for (const entry of ENTRIES)
    await claim(`${entry}: a program behind the apiserver's proxy speaks for itself`, async () => {
      const at = (path: string, more?: Parameters<typeof ask>[2]) =>
        ask(`/k8s/${entry}${BOARD}${path}`, tokens.alice, more);
      const before = Number((await at('/seen')).body);
      const refused = await at('/order', { method: 'POST', body: 'x' });
      assert.deepEqual([refused.status, refused.body], [401, 'who are you?']);
      assert.equal(refused.headers['www-authenticate'], 'Basic realm="board"');
      assert.equal(Number((await at('/seen')).body) - before, 1);
      for (const [path, leads] of [
        ['/there', 'login?next=%2Fa'],
        ['/host', 'login'],
      ])
        assert.equal((await at(path as string)).headers.location, leads);
      assert.equal((await at('/away')).status, 502);
      const cookies = await at('/cookie', { headers: { cookie: 'c=3' } });
      assert.deepEqual([cookies.body, cookies.headers['set-cookie']], ['c=3', ['a=1; Path=/', 'b=2']]);
      // Without a slash at its end the apiserver itself sends clients to the one with it.
      const bare = await at('');
      assert.deepEqual([bare.status, bare.headers.location], [301, 'proxy/']);
    });

  await claim('a command of 50 KiB is executed, over WebSocket and SPDY', async () => {
    const alice = as('alice', 'hub-a');
    for (const websockets of ['true', 'false']) {
      const client = { ...alice, env: { ...alice.env, KUBECTL_REMOTE_COMMAND_WEBSOCKETS: websockets } };
      const said = await good(client, ['exec', setting.pod, '--', 'sh', '-c', `: ${'"a" '.repeat(6_000)}; echo here`]);
      assert.match(said, /here/);
    }
  });

  await claim('tokens of service accounts count at their cluster, where they may, with their own rights', async () => {
    const bound = (await cluster.kubectl(['create', 'token', 'manager'])).trim();
    const secret = await cluster.kubectl(['get', 'secret', 'manager', '-o', 'jsonpath={.data.token}']);
    const vault = (await cluster.kubectl(['create', 'token', 'manager', '--audience=vault'])).trim();
    for (const token of [bound, Buffer.from(secret, 'base64').toString()])
      for (const entry of ['imp-a', 'pass-a']) {
        const client = { ...as('alice', entry), args: ['--context=imp-a', `--token=${token}`] };
        const server = `--server=${PUBLIC}/k8s/${entry}`;
        assert.match(await good(client, [server, 'auth', 'whoami']), /system:serviceaccount:default:manager/);
        await good(client, [server, 'get', 'pods']);
        assert.match((await call(client, [server, 'get', 'secrets'])).stderr, /Forbidden/);
        assert.match((await call(client, [server, 'get', 'pods', '--as=scs:acme/bob'])).stderr, /cannot impersonate/);
      }
    assert.equal((await ask('/k8s/imp-a/api', vault)).status, 401);
    const closed = await ask('/k8s/hub-a/api', bound);
    assert.equal(closed.status, 401);
    say(`where they do not count: ${(JSON.parse(closed.body) as { message: string }).message}`);
    for (const path of ['/scs/v1/clusters', '/k8s']) assert.equal((await ask(path, bound)).status, 401);
    await cluster.kubectl(['delete', 'serviceaccount', 'manager']);
    // The apiserver remembers for ten seconds what it has taken.
    await until(async () => (await ask('/k8s/imp-a/api/v1/namespaces/default/pods', bound)).status === 401, 30);
  });
}
