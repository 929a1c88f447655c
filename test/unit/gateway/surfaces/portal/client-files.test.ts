// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  cloudsYamlOf,
  entryForPerson,
  entryForProgram,
  openrcOf,
} from '../../../../../src/gateway/surfaces/portal/parts/client-files.ts';

const EVIL = `a'b"$(touch /tmp/x)\`id\` \\ #`;
const PROJECT = { name: EVIL, domain: { name: 'acme' } };
const FOR = { publicUrl: 'https://gw.example', project: PROJECT, regions: ['cloud-a', 'cloud-b'] };
const WHO = { identityProvider: 'keycloak', protocol: 'openid' };
const CLIENT = { id: 'keycloak', issuer: 'https://idp.example/', clientId: 'cli', scope: 'openid profile' };

it('an entry asks a person by a code where the provider has a client for it, else by a page', () => {
  expect(entryForPerson(FOR, WHO, CLIENT)).toMatchObject({
    authType: 'v3oidcdeviceauthz',
    auth: { client_id: 'cli', discovery_endpoint: 'https://idp.example/.well-known/openid-configuration' },
  });
  const { authType, auth } = entryForPerson(FOR, WHO, undefined);
  expect([authType, 'client_id' in auth]).toEqual(['v3websso', false]);
});

it('clouds.yaml has each name as it is', () => {
  const entry = entryForPerson(FOR, WHO, CLIENT);
  const { clouds } = parse(cloudsYamlOf([entry]));
  expect(Object.keys(clouds)).toEqual([entry.name]);
  expect(entry.name).toMatch(/^[\w.-]+$/);
  expect(clouds[entry.name].auth.project_name).toBe(EVIL);
  expect(clouds[entry.name].regions).toEqual(['cloud-a', 'cloud-b']);
});

it('a shell that reads openrc has each name as it is, and nothing of an entry before', () => {
  const text = openrcOf(entryForPerson(FOR, WHO, CLIENT));
  const shown = execFileSync(
    'sh',
    ['-c', `${text}\nprintf '%s|%s|%s' "$OS_PROJECT_NAME" "$OS_REGION_NAME" "\${OS_TOKEN-none}"`],
    {
      env: { PATH: process.env.PATH, OS_TOKEN: 'old', OS_PROJECT_NAME: 'old' },
    },
  );
  expect(String(shown)).toBe(`${EVIL}|cloud-a|none`);
});

it('an entry for a program has the credential and nobody’s project', () => {
  const { auth } = entryForProgram(
    { publicUrl: 'https://gw.example', name: 'ci', regions: [] },
    { id: 'i', secret: 's' },
  );
  expect(Object.keys(auth)).toEqual(['auth_url', 'application_credential_id', 'application_credential_secret']);
});
