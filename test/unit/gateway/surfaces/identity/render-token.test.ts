// SPDX-License-Identifier: Apache-2.0
// Keystone's own answers, rendered again from their data.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { groupId, isoMicroseconds, renderToken } from '../../../../../src/gateway/surfaces/identity/render-token.ts';
import type { Caller, Scope } from '../../../../../src/model/identity.ts';
import { domainRef, projectRef } from '../../../../../src/model/ids.ts';
import { ALICE, catalogOf } from './fake-identity-service.ts';

const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')).body.token;

const callerIn = (scope: Scope, overrides: Partial<Caller> = {}): Caller => ({
  principal: { ...ALICE, domain: 'hub', identityProvider: 'hub', groups: ['research'] },
  scope,
  methods: ['openid'],
  auditIds: ['TlZHtmYZRnyUrzfj_PMBMQ'],
  issuedAt: Date.parse('2026-11-23T13:28:12Z'),
  expiresAt: Date.parse('2026-11-23T14:28:12Z'),
  ...overrides,
});
const view = { roles: [{ id: 'r', name: 'member' }], catalog: catalogOf('https://g'), degraded: [] };
const full = { catalog: true };

test('gives a federated unscoped token as Keystone does, but for the ids, which are the gateway’s own', () => {
  const keystone = sample('federation-auth');
  const expected = {
    ...keystone,
    user: {
      ...keystone.user,
      id: ALICE.id,
      domain: domainRef('hub'),
      'OS-FEDERATION': { ...keystone.user['OS-FEDERATION'], groups: [{ id: groupId('hub', 'research') }] },
    },
  };
  expect(renderToken(callerIn({ kind: 'unscoped' }), view, full)).toEqual({ token: expected });
});

test('gives a project-scoped token with the keys of Keystone’s', () => {
  const { token } = renderToken(callerIn({ kind: 'project', project: projectRef('hub', 'research') }), view, full);
  expect(Object.keys(token)).toEqual(Object.keys(sample('token-create')));
  expect(token).toMatchObject({
    project: { id: projectRef('hub', 'research').id, name: 'research', domain: domainRef('hub') },
    is_domain: false,
    roles: view.roles,
    catalog: view.catalog,
  });
});

test('gives a domain-scoped token with its domain and no project', () => {
  const { token } = renderToken(callerIn({ kind: 'domain', domain: domainRef('hub') }), view, full);
  expect(token).toMatchObject({ domain: domainRef('hub'), roles: view.roles, catalog: view.catalog });
  expect(token).not.toHaveProperty('project');
  expect(token).not.toHaveProperty('is_domain');
});

test('leaves the catalogue out on demand, and only that', () => {
  const { token } = renderToken(callerIn({ kind: 'domain', domain: domainRef('hub') }), view, { catalog: false });
  expect(token).not.toHaveProperty('catalog');
  expect(token).toHaveProperty('roles');
});

test('writes times with six digits below the second', () => {
  expect(isoMicroseconds(Date.parse('2026-11-23T13:28:12.345Z'))).toBe('2026-11-23T13:28:12.345000Z');
});

test('gives groups 32 hex ids that differ between domains', () => {
  expect(groupId('acme', 'staff')).toMatch(/^[0-9a-f]{32}$/);
  expect(groupId('acme', 'staff')).not.toBe(groupId('other', 'staff'));
});
