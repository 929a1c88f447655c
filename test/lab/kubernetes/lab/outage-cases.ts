// SPDX-License-Identifier: Apache-2.0
// An apiserver that restarts, forgets old revisions, shows another certificate: clients notice, and go on.
import assert from 'node:assert/strict';
import { begin, type Client, call, good } from '../cases.ts';
import { type Talk, talk, until } from '../talk.ts';
import { ENTRIES, type Entry, type Setting } from './setting.ts';

export async function outageCases(setting: Setting): Promise<void> {
  const { claims, as, cluster, ask, tokens, pod } = setting;
  const { claim } = claims;

  const watches = new Map<Entry, Talk>();
  const execs = new Map<Entry, Talk>();
  const informers = new Map<Entry, Talk>();
  for (const entry of ENTRIES) {
    watches.set(entry, begin(as('alice', entry), ['get', 'configmaps', '-w', '-o', 'name']));
    execs.set(entry, begin(as('alice', entry), ['exec', pod, '--', 'sleep', '600']));
    informers.set(entry, informer(setting, entry));
    await watches.get(entry)?.line(/kube-root-ca/);
    await informers.get(entry)?.line(/^add kube-root-ca/);
  }
  await cluster.stopApiserver('crash');
  for (const entry of ENTRIES) {
    await claim(`${entry}: a watch and an exec end when the apiserver dies`, async () => {
      // kubectl ends a watch that breaks off without an error of its own; that it did break is claimed with the thousand.
      await within(10, watches.get(entry)?.ended);
      assert.notEqual(await within(10, execs.get(entry)?.ended), 0, 'ended as if all were well');
    });
    await claim(`${entry}: while it is away the answer is a Status with whole seconds to wait`, async () => {
      const { status, headers, body } = await ask(`/k8s/${entry}/api/v1/namespaces/default/pods`, tokens.alice);
      assert.ok([502, 503].includes(status), body);
      assert.match(body, /"kind":"Status"/);
      assert.match(String(headers['retry-after']), /^\d+$/);
      const list = JSON.parse((await ask('/k8s', tokens.alice)).body) as {
        clusters: { id: string; reachable: boolean }[];
      };
      assert.equal(list.clusters.find(({ id }) => id === entry)?.reachable, false);
    });
  }
  await cluster.compact();
  await cluster.startApiserver();
  for (const entry of ENTRIES) {
    await claim(`${entry}: kubectl get -w works again by itself`, async () => {
      await until(async () => (await call(as('alice', entry), ['get', 'pods'])).code === 0, 30);
      const watch = begin(as('alice', entry), ['get', 'configmaps', '-w', '-o', 'name']);
      await watch.line(/kube-root-ca/);
      await cluster.kubectl(['create', 'configmap', `again-${entry}`]);
      await watch.line(new RegExp(`configmap/again-${entry}`));
      await watch.stop();
    });
    await claim(`${entry}: an informer of @kubernetes/client-node goes on after the restart`, async () => {
      await informers.get(entry)?.line(new RegExp(`^add again-${entry}`), 60);
    });
    await claim(`${entry}: a watch from a forgotten revision is told 410`, async () => {
      await cluster.compact();
      const path = `/k8s/${entry}/api/v1/namespaces/default/configmaps?resourceVersion=1&resourceVersionMatch=Exact`;
      await until(async () => (await ask(path, tokens.alice)).status === 410, 20);
      const watch = `/k8s/${entry}/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=1&timeoutSeconds=5`;
      const { body } = await ask(watch, tokens.alice);
      assert.match(body, /"type":"ERROR".*"code":410/);
    });
  }

  // Asleep while things change and the apiserver then starts with no memory of it: what they know is too old.
  for (const one of informers.values()) one.child.kill('SIGSTOP');
  const listed = new Map([...informers].map(([entry, one]) => [entry, lists(one)]));
  // Their connections end here, or they would hear of the change when they wake up.
  await cluster.restartApiserver({ crash: true });
  await cluster.kubectl(['create', 'configmap', 'missed']);
  await cluster.compact();
  await cluster.restartApiserver({ crash: true });
  await cluster.kubectl(['create', 'configmap', 'after-all']);
  for (const one of informers.values()) one.child.kill('SIGCONT');
  for (const [entry, one] of informers) {
    await claim(`${entry}: an informer starts over after 410 Gone, and has missed nothing`, async () => {
      await one.line(/^add after-all/, 60);
      await one.line(/^add missed/, 5);
      assert.ok(lists(one) > (listed.get(entry) ?? 0), `${lists(one)} lists, no fresh one: ${one.lines.join('|')}`);
    });
    await one.stop();
  }
}

const lists = (one: Talk): number => one.lines.filter((line) => line === 'list').length;

/** `reconfigure` gives the gateway the authority's new certificate under another name. */
export async function authorityCases(setting: Setting, reconfigure: () => Promise<void>): Promise<void> {
  const { claims, as, cluster, pod } = setting;
  if (!claims.wants('another authority')) return;
  const working = (client: Client): Promise<string> => good(client, ['exec', pod, '--', 'echo', 'here']);
  await cluster.restartApiserver({ newAuthority: true });
  for (const entry of ENTRIES)
    await claims.claim(`${entry}: an apiserver under another authority is not talked to`, async () => {
      const refused = await call(as('alice', entry), ['get', 'pods', '--request-timeout=5s']);
      assert.notEqual(refused.code, 0);
      assert.doesNotMatch(refused.stderr, /127\.0\.0\.1:(?!18543)/);
    });
  await reconfigure();
  for (const entry of ENTRIES)
    await claims.claim(
      `${entry}: with another authority in the configuration all works again, without a restart`,
      async () => {
        await until(async () => (await call(as('alice', entry), ['get', 'pods'])).code === 0, 30);
        assert.match(await working(as('alice', entry)), /here/);
      },
    );
}

function informer({ cluster, as }: Setting, entry: Entry): Talk {
  const { env } = as('alice', entry);
  return talk(process.execPath, [cluster.programs.informer, entry], env);
}

async function within<T>(seconds: number, work: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
