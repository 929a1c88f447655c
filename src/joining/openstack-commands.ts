// SPDX-License-Identifier: Apache-2.0
// What the operator of an OpenStack cloud writes and runs so that it trusts the gateway: the blocks of
// docs/joining-an-openstack-cloud.md, with the values of one member. A test holds page and blocks together.
import { apacheValue, asKeystoneReads, plainText, shellWord, UnwritableError } from './quote.ts';

/** What members of a group may do: a role in a project of the cloud. */
export interface Grant {
  readonly group: string;
  readonly project: string;
  readonly role: string;
}

/** `research`, `research=project`, `research=project:role`. */
export function readGrant(text: string, role: string): Grant {
  const found = /^([^=]+)(?:=((?!:)[^=]+?)(?<!:)(?::([^:/=]+))?)?$/s.exec(text);
  // A second `=` is a slip more often than a project of such a name.
  if (found === null)
    throw new UnwritableError(
      `the grant ${JSON.stringify(text)} is none of GROUP, GROUP=PLACE and GROUP=PLACE:ROLE, without a further "="`,
    );
  const [, group = '', place = group, name = role] = found;
  return {
    group: plainText(group, `the group of the grant ${JSON.stringify(text)}`),
    project: plainText(place, `the place of the grant ${JSON.stringify(text)}`),
    role: plainText(name, `the role of the grant ${JSON.stringify(text)}`),
  };
}

export interface CloudTrust {
  /** Of the tokens. */
  readonly issuer: string;
  readonly audience: string;
  readonly identityProvider: string;
  readonly protocol: string;
  /** The domain at the cloud that has the users, groups and projects. */
  readonly domain: string;
  readonly grants: readonly Grant[];
  /** Where the authorities are by which Apache knows the gateway. */
  readonly bundle?: string;
}

const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
export const MAPPING_FILE = '/etc/keystone/scs-gateway-mapping.json';

export const keystoneLines = ({ protocol }: Pick<CloudTrust, 'protocol'>): string => `[auth]
methods = password,token,application_credential,${protocol}
[${protocol}]
remote_id_attribute = OIDC-iss
`;

export function apacheLines({
  issuer,
  audience,
  identityProvider,
  protocol,
  bundle = SYSTEM_BUNDLE,
}: CloudTrust): string {
  const iss = apacheValue(issuer, "the gateway's publicUrl");
  return `OIDCOAuthVerifyJwksUri ${iss}/.well-known/jwks.json
OIDCCABundlePath ${bundle}
OIDCOAuthRemoteUserClaim sub
OIDCClaimPrefix "OIDC-"
OIDCClaimDelimiter ";"
OIDCPassClaimsAs environment
OIDCJWKSRefreshInterval 300
OIDCHTTPTimeoutShort 5
OIDCCryptoPassphrase not-used-by-a-resource-server
<LocationMatch "/v3/OS-FEDERATION/identity_providers/${apacheValue(identityProvider, 'the identity provider')}/protocols/${apacheValue(protocol, 'the protocol')}/auth$">
  AuthType oauth20
  <RequireAll>
    Require claim iss:${iss}
    Require claim aud:${apacheValue(audience, 'the audience')}
  </RequireAll>
</LocationMatch>
`;
}

/** Keystone splits a claim at `;`, and refuses users in a listed group that is called so (`_normalize_groups`). */
function groupName(name: string): string {
  if (name.includes(';'))
    throw new UnwritableError(`the group ${name} has a ";" in its name, where Keystone splits names`);
  if (name.includes('name'))
    throw new UnwritableError(
      `the group ${name} has "name" in its name, and Keystone refuses logins of users in such a group`,
    );
  return asKeystoneReads(name);
}

export function mapping({ domain, grants }: Pick<CloudTrust, 'domain' | 'grants'>): string {
  const groups = [...new Set(grants.map(({ group }) => groupName(group)))].map((name) => JSON.stringify(name));
  return `[
  {
    "local": [
      {
        "user": { "id": "{0}", "name": "{1}", "email": "{2}" },
        "groups": "{3}",
        "domain": { "name": ${JSON.stringify(domain)} }
      }
    ],
    "remote": [
      { "type": "OIDC-sub" },
      { "type": "OIDC-preferred_username" },
      { "type": "OIDC-email" },
      { "type": "OIDC-groups", "whitelist": [${groups.join(', ')}] }
    ]
  }
]
`;
}

export function cloudCommands({ issuer, identityProvider, protocol, domain, grants }: CloudTrust): string {
  const [inDomain, idp] = [shellWord(plainText(domain, 'the domain')), shellWord(identityProvider)];
  const lines = [
    `openstack domain create --or-show ${inDomain}`,
    ...grants.flatMap(({ group, project, role }) => {
      const [them, there] = [shellWord(groupName(group)), shellWord(project)];
      return [
        `openstack project create --or-show --domain ${inDomain} ${there}`,
        `openstack group create --or-show --domain ${inDomain} ${them}`,
        `openstack role add --group ${them} --group-domain ${inDomain} --project ${there} --project-domain ${inDomain} ${shellWord(role)}`,
      ];
    }),
    `openstack mapping create --rules ${MAPPING_FILE} ${idp}`,
    `openstack identity provider create --remote-id ${shellWord(issuer)} --domain ${inDomain} ${idp}`,
    `openstack federation protocol create --identity-provider ${idp} --mapping ${idp} ${shellWord(protocol)}`,
  ];
  return `${[...new Set(lines)].join('\n')}\n`;
}

/** What undoes it; groups, projects and roles may serve others and stay. */
export const undoCloud = ({
  identityProvider,
  protocol,
}: Pick<CloudTrust, 'identityProvider' | 'protocol'>): string => {
  const idp = shellWord(identityProvider);
  return `openstack federation protocol delete --identity-provider ${idp} ${shellWord(protocol)}
openstack identity provider delete ${idp}
openstack mapping delete ${idp}
# Its users stay, and Keystone refuses them (409) if the provider comes back: then delete the users of its domain first.
`;
};

/** For clouds that cannot federate: the account's own credential, bound to one project. */
export const credentialCommand = (role: string): string =>
  `openstack application credential create --role ${shellWord(plainText(role, 'the role'))} scs-gateway\n`;

export interface TechnicalUser {
  readonly name: string;
  readonly domain: string;
  readonly project: string;
  readonly projectDomain: string;
  readonly role: string;
}

export function technicalUserCommands({ name, domain, project, projectDomain, role }: TechnicalUser): string {
  const [user, own] = [shellWord(plainText(name, 'the user')), shellWord(plainText(domain, 'the domain'))];
  const [there, where] = [
    shellWord(plainText(project, 'the project')),
    shellWord(plainText(projectDomain, 'the domain')),
  ];
  return `openstack user create --domain ${own} --password-prompt ${user}
openstack role add --user ${user} --user-domain ${own} --project ${there} --project-domain ${where} ${shellWord(role)}
`;
}
