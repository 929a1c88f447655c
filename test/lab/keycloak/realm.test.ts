// SPDX-License-Identifier: Apache-2.0
// The realm of deploy/compose on a real Keycloak: it is imported as it stands, and its tokens have what the configuration
// beside it asks for.
import { decodeJwt } from 'jose';
import { expect, inject, it } from 'vitest';
import { keycloakAt } from './keycloak.ts';

const { imported } = keycloakAt(inject('keycloak'));

it('Keycloak imports the realm of deploy/compose, and its tokens name audience and groups', async () => {
  const { access_token } = await imported.token('alice');
  const claims = decodeJwt<{ groups: string[] }>(access_token);
  expect(claims).toMatchObject({ iss: imported.issuer, preferred_username: 'alice', email: 'alice@acme.example' });
  expect([claims.aud].flat()).toContain('scs-gateway');
  expect(claims.groups.toSorted()).toEqual(['acme-operations', 'acme-research', 'staff']);
});
