// SPDX-License-Identifier: Apache-2.0
// A real Kubernetes service account gets in (docs/tools/ci.md): its cluster issues the token, the gateway verifies it by
// the cluster's discovery document and keys, and kubectl and openstack are used with what the exchange gives.
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import { blocksOf } from '../../e2e/readme-blocks.ts';
import type { Loose } from '../keycloak/keycloak.ts';
import { run } from '../kubernetes/run.ts';
import { outcome, PUBLIC, page, type Setting, use } from './setting.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

export async function podCases(setting: Setting): Promise<void> {
  const { claims, cluster, http, ca, scratch } = setting;
  const { claim } = claims;
  const { kubectl, programs } = cluster;

  for (const command of [
    ['create', 'namespace', 'tools'],
    ['create', 'serviceaccount', 'deployer', '--namespace=tools'],
    ['create', 'namespace', 'elsewhere'],
    ['create', 'serviceaccount', 'deployer', '--namespace=elsewhere'],
    ['create', 'rolebinding', 'tools', '--namespace=tools', '--clusterrole=view', '--group=scs:tools/tools'],
  ])
    await kubectl(command);
  const uid = (
    await kubectl(['get', 'serviceaccount', 'deployer', '-n', 'tools', '-o', 'jsonpath={.metadata.uid}'])
  ).trim();
  const tokenFor = async (audience: string, ...more: string[]): Promise<string> =>
    (await kubectl(['create', 'token', 'deployer', '--namespace=tools', `--audience=${audience}`, ...more])).trim();
  const exchange = async (subject: string, more: Record<string, string> = {}) =>
    http('POST', `${PUBLIC}/oauth2/token`, {
      form: { grant_type: GRANT, subject_token: subject, subject_token_type: JWT, ...more },
    });
  const RESEARCH = { scope: 'project:acme/research' };
  const bin = join(scratch, 'bin');
  await run('mkdir', ['-p', bin], { env: {} });
  symlinkSync(programs.kubectl, join(bin, 'kubectl'));
  const shell = {
    PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`,
    KUBECONFIG: cluster.adminKubeconfig,
    CURL_CA_BUNDLE: ca,
    OS_CACERT: ca,
  };

  await claim('pods: the page’s commands log in as the account, and openstack works with it', async () => {
    const blocks = blocksOf(await readFile(join(import.meta.dirname, '../../../docs/tools/ci.md'), 'utf8'));
    const use = blocks.find(({ mark }) => mark === 'use')?.text ?? '';
    const more = `${use}\nopenstack container create of-a-pod -f value\nopenstack container list -f value`;
    const said = await page(setting, 'tools/ci', 'kubernetes', shell, more);
    assert.match(said, /^research$/m);
    assert.match(said, /^of-a-pod$/m);
  });
  await claim('pods: who it is at the gateway: the account’s uid, and its namespace as a group', async () => {
    const { json, status, text } = await exchange(await tokenFor('scs-gateway'));
    assert.equal(status, 200, text);
    const me = await http('GET', `${PUBLIC}/scs/v1/me`, { headers: { authorization: `Bearer ${json.access_token}` } });
    assert.deepEqual([me.json.user.name, me.json.user.domain, me.json.user.groups], [uid, 'tools', ['tools']], me.text);
  });
  await claim('pods: a real pod exchanges the token of its projected volume', async () => {
    await kubectl(['create', 'configmap', 'gateway-ca', '--namespace=tools', `--from-file=ca.crt=${ca}`]);
    const command = [
      `curl -sS --cacert /etc/gateway/ca.crt ${PUBLIC}/oauth2/token -d grant_type=${GRANT} -d subject_token_type=${JWT}`,
      '-d scope=project:acme/research --data-urlencode subject_token@/var/run/scs/token',
    ].join(' ');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'job', namespace: 'tools' },
      spec: {
        serviceAccountName: 'deployer',
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'job',
            image: 'lab/job',
            command: ['/bin/sh', '-c', command],
            volumeMounts: [
              { name: 'token', mountPath: '/var/run/scs' },
              { name: 'ca', mountPath: '/etc/gateway' },
            ],
          },
        ],
        volumes: [
          { name: 'ca', configMap: { name: 'gateway-ca' } },
          {
            name: 'token',
            projected: {
              sources: [{ serviceAccountToken: { path: 'token', audience: 'scs-gateway', expirationSeconds: 600 } }],
            },
          },
        ],
      },
    };
    await kubectl(['apply', '-f', '-'], JSON.stringify(pod));
    await kubectl([
      'wait',
      '--namespace=tools',
      '--for=jsonpath={.status.phase}=Succeeded',
      'pod/job',
      '--timeout=60s',
    ]);
    const answer = JSON.parse(await kubectl(['logs', '--namespace=tools', 'job'])) as Loose;
    assert.equal(await use(setting, 'cloud-a', answer.access_token), 200);
  });
  await claim('pods: a token for one cluster is good for kubectl there and for nothing else', async () => {
    const { status, json, text } = await exchange(await tokenFor('scs-gateway'), { audience: 'prod-a' });
    assert.equal(status, 200, text);
    const args = [`--server=${PUBLIC}/k8s/prod-a`, `--certificate-authority=${ca}`, `--token=${json.access_token}`];
    const env = { PATH: shell.PATH, HOME: scratch, KUBECONFIG: '/dev/null' };
    const who = await run(programs.kubectl, [...args, 'auth', 'whoami', '-o', 'json'], { env });
    assert.equal(who.code, 0, who.stderr);
    const { username, groups } = JSON.parse(who.stdout).status.userInfo;
    assert.deepEqual([username, groups], [`scs:tools/${uid}`, ['scs:tools/tools', 'system:authenticated']]);
    const pods = await run(programs.kubectl, [...args, 'get', 'pods', '--namespace=tools'], { env });
    assert.equal(pods.code, 0, pods.stderr);
    const denied = await run(programs.kubectl, [...args, 'get', 'pods', '--namespace=elsewhere'], { env });
    assert.match(denied.stderr, /Forbidden/);
    for (const path of ['/clouds/cloud-a/object-store/v1', '/scs/v1/me', '/k8s'])
      assert.equal(
        (
          await http('GET', `${PUBLIC}${path}`, {
            token: json.access_token,
            headers: { authorization: `Bearer ${json.access_token}` },
          })
        ).status,
        401,
        path,
      );
    assert.equal((await exchange(json.access_token)).status, 400);
  });
  await claim('pods: a cloud that trusts the users’ identity provider is left out, the other is not', async () => {
    const { json } = await exchange(await tokenFor('scs-gateway'), RESEARCH);
    const at = (cloud: string) => use(setting, cloud, json.access_token);
    assert.deepEqual([await at('cloud-a'), await at('cloud-b')], [200, 401]);
  });

  await claim('pods: a token for another audience, the cluster’s own included, is refused', async () => {
    for (const audience of ['vault', cluster.server, PUBLIC, 'prod-a']) {
      const { status, json } = await exchange(await tokenFor(audience), RESEARCH);
      assert.deepEqual([status, json.error], [400, 'invalid_request'], audience);
    }
  });
  await claim('pods: an expired token and one that another key has signed are refused', async () => {
    const token = await tokenFor('scs-gateway');
    const header = decodeProtectedHeader(token) as { alg: string };
    const payload = decodeJwt(token);
    const key = createPrivateKey(readFileSync(join(cluster.folder, 'pki', 'service-account.key')));
    const sign = (change: JWTPayload) => new SignJWT({ ...payload, ...change }).setProtectedHeader(header).sign(key);
    const now = Math.floor(Date.now() / 1000);
    assert.equal((await exchange(await sign({}))).status, 200);
    for (const change of [
      { exp: now - 120, iat: now - 720, nbf: now - 720 },
      { nbf: now + 600, iat: now + 600 },
    ])
      assert.equal((await exchange(await sign(change))).status, 400);
    assert.equal((await exchange(`${token.slice(0, -8)}AAAAAAAA`)).status, 400);
  });
  await claim('pods: an account of another namespace may log in and has nothing', async () => {
    const args = ['create', 'token', 'deployer', '--namespace=elsewhere', '--audience=scs-gateway'];
    const token = (await kubectl(args)).trim();
    const { status, json } = await exchange(token, RESEARCH);
    assert.deepEqual([status, json.error], [400, 'invalid_scope']);
  });
  await claim('pods: the token of an account that is deleted is good until it ends, as documented', async () => {
    await kubectl(['create', 'serviceaccount', 'short', '--namespace=tools']);
    const args = ['create', 'token', 'short', '--namespace=tools', '--audience=scs-gateway'];
    const token = (await kubectl(args)).trim();
    await kubectl(['delete', 'serviceaccount', 'short', '--namespace=tools']);
    const review = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token, audiences: ['scs-gateway'] },
    };
    for (let tries = 0; ; tries += 1) {
      const { status } = JSON.parse(await kubectl(['create', '-f', '-', '-o', 'json'], JSON.stringify(review)));
      if (status.authenticated !== true) break;
      assert.ok(tries < 100, 'the cluster itself goes on taking it');
      await pause(200);
    }
    assert.equal((await exchange(token, RESEARCH)).status, 200);
  });
  await claim('pods: the account’s own token opens nothing at the gateway without an exchange', async () => {
    const token = await tokenFor('scs-gateway');
    assert.equal(await use(setting, 'cloud-a', token), 401);
    const { code } = await outcome(
      setting,
      { ...shell, OS_TOKEN: token, OS_AUTH_TYPE: 'v3token', OS_AUTH_URL: `${PUBLIC}/identity/v3` },
      'openstack',
      'token',
      'issue',
    );
    assert.notEqual(code, 0);
  });
  await claim('pods: an issuer that only pods can reach, by `jwksUri`', async () => {
    await cluster.restartApiserver({ accountIssuer: 'https://kubernetes.default.svc' });
    await setting.configure((config) => {
      const made = config.identityProviders.find(({ id }: Loose) => id === 'cluster-tools');
      made.issuer = 'https://kubernetes.default.svc';
      made.jwksUri = `${cluster.server}/openid/v1/jwks`;
    });
    const { status, text } = await exchange(await tokenFor('scs-gateway'), RESEARCH);
    assert.equal(status, 200, text);
  });
}
