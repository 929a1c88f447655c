// SPDX-License-Identifier: Apache-2.0
// Who the cluster takes a caller for, by each strategy, and that nobody can pass for somebody else.
import assert from 'node:assert/strict';
import { call, good } from '../cases.ts';
import { until } from '../talk.ts';
import { auditLines, type Entry, type Setting } from './setting.ts';

interface WhoAmI {
  readonly status: {
    readonly userInfo: {
      readonly username: string;
      readonly groups: readonly string[];
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    };
  };
}

export async function identityCases(setting: Setting, entry: Entry): Promise<void> {
  const { claims, as, ask, tokens, cluster } = setting;
  const { claim } = claims;
  const alice = as('alice', entry);
  const bob = as('bob', entry);
  const whoami = async (client = alice, ...more: string[]) =>
    (JSON.parse(await good(client, ['auth', 'whoami', '-o', 'json', ...more])) as WhoAmI).status.userInfo;

  await claim(`${entry}: the cluster knows the user and the groups`, async () => {
    const { username, groups } = await whoami();
    assert.equal(username, 'scs:acme/alice');
    assert.deepEqual([...groups].sort(), ['scs:research', 'system:authenticated']);
    assert.equal((await whoami(bob)).username, 'scs:acme/bob');
  });
  await claim(`${entry}: the user's own roles decide, and the cluster says so in its words`, async () => {
    await good(bob, ['get', 'pods']);
    const refused = await call(bob, ['delete', 'deployment', 'web']);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Forbidden.*User "scs:acme\/bob" cannot delete/);
    assert.equal((await call(bob, ['auth', 'can-i', 'create', 'pods'])).stdout.trim(), 'no');
  });
  await claim(`${entry}: --as whom the user may act as, and no one else`, async () => {
    assert.equal((await whoami(alice, '--as=scs:acme/bob')).username, 'scs:acme/bob');
    assert.match((await call(alice, ['delete', 'deployment', 'web', '--as=scs:acme/bob'])).stderr, /cannot delete/);
    for (const args of [
      ['--as=system:admin'],
      ['--as=scs:acme/bob', '--as-group=system:masters'],
      ['--as=scs:acme/bob', '--as-uid=0'],
    ]) {
      const refused = await call(alice, ['get', 'pods', ...args]);
      assert.equal(refused.code, 1, args.join(' '));
      assert.match(refused.stderr, /forbidden.*cannot impersonate|Forbidden/i);
    }
    assert.match((await call(bob, ['get', 'pods', '--as=scs:acme/alice'])).stderr, /cannot impersonate/);
  });
  await claim(`${entry}: --as-user-extra with the values that the user may have, and no others`, async () => {
    const as = ['--as=scs:acme/bob', '--as-user-extra=lab.example/team=blue'];
    const { extra } = await whoami(alice, ...as);
    assert.deepEqual(extra?.['lab.example/team'], ['blue']);
    const refused = await call(alice, ['get', 'pods', as[0] as string, '--as-user-extra=lab.example/team=red']);
    assert.match(refused.stderr, /userextras.*cannot impersonate/);
  });
  await claim(`${entry}: spoofed identity headers in any letter case give no power`, async () => {
    const path = `/k8s/${entry}/api/v1/namespaces/kube-system/secrets`;
    const spoofs: string[][] = [
      ['Impersonate-User', 'system:admin'],
      ['IMPERSONATE-USER', 'system:admin', 'impersonate-group', 'system:masters'],
      ['impersonate-user', 'scs:acme/bob', 'Impersonate-User', 'system:admin'],
      ['Impersonate-Group', 'system:masters'],
      ['Impersonate-Extra-Scopes', 'all'],
      ['Impersonate-Uid', '0'],
      ['X-Remote-User', 'lab-admin', 'X-Remote-Group', 'system:masters'],
      ['Impersonate_User', 'system:admin'],
    ];
    for (const headers of spoofs) {
      const answer = await ask(path, tokens.bob, { headers });
      assert.ok([400, 403].includes(answer.status), `${headers.join(' ')}: ${answer.status}`);
      assert.equal((JSON.parse(answer.body) as { kind: string }).kind, 'Status');
    }
  });
  await claim(`${entry}: a token that is missing, wrong or not the gateway's is a 401 Status`, async () => {
    const wrong = `${tokens.alice?.slice(0, -6)}AAAAAA`;
    // Of accounts only where the cluster's entry lets them pass.
    const account = entry === 'imp-a' ? [] : [cluster.impersonatorToken];
    for (const token of [undefined, 'x', wrong, cluster.adminToken, ...account]) {
      const { status, headers, body } = await ask(`/k8s/${entry}/api`, token);
      assert.equal(status, 401, body);
      assert.equal((JSON.parse(body) as { reason: string }).reason, 'Unauthorized');
      assert.equal(headers['www-authenticate'], 'Bearer');
    }
    const refused = await call({ ...alice, args: [...(alice.args ?? []), '--token=nonsense'] }, ['get', 'pods']);
    assert.match(refused.stderr, /logged in|Unauthorized/);
  });
  await claim(`${entry}: the apiserver's audit log names the user`, async () => {
    const { headers } = await ask(`/k8s/${entry}/api/v1/namespaces/default/pods?limit=1`, tokens.alice);
    const id = headers['audit-id'];
    await until(() => auditLines(cluster).some(({ auditID }) => auditID === id));
    const line = auditLines(cluster).find(({ auditID }) => auditID === id);
    const account = 'system:serviceaccount:scs-gateway:scs-gateway';
    if (entry === 'hub-a') assert.equal(line?.user.username, 'scs:acme/alice');
    else assert.deepEqual([line?.user.username, line?.impersonatedUser?.username], [account, 'scs:acme/alice']);
  });
}

/** What is not of one strategy. */
export async function surfaceCases({ claims: { claim }, ask, tokens, idp }: Setting): Promise<void> {
  await claim('the list of clusters has version, reachability, and nodes where one may know', async () => {
    const list = async (token?: string) => {
      const { status, body } = await ask('/k8s', token);
      assert.equal(status, 200, body);
      return (JSON.parse(body) as { clusters: Record<string, unknown>[] }).clusters;
    };
    const alice = await list(tokens.alice);
    assert.deepEqual(alice.map(({ id }) => id).sort(), ['hub-a', 'imp-a', 'pass-a']);
    for (const { id, reachable, version, nodes } of alice.filter(({ id }) => id !== 'pass-a'))
      assert.deepEqual([reachable, /^v1\.37/.test(String(version)), nodes], [true, true, 1], String(id));
    for (const { nodes } of await list(tokens.bob)) assert.equal(nodes, undefined);
  });
  await claim('an unknown cluster is a 404 Status', async () => {
    const { status, body } = await ask('/k8s/nowhere/api', tokens.alice);
    assert.equal(status, 404);
    assert.match(body, /"kind":"Status"/);
  });
  await claim(
    'passthrough: the token of the identity provider goes on as it is, one of the gateway never',
    async () => {
      const { access_token: own } = await idp.tokens.password('alice');
      const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(review) };
      const path = '/k8s/pass-a/apis/authentication.k8s.io/v1/selfsubjectreviews';
      const seen = await ask(path, own, post);
      assert.match(seen.body, /"username":"idp:alice"/);
      const refused = await ask(path, tokens.alice, post);
      assert.equal(refused.status, 403);
      assert.match(refused.body, /"kind":"Status".*identity provider/);
    },
  );
}
