// SPDX-License-Identifier: Apache-2.0
// The realm of deploy/compose on a real Keycloak: it is imported as it stands, and its tokens have what the configuration
// beside it asks for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Keycloak, startKeycloak } from './keycloak.ts';

const folder = mkdtempSync(join(tmpdir(), 'keycloak-'));
let keycloak: Keycloak;
beforeAll(async () => {
  keycloak = await startKeycloak({ folder: join(folder, 'keycloak') });
});
afterAll(async () => {
  await keycloak?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('Keycloak imports the realm of deploy/compose, and its tokens name audience and groups', async () => {
  const { access_token } = await keycloak.token('alice');
  const claims = decodeJwt<{ groups: string[] }>(access_token);
  expect(claims).toMatchObject({ iss: keycloak.issuer, preferred_username: 'alice', email: 'alice@acme.example' });
  expect([claims.aud].flat()).toContain('scs-gateway');
  expect(claims.groups.toSorted()).toEqual(['acme-operations', 'acme-research', 'staff']);
});

it('Keycloak’s administrator changes the realm, and the change outlives a restart', async () => {
  const [bob] = await keycloak.admin('GET', '/users?username=bob&exact=true');
  const [group] = await keycloak.admin('GET', `/users/${bob.id}/groups`);
  await keycloak.admin('DELETE', `/users/${bob.id}/groups/${group.id}`);
  await keycloak.stop();
  await keycloak.start();
  // Keycloak leaves an empty claim out.
  expect(decodeJwt((await keycloak.token('bob')).access_token)).not.toHaveProperty('groups');
});
