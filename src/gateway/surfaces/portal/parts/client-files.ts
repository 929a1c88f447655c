// SPDX-License-Identifier: Apache-2.0
// What OpenStack's clients read: an entry of clouds.yaml, and the same as variables for a shell. Whatever comes from outside is
// quoted for where it stands. Pure.
import { stringify } from 'yaml';
import type { CommandLineLogin } from '../../../../scs/kubeconfig/kubeconfig.ts';
import { shellWord } from '../snippets.ts';

/** One way into one project, over all clouds that have it. */
export interface ClientEntry {
  readonly name: string;
  readonly authType: string;
  /** As in `auth` of clouds.yaml. */
  readonly auth: Readonly<Record<string, string>>;
  readonly regions: readonly string[];
}

interface ForProject {
  readonly publicUrl: string;
  readonly project: { readonly name: string; readonly domain: { readonly name: string } };
  readonly regions: readonly string[];
}

const nameOf = ({ name, domain }: ForProject['project']): string => `${domain.name}-${name}`.replace(/[^\w.-]+/g, '-');

const authUrl = (publicUrl: string): string => `${publicUrl}/identity/v3`;

/** Asks a person each time; without a client of its own for programs, by a page that the gateway itself leads to. */
export const entryForPerson = (
  { publicUrl, project, regions }: ForProject,
  { identityProvider, protocol }: { readonly identityProvider: string; readonly protocol: string },
  client: CommandLineLogin | undefined,
): ClientEntry => ({
  name: nameOf(project),
  authType: client === undefined ? 'v3websso' : 'v3oidcdeviceauthz',
  auth: {
    auth_url: authUrl(publicUrl),
    identity_provider: identityProvider,
    protocol,
    project_name: project.name,
    project_domain_name: project.domain.name,
    ...(client && {
      client_id: client.clientId,
      discovery_endpoint: `${client.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
      openid_scope: client.scope,
    }),
  },
  regions,
});

/** Asks nobody: for programs. The credential says which project it is. */
export const entryForProgram = (
  {
    publicUrl,
    name,
    regions,
  }: { readonly publicUrl: string; readonly name: string; readonly regions: readonly string[] },
  { id, secret }: { readonly id: string; readonly secret: string },
): ClientEntry => ({
  name: name.replace(/[^\w.-]+/g, '-'),
  authType: 'v3applicationcredential',
  auth: { auth_url: authUrl(publicUrl), application_credential_id: id, application_credential_secret: secret },
  regions,
});

export const cloudsYamlOf = (entries: readonly ClientEntry[]): string =>
  stringify({
    clouds: Object.fromEntries(
      entries.map(({ name, authType, auth, regions }) => [
        name,
        { auth_type: authType, auth, regions: [...regions], identity_api_version: '3' },
      ]),
    ),
  });

/** What an earlier file has set would be mixed with these. What is about the machine stays, such as OS_CACERT. */
const BEFORE = [
  ...['CLOUD', 'USERNAME', 'USER_ID', 'PASSWORD', 'PASSCODE', 'TOKEN', 'USER_DOMAIN_NAME', 'USER_DOMAIN_ID'],
  ...['PROJECT_ID', 'PROJECT_NAME', 'PROJECT_DOMAIN_NAME', 'PROJECT_DOMAIN_ID', 'TENANT_ID', 'TENANT_NAME'],
  ...['DOMAIN_ID', 'DOMAIN_NAME', 'SYSTEM_SCOPE', 'IDENTITY_PROVIDER', 'PROTOCOL', 'APPLICATION_CREDENTIAL_ID'],
  ...['APPLICATION_CREDENTIAL_NAME', 'APPLICATION_CREDENTIAL_SECRET', 'REGION_NAME'],
].map((name) => `OS_${name}`);

export function openrcOf({ authType, auth, regions: [region] }: ClientEntry): string {
  const variables = {
    OS_AUTH_TYPE: authType,
    ...Object.fromEntries(Object.entries(auth).map(([name, value]) => [`OS_${name.toUpperCase()}`, value])),
    OS_IDENTITY_API_VERSION: '3',
    ...(region !== undefined && { OS_REGION_NAME: region }),
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return [
    '# For `source`: what the openstack command and others read.',
    `unset ${BEFORE.join(' ')}`,
    ...lines,
    '',
  ].join('\n');
}
