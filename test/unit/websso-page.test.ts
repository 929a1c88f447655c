// SPDX-License-Identifier: Apache-2.0
// What people copy from docs/websso.md is accepted, and names paths that the gateway has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/websso.md'), 'utf8');
const blocks = [...page.matchAll(/```(\w+)\n([^`]+)```/g)].map(([, language, text = '']) => ({ language, text }));
const horizonPage = readFileSync(join(root, 'docs/horizon.md'), 'utf8');
const source = readFileSync(join(root, 'src/gateway/surfaces/identity/websso/index.ts'), 'utf8');

it('the gateway’s section of docs/websso.md is a configuration without faults', async () => {
  const text = blocks[0]?.text.replace('gateway:\n', 'gateway:\n  publicUrl: https://gateway.example.org\n') ?? '';
  const cloud =
    'clouds:\n  - id: cloud-a\n    name: A\n    openstack: { authUrl: https://keystone.example.org/v3, region: R, strategy: { kind: hub-oidc, identityProvider: hub, protocol: openid } }\n';
  const files: Record<string, string> = { '/x/gateway.yaml': `${text}${cloud}` };
  const behind = '  trustedProxies: [127.0.0.1]\n';
  files['/x/gateway.yaml'] = files['/x/gateway.yaml']?.replace('gateway:\n', `gateway:\n${behind}`) ?? '';
  const { config } = await loadConfig('/x/gateway.yaml', {
    env: { IDP_LOGIN_SECRET: 'x' },
    sources: new Map(Object.entries(files)),
  });
  expect(config.gateway.websso.trustedDashboards).toHaveLength(2);
  expect(config.identityProviders[0]?.login).toMatchObject({ clientId: 'scs-gateway-login', token: 'access' });
});

it('docs/horizon.md shows the settings file that the ring with real Horizons uses, to the letter', () => {
  const shown = /```python\n([\s\S]+?)```/.exec(horizonPage)?.[1];
  expect(shown).toBe(readFileSync(join(root, 'deploy/horizon/_1000_scs_gateway.py'), 'utf8'));
});

it('the gateway’s section of docs/horizon.md is a configuration without faults, with a dashboard that it trusts', async () => {
  const text = /```yaml\n([\s\S]+?)```/.exec(horizonPage)?.[1] ?? '';
  const provider =
    'identityProviders:\n  - id: keycloak\n    issuer: https://idp.example.org/realms/scs\n    audiences: [scs-gateway]\n    domain: acme\n    login: { clientId: scs-gateway-login }\n';
  const gateway = 'gateway:\n  publicUrl: https://gateway.example.org\n  trustedProxies: [127.0.0.1]\n';
  const { config } = await loadConfig('/x/gateway.yaml', {
    env: {},
    sources: new Map([['/x/gateway.yaml', `${text.replace('gateway:\n', gateway)}${provider}`]]),
  });
  expect(config.gateway.websso.trustedDashboards).toEqual(['https://horizon.example.org/auth/websso/']);
  expect(config.clouds[0]).toMatchObject({ openstack: { bothNames: true } });
});

it('docs/websso.md leads dashboards and the command line to paths that there are', () => {
  const horizon = readFileSync(join(root, 'deploy/horizon/_1000_scs_gateway.py'), 'utf8');
  expect(horizon).toContain('OPENSTACK_KEYSTONE_URL = "https://gateway.example.org/identity/v3"');
  expect(horizon).toMatch(
    /WEBSSO_DEFAULT_REDIRECT_LOGOUT = "https:\/\/gateway\.example\.org\/identity\/v3\/auth\/websso\/logout"/,
  );
  expect(source).toContain("const OWN = '/identity/v3/auth/websso'");
  for (const path of ['callback/:idp', 'logout', 'logged-out']) expect(source).toContain(`\`\${OWN}/${path}\``);
  const client = parse(blocks.at(-1)?.text ?? '') as { clouds: { federation: { auth: { auth_url: string } } } };
  expect(client.clouds.federation.auth.auth_url).toBe('https://gateway.example.org/identity/v3');
});
