// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type CommandLineLogin, pickLogin, renderKubeconfig } from '../../../../src/scs/kubeconfig/kubeconfig.ts';

const login = (id: string): CommandLineLogin => ({
  id,
  issuer: `https://${id}.example`,
  clientId: 'cli',
  scope: 'openid',
});
const input = {
  serverOf: (id: string) => `https://gw.example/k8s/${id}`,
  clusters: [{ id: 'prod-a' }, { id: 'prod-b' }],
};

describe('a kubeconfig', () => {
  it('has one context for each cluster, all with the same user', () => {
    const file = parse(renderKubeconfig({ ...input, user: { kind: 'token', token: 't' } }));
    expect(file.contexts.map(({ name }: { name: string }) => name)).toEqual(['prod-a', 'prod-b']);
    expect(file.clusters[1].cluster).toEqual({ server: 'https://gw.example/k8s/prod-b' });
    expect(file.users).toEqual([{ name: 'scs', user: { token: 't' } }]);
    expect(file['current-context']).toBe('prod-a');
  });

  it("carries the gateway's authority inside", () => {
    const file = parse(renderKubeconfig({ ...input, ca: 'PEM', user: { kind: 'token', token: 't' } }));
    expect(file.clusters[0].cluster['certificate-authority-data']).toBe('UEVN');
  });

  it('logs in by the credential plugin', () => {
    const file = parse(renderKubeconfig({ ...input, user: { kind: 'exec', login: login('idp') } }));
    expect(file.users[0].user.exec).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'scs-gateway',
      args: ['credential', '--issuer', 'https://idp.example', '--client-id', 'cli', '--scope', 'openid'],
    });
  });
});

describe('the login in a kubeconfig', () => {
  const logins = [login('one'), login('two')];
  it.each([
    ['the one asked for', 'two', 'one', 'two'],
    ["the caller's own", undefined, 'two', 'two'],
    ['the first where the caller came otherwise', undefined, 'three', 'one'],
  ])('is %s', (_title, wanted, own, expected) => {
    expect(pickLogin(logins, wanted, own).id).toBe(expected);
  });

  it('that is not there is named', () => {
    expect(() => pickLogin(logins, 'nope', 'one')).toThrow('"nope"');
    expect(() => pickLogin([], undefined, 'one')).toThrow('identityProviders[].cli');
  });
});
