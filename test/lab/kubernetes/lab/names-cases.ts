// SPDX-License-Identifier: Apache-2.0
// Names in every script arrive at the apiserver as they are, by each strategy, or their owners are refused: nobody becomes
// somebody else on the way, and what looks alike stays apart.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { call, good } from '../cases.ts';
import { until } from '../talk.ts';
import type { Entry, Setting } from './setting.ts';

/** Latin, German and its latin1 twin, Polish, Greek, Chinese, emoji; then pairs that look alike. */
const NAMES: readonly string[] = [
  'Grace Hopper',
  'jörg',
  'jÃ¶rg',
  'Łukasz Żółć',
  'Ελένη Παπαδοπούλου',
  '李小龍',
  '👩‍🔬🇪🇺',
  'a/b:c%64+"d"\\',
  'admin',
  '\u0430dmin',
  'ADMIN',
  'ﬁnance',
  'finance',
  'caf\u00e9',
  'cafe\u0301',
  'straße',
  'straẞe',
  'strasse',
  'ops',
  'op\u200ds',
];

/** Whom alice may be. */
export const AS = ['jörg', '李小龍'];
const PATH = 'apis/authentication.k8s.io/v1/selfsubjectreviews';
const REVIEW = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' });
const RUNS = 300;

export async function namesCases({ claims: { claim }, ask, idp, as, cluster }: Setting, entry: Entry): Promise<void> {
  const tokenOf = (name: string, groups: readonly string[]): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return idp.mint({ sub: `sub ${name}`, preferred_username: name, groups: [...groups], iat: now, exp: now + 3600 });
  };
  /** As the apiserver sees the caller; undefined if the gateway refuses. */
  const seen = async (name: string, groups: readonly string[] = []) => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: REVIEW };
    const { status, body } = await ask(`/k8s/${entry}/${PATH}`, await tokenOf(name, groups), post);
    if (status === 401) return undefined;
    assert.equal(status, 201, `${JSON.stringify(name)}: ${body}`);
    const { username, groups: all } = JSON.parse(body).status.userInfo as { username: string; groups: string[] };
    return { username, groups: all.filter((group) => group !== 'system:authenticated').sort() };
  };

  await claim(`${entry}: names in every script, and lookalikes, are the very names at the apiserver`, async () => {
    const users = new Set<string>();
    for (const name of NAMES) {
      const user = await seen(name, [name, 'research']);
      assert.deepEqual(user, { username: `scs:acme/${name}`, groups: [`scs:${name}`, 'scs:research'].sort() });
      users.add(user.username);
    }
    assert.equal(users.size, NAMES.length);
  });

  await claim(
    `${entry}: any name of Unicode arrives as it is or is refused (${RUNS} users, ${RUNS} groups)`,
    async () => {
      const name = fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 16 }),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
        fc.constantFrom(
          ' admin',
          'admin\u00a0',
          'a\tb',
          'a\0b',
          'a\r\nb',
          '\ufeffadmin',
          'a\u2028b',
          'a\ufffd',
          'system:admin',
        ),
      );
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(name, name, async (user, group) => {
          const who = await seen(user, [group]);
          if (who === undefined) refused += 1;
          else assert.equal(who.username, `scs:acme/${user}`);
          for (const one of who?.groups ?? []) assert.equal(one, `scs:${group}`);
        }),
        { numRuns: RUNS },
      );
      assert.ok(refused < RUNS / 2, `${refused} of ${RUNS} were refused`);
    },
  );

  await claim(`${entry}: --as a name in another script, and never its latin1 twin`, async () => {
    const role = `names-${entry}`;
    await cluster.kubectl([
      'create',
      'clusterrole',
      role,
      '--verb=impersonate',
      '--resource=users',
      ...AS.map((name) => `--resource-name=${name}`),
    ]);
    await cluster.kubectl(['create', 'clusterrolebinding', role, `--clusterrole=${role}`, '--group=scs:research']);
    const alice = as('alice', entry);
    const whoami = (name: string) =>
      call(alice, ['auth', 'whoami', `--as=${name}`, '-o', 'jsonpath={.status.userInfo.username}']);
    await until(async () => (await whoami('jörg')).code === 0);
    for (const name of AS) assert.equal((await whoami(name)).stdout, name);
    for (const name of ['jÃ¶rg', 'jorg', 'jo\u0308rg', 'JÖRG', '李小龙']) {
      const { code, stderr } = await call(alice, ['get', 'pods', `--as=${name}`]);
      assert.equal(code, 1, name);
      assert.match(stderr, /cannot impersonate|forbidden/i);
    }
    await cluster.kubectl(['delete', `clusterrolebinding/${role}`, `clusterrole/${role}`]);
    await good(alice, ['get', 'pods']);
  });
}
