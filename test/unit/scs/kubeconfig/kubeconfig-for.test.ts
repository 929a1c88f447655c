// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Fleet } from '../../../../src/members/fleet.ts';
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
  parse(
    await kubeconfigFor(
      {
        fleet: () => ({ clusters: new Map(CLUSTERS.map((one) => [one.id, one])) }) as unknown as Fleet,
        publicUrl: 'https://gw.example:8443',
        clusterDomain,
        ca: () => undefined,
        logins: () => [{ id: 'demo', issuer: 'https://idp.example', clientId: 'cli', scope: 'openid' }],
      },
      caller,
      { auth: 'exec', ...wanted },
    ),
  );
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

  it('names clusters by hosts where the gateway has such names', async () => {
    for (const hosts of [true, undefined])
      expect(servers(await ask({ hosts }, 'k8s.example'))[0]).toBe('https://hub.k8s.example:8443');
    expect(servers(await ask({ hosts: false }, 'k8s.example'))[0]).toBe('https://gw.example:8443/k8s/hub');
    await expect(ask({ hosts: true })).rejects.toMatchObject({ code: 'badRequest' });
  });
});
