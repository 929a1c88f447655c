// SPDX-License-Identifier: Apache-2.0
// The files that tools read: an entry of clouds.yaml for each project, and a kubeconfig. Neither holds a secret: the tools log in
// by themselves.
import { stringify } from 'yaml';
import type { ProjectItem } from '../../../../scs/projects/project-schema.ts';
import type { Page } from '../page.ts';

const YAML = 'application/yaml';

export const kubeconfig: Page = {
  path: '/me/kubeconfig',
  async get(visit) {
    const { body } = await visit.ask<string>('getKubeconfig');
    return { kind: 'download', name: 'kubeconfig', type: YAML, body };
  },
};

export const cloudsYaml: Page = {
  path: '/me/clouds.yaml',
  async get(visit) {
    const { body } = await visit.ask<{ readonly items: readonly ProjectItem[] }>('listProjects');
    const { identityProvider = '', protocol } = visit.caller?.principal ?? {};
    const client = visit.commandLine(identityProvider);
    const entries = body.items.map(({ name, domain, clouds }) => [
      `${domain.name}-${name}`.replace(/[^\w.-]+/g, '-'),
      {
        // Both ask a person; without a client of its own for programs, by a page that the gateway itself leads to.
        auth_type: client === undefined ? 'v3websso' : 'v3oidcdeviceauthz',
        auth: {
          auth_url: `${visit.publicUrl}/identity/v3`,
          identity_provider: identityProvider,
          protocol,
          project_name: name,
          project_domain_name: domain.name,
          ...(client && {
            client_id: client.clientId,
            discovery_endpoint: `${client.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
            openid_scope: client.scope,
          }),
        },
        regions: [...clouds],
        identity_api_version: '3',
      },
    ]);
    const text = stringify({ clouds: Object.fromEntries(entries) });
    return { kind: 'download', name: 'clouds.yaml', type: YAML, body: text };
  },
};
