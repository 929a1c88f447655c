// SPDX-License-Identifier: Apache-2.0
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import type { ScsOperation } from '../../../../../src/gateway/scs-api.ts';
import { commandsOfList, commandsOfObject } from '../../../../../src/gateway/surfaces/portal/parts/commands.ts';
import { identitySnippets, onClouds, snippetsOf } from '../../../../../src/gateway/surfaces/portal/snippets.ts';

const OPERATION: ScsOperation = {
  ...{ operationId: 'listThings', method: 'POST', path: '/scs/v1/things/{cloud}', tag: 'things', summary: 'Things' },
  parameters: Type.Object({ cloud: Type.String() }),
  query: Type.Object({
    name: Type.Optional(Type.Array(Type.String())),
    status: Type.Optional(Type.Array(Type.Enum(['active', 'stopped']))),
    limit: Type.Optional(Type.Integer()),
    partial: Type.Optional(Type.Boolean()),
    q: Type.String(),
  }),
  body: Type.Object({ size: Type.Number() }),
  example: { body: { size: 3 } },
};
const API = { publicUrl: 'https://gateway.example.org', operations: [OPERATION] };
const inputOf = (code: string): unknown => JSON.parse(/client\.listThings\((.*)\);/s.exec(code)?.[1] ?? '');

describe('the snippets of a page', () => {
  it('have numbers, flags and lists where the API has them, at commas that are no part of a value', () => {
    const query = { name: 'a\\,b,c', status: ['active,none', 'stopped'], limit: '25', partial: 'false', q: '1' };
    const { typescript } = snippetsOf(API, 'listThings', { parameters: { cloud: 'x' }, query, body: { size: 1 } });
    expect(inputOf(typescript)).toEqual({
      path: { cloud: 'x' },
      query: { name: ['a\\,b', 'c'], status: ['active', 'stopped'], limit: 25, partial: false, q: '1' },
      body: { size: 1 },
    });
  });

  it('have a word to be replaced for what is needed and was not given', () => {
    const { curl, typescript } = snippetsOf(API, 'listThings');
    expect(inputOf(typescript)).toEqual({ path: { cloud: 'CLOUD' }, query: { q: 'Q' }, body: { size: 3 } });
    expect(curl).toMatch(/^curl -X POST 'https:\/\/gateway\.example\.org\/scs\/v1\/things\/CLOUD\?q=Q'/);
  });

  it('ask with the token of openstack where it has no command', () => {
    const { openstack } = snippetsOf(API, 'listThings', { query: { q: "a'b" } });
    expect(openstack).toContain('-H "X-Auth-Token: $(openstack token issue -f value -c id)"');
    expect(snippetsOf(API, 'listThings', { openstack: 'openstack thing list' }).openstack).toBe('openstack thing list');
  });

  it('of an operation that is not there are none', () => {
    expect(() => snippetsOf(API, 'listOthers')).toThrow();
  });

  it('of the identity service are of its own API', () => {
    const { curl, typescript } = identitySnippets(API.publicUrl, { method: 'DELETE', path: '/x', openstack: '' });
    expect(curl).toMatch(/^curl -X DELETE https:\/\/gateway\.example\.org\/identity\/v3\/x \\\n/);
    expect(typescript).toContain(`{ method: 'DELETE', headers: { 'X-Auth-Token': token } }`);
  });
});

describe('commands of openstack', () => {
  it('are for the one cloud, for each of several, or for none that is named', () => {
    expect(onClouds([{ id: 'a' }], 'server list')).toBe('openstack --os-region-name a server list');
    expect(onClouds([{ id: 'a' }, { id: 'b c' }], 'x', 'y')).toBe(
      `for region in a 'b c'; do\n  openstack --os-region-name "$region" x\n  openstack --os-region-name "$region" y\ndone`,
    );
    expect(onClouds([], 'catalog list')).toBe('openstack catalog list');
  });

  it('quote what a cloud calls its objects', () => {
    const hostile = { cloud: 'a', id: '$(reboot)', name: '; reboot' };
    expect(commandsOfObject('servers', hostile)).toEqual({
      openstack: "openstack --os-region-name a server show '$(reboot)'",
    });
    expect(commandsOfObject('namespaces', hostile)).toEqual({
      kubectl: "kubectl get namespaces '; reboot' -o yaml",
    });
    expect(commandsOfList('nodes', [])).toEqual({ kubectl: 'kubectl get nodes' });
  });
});
