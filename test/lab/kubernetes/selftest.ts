// SPDX-License-Identifier: Apache-2.0
// Whether the lab cluster itself is sound: clients straight at its apiserver, no gateway between. What fails here
// cannot be blamed on the gateway. `npm exec -- node test/lab/kubernetes/selftest.ts [--only regexp] [--keep]`
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClaims, say } from '../claims.ts';
import { type Client, helmCases, helms, kubectls, objectCases, streamCases } from './cases.ts';
import { startCluster } from './cluster.ts';
import { startIssuer } from './issuer.ts';
import { stopTalks, until } from './talk.ts';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean' } } });
const claims = createClaims(options.only === undefined ? undefined : new RegExp(options.only));
const folder = join(process.env.LAB ?? '/tmp/scs-gateway-lab', 'kubernetes', 'selftest');
const HERE = import.meta.dirname;

const cluster = await startCluster({ folder, log: say, podNetwork: 76 });
const scratch = mkdtempSync(join(tmpdir(), 'lab-kubernetes-'));
try {
  await all();
} catch (error) {
  claims.broken(error);
} finally {
  await stopTalks();
  rmSync(scratch, { recursive: true });
  if (!options.keep) await cluster.stop();
}
const { passed, failed } = claims.summary();
say(`${passed} claims hold, ${failed.length} do not`);
process.exit(failed.length === 0 ? 0 : 1);

async function all(): Promise<void> {
  const { claim } = claims;
  const { kubectl, outcome, programs } = cluster;
  const env = { PATH: process.env.PATH, HOME: scratch, KUBECONFIG: cluster.adminKubeconfig };

  await kubectl(['apply', '-f', join(HERE, 'manifests/web.yaml')]);
  await claim('a deployment of two becomes ready', async () => {
    await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s']);
    assert.match(await kubectl(['get', 'deployment', 'web']), /2\/2/);
  });
  const pod = await kubectl(['get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].metadata.name}']);

  await claim('nodes, discovery, explain and events answer', async () => {
    assert.match(await kubectl(['get', 'nodes', '-o', 'wide']), /Ready/);
    assert.match(await kubectl(['api-resources']), /deployments/);
    assert.match(await kubectl(['explain', 'deployment.spec.replicas']), /replicas/i);
    assert.match(await kubectl(['describe', 'pod', pod]), /Started/);
  });
  await claim('who one is, and whom one acts as', async () => {
    assert.match(await kubectl(['auth', 'whoami']), /lab-admin/);
    assert.match(
      await kubectl(['auth', 'whoami', '--as=scs:acme/alice', '--as-group=scs:research']),
      /scs:acme\/alice/,
    );
    assert.equal((await outcome(['get', 'pods', '--as=scs:acme/alice'])).code, 1);
  });

  for (const form of ['classic', 'constrained'] as const) {
    await claim(`the gateway's account may impersonate in the ${form} form`, async () => {
      // Switching is applying the other manifest; the authoriser learns of it a moment later.
      await cluster.useImpersonation(form);
      const as = (user: string, ...groups: string[]) =>
        outcome([
          `--kubeconfig=${cluster.impersonatorKubeconfig}`,
          ...['get', '--raw', '/apis/apps', `--as=${user}`],
          ...groups.map((group) => `--as-group=${group}`),
        ]);
      await until(async () => (await as('scs:acme/alice', 'scs:research')).code === 0);
      const powers = [
        await as('scs:acme/alice', 'system:masters'),
        await as('system:serviceaccount:kube-system:default'),
        await as('system:node:127.0.0.1', 'system:nodes'),
      ];
      // In the classic form this is the weakness that the manifest warns of.
      for (const { code, stderr } of powers) {
        assert.equal(code, form === 'classic' ? 0 : 1);
        if (form === 'constrained') assert.match(stderr, /forbidden/i);
      }
    });
  }
  await cluster.useImpersonation('classic');

  // With the admin's kubeconfig kubectl would have two tokens to choose from.
  const asBearer = (token: string) =>
    outcome([
      ...['--kubeconfig=/dev/null', `--server=${cluster.server}`, `--certificate-authority=${cluster.caFile}`],
      ...[`--token=${token}`, 'auth', 'whoami', '-o', 'json'],
    ]);
  const issuer = await startIssuer(join(scratch, 'issuer'));
  await claim("tokens of the gateway's kind are taken as the AuthenticationConfiguration says", async () => {
    cluster.trust({ url: issuer.url, audience: 'cluster-a', caFile: issuer.caFile });
    const whoami = async (claims: object, audience = 'cluster-a', seconds = 600) => {
      const whole = { sub: 'id-1', domain: 'acme', groups: ['research'], ...claims };
      return asBearer(await issuer.sign(whole, audience, seconds));
    };
    const alice = { preferred_username: 'alice' };
    await until(async () => (await whoami(alice)).code === 0, 60);
    const { userInfo } = JSON.parse((await whoami(alice)).stdout).status;
    assert.equal(userInfo.username, 'scs:acme/alice');
    assert.equal(userInfo.uid, 'id-1');
    assert.deepEqual(userInfo.groups, ['scs:research', 'system:authenticated']);
    for (const refused of [whoami(alice, 'cluster-b'), whoami(alice, 'cluster-a', 3600), whoami({})])
      assert.match((await refused).stderr, /logged in|Unauthorized/);
  });
  await claim('the keys of an issuer that has gone away stay good', async () => {
    issuer.close();
    const token = await issuer.sign(
      { sub: 'id-2', domain: 'acme', preferred_username: 'bob', groups: [] },
      'cluster-a',
    );
    assert.match((await asBearer(token)).stdout, /scs:acme\/bob/);
  });

  const target = (client: Client) => ({ claims, client, pod, scratch });
  for (const client of kubectls(programs, env)) {
    await objectCases(target(client));
    await streamCases(target(client));
  }

  await claim('the apiserver proxies to pods and services', async () => {
    const http = ['get', '--raw'];
    assert.match(
      await kubectl([...http, `/api/v1/namespaces/default/pods/${pod}:8080/proxy/some/path`]),
      /GET \/some\/path/,
    );
    const service = `/api/v1/namespaces/default/services/web:http/proxy/other`;
    await until(async () => (await outcome([...http, service])).code === 0);
    assert.match(await kubectl([...http, service]), /GET \/other/);
  });

  const [admin] = kubectls(programs, env);
  for (const client of helms(programs, env)) if (admin) await helmCases(target(client), admin);

  await claim('an old revision is gone after compaction and a restart', async () => {
    const maps = '/api/v1/namespaces/default/configmaps';
    const old = JSON.parse(await kubectl(['get', '--raw', maps])).metadata.resourceVersion;
    await kubectl(['create', 'configmap', 'newer']);
    await cluster.compact();
    await cluster.restartApiserver();
    const list = `${maps}?resourceVersion=${old}&resourceVersionMatch=Exact`;
    assert.match((await outcome(['get', '--raw', list])).stderr, /Expired|too old|compacted/i);
  });
  await claim('a restarted apiserver shows a certificate of another authority', async () => {
    const before = readFileSync(cluster.caFile, 'utf8');
    await cluster.restartApiserver({ crash: true, newAuthority: true });
    assert.notEqual(readFileSync(cluster.caFile, 'utf8'), before);
    await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s']);
    assert.match(await kubectl(['exec', pod, '--', 'echo', 'still here']), /still here/);
  });
}
