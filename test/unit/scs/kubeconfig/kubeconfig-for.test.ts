// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { NamespaceRights } from '../../../../src/adapters/kubernetes/namespace-rights.ts';
import type { Fleet } from '../../../../src/members/fleet.ts';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { ScsCaller } from '../../../../src/scs/caller.ts';
import { type KubeconfigWanted, kubeconfigFor } from '../../../../src/scs/kubeconfig/kubeconfig-for.ts';

const caller = { cluster: {}, caller: { principal: { identityProvider: 'demo' } } } as unknown as ScsCaller;
const cluster = (id: string, showsUnauthorized: boolean, provable: boolean) => ({
  id,
  strategy: {
    showsUnauthorized,
    credential: () => (provable ? Promise.resolve([]) : Promise.reject(new Error('no proof'))),
  },
});
const CLUSTERS = [cluster('hub', false, true), cluster('own', true, false), cluster('closed', false, false)];

const ask = async (wanted: Partial<KubeconfigWanted> = {}, clusterDomain?: string) =>
  parse(await written(wanted, clusterDomain));
const written = (wanted: Partial<KubeconfigWanted> = {}, clusterDomain?: string): Promise<string> =>
  kubeconfigFor(
    {
      fleet: () => ({ clusters: new Map(CLUSTERS.map((one) => [one.id, one])) }) as unknown as Fleet,
      publicUrl: 'https://gw.example:8443',
      clusterDomain,
      ca: () => undefined,
      rightsIn: async ({ id }, _caller, namespace) => rights(id, namespace),
      logins: () => [{ id: 'demo', issuer: 'https://idp.example', clientId: 'cli', scope: 'openid' }],
    },
    caller,
    { auth: 'exec', ...wanted },
  );
let rights: (id: string, namespace: string) => Promise<NamespaceRights> | NamespaceRights = () => 'some';
afterEach(() => {
  rights = () => 'some';
});
const servers = (file: { clusters: { cluster: { server: string } }[] }) =>
  file.clusters.map((one) => one.cluster.server);

describe('a kubeconfig', () => {
  it('has the clusters that the caller can be proven to, now or by a later login', async () => {
    expect(servers(await ask())).toEqual(['https://gw.example:8443/k8s/hub', 'https://gw.example:8443/k8s/own']);
  });

  it('with a token written in has only those that take it', async () => {
    const file = await ask({ auth: { token: 'shown' } });
    expect(servers(file)).toEqual(['https://gw.example:8443/k8s/hub']);
    expect(file.users[0].user).toEqual({ token: 'shown' });
  });

  it('says which clusters give the caller nothing, and begins with another one', async () => {
    CLUSTERS.push(cluster('second', false, true));
    const text = async (wanted = {}) => {
      const file = await written(wanted);
      return [file.split('\n').filter((line) => line.startsWith('#')), parse(file)['current-context']];
    };
    rights = (id) => (id === 'hub' ? 'none' : 'some');
    expect(await text()).toEqual([['# hub: it gives you no right in the namespace default'], 'own']);
    rights = (id, namespace) => (id === 'second' && namespace === 'research' ? 'none' : 'some');
    expect(await text({ namespace: 'research' })).toEqual([
      ['# second: it gives you no right in the namespace research'],
      'hub',
    ]);
    rights = () => Promise.reject(new GatewayError('forbidden'));
    expect((await text())[0]).toEqual(['# hub: it does not take your login', '# second: it does not take your login']);
    // One that does not answer says nothing of rights.
    for (const silent of [() => Promise.reject(new GatewayError('memberUnreachable')), () => 'unknown' as const]) {
      rights = silent;
      expect(await text()).toEqual([[], 'hub']);
    }
    rights = () => new Promise(() => undefined);
    expect(await text()).toEqual([[], 'hub']);
    CLUSTERS.pop();
  });

  it('has the namespace and the version of the plugin that were asked for', async () => {
    const file = await ask({ namespace: 'research', execVersion: 'v1beta1' });
    expect(file.contexts[0].context).toEqual({ cluster: 'hub', user: 'scs', namespace: 'research' });
    expect(file.users[0].user.exec.apiVersion).toBe('client.authentication.k8s.io/v1beta1');
    expect((await ask()).users[0].user.exec.apiVersion).toBe('client.authentication.k8s.io/v1');
    expect((await ask()).contexts[0].context).not.toHaveProperty('namespace');
  });

  it('names clusters by hosts where the gateway has such names', async () => {
    for (const hosts of [true, undefined])
      expect(servers(await ask({ hosts }, 'k8s.example'))[0]).toBe('https://hub.k8s.example:8443');
    expect(servers(await ask({ hosts: false }, 'k8s.example'))[0]).toBe('https://gw.example:8443/k8s/hub');
    await expect(ask({ hosts: true })).rejects.toMatchObject({ code: 'badRequest' });
  });
});
