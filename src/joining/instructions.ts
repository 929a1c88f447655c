// SPDX-License-Identifier: Apache-2.0
// What a member's operator has to do so that the gateway's entry for it works, by strategy, in order; and what may be taken
// away again when the entry is gone. No secret is in it.
import type { CloudConfig, ClusterConfig, Config, OpenStackConfig } from '../config/config.ts';
import { authenticationConfiguration, impersonator, roleBindings, TOKEN_COMMAND } from './cluster-manifests.ts';
import {
  apacheLines,
  type CloudTrust,
  cloudCommands,
  credentialCommand,
  type Grant,
  keystoneLines,
  MAPPING_FILE,
  mapping,
  technicalUserCommands,
  undoCloud,
} from './openstack-commands.ts';
import { apacheValue, UnwritableError } from './quote.ts';

/** One thing to do. */
export interface Todo {
  readonly title: string;
  readonly text: string;
  /** The file that has `block`, where the whole is written to a folder. */
  readonly file?: string;
  /** Of the fence. */
  readonly language?: string;
  readonly block?: string;
}

/** What the configuration does not say. */
export interface Wishes {
  readonly grants: readonly Grant[];
  /** The domain at the cloud that has users, groups and projects. */
  readonly domain: string;
  /** The form of the impersonator's RBAC. */
  readonly constrained: boolean;
}

type GatewayPart = Pick<Config['gateway'], 'publicUrl' | 'ca'>;

const BUNDLE = '/etc/keystone/scs-gateway-ca.pem';

/** For a cloud's OpenStack. */
export function cloudTodos(openstack: OpenStackConfig, gateway: GatewayPart, wishes: Wishes): readonly Todo[] {
  const { strategy } = openstack;
  switch (strategy.kind) {
    case 'hub-oidc':
      return hubTodos({ ...strategy, issuer: gateway.publicUrl, ...named(wishes, strategy) }, gateway.ca);
    case 'passthrough':
      return [
        {
          title: 'Apache requires an audience of its own',
          text: `This cloud trusts the identity provider of the gateway's users already. In the \`LocationMatch\` of /v3/OS-FEDERATION/identity_providers/${strategy.identityProvider}/protocols/${strategy.protocol}/auth it must require this audience, which is no audience of the gateway:`,
          file: 'apache.conf',
          language: 'apache',
          block: `Require claim aud:${apacheValue(strategy.audience, 'the audience')}\n`,
        },
      ];
    case 'application-credential':
      return [
        {
          title: 'An application credential for each project',
          text: `As the account that stands for the users, in each of the projects ${strategy.credentials.map(({ project }) => `${project.domain}/${project.name}`).join(', ')}. The secret is shown once: hand it to the gateway's operator on a safe way.`,
          file: 'join.sh',
          language: 'sh',
          block: [...new Set(rolesOf(wishes).map(credentialCommand))].join(''),
        },
      ];
    case 'password':
      return [
        {
          title: 'A technical user for each project',
          text: "As the cloud's administrator. The password is asked for, and goes to the gateway's operator on a safe way.",
          file: 'join.sh',
          language: 'sh',
          block: strategy.credentials
            .flatMap(({ username, userDomain, project }) =>
              rolesOf(wishes).map((role) => {
                const there =
                  openstack.projects.find(
                    ({ gateway: own }) => own.name === project.name && own.domain === project.domain,
                  )?.member ?? project;
                return technicalUserCommands({
                  ...{ name: username, domain: userDomain, role },
                  ...{ project: there.name, projectDomain: there.domain },
                });
              }),
            )
            .join(''),
        },
      ];
    case 'native':
      return [
        { title: 'Nothing', text: "Users log in with the accounts that they have at the cloud, by the gateway's URL." },
      ];
  }
}

const rolesOf = ({ grants }: Wishes): string[] =>
  grants.length === 0 ? ['member'] : [...new Set(grants.map(({ role }) => role))];

/** Where domains differ, groups arrive with theirs. */
function named({ grants, domain }: Wishes, { qualifyGroups }: { readonly qualifyGroups?: true | undefined }) {
  if (grants.length === 0)
    throw new UnwritableError(
      'say by --grant GROUP=PROJECT:ROLE which groups get something there, since all others are ignored',
    );
  const bare = grants.find(({ group }) => !group.includes('/'));
  if (qualifyGroups && bare !== undefined)
    throw new UnwritableError(
      `the identity providers have different domains, and so groups arrive with theirs: write the grant as domain/${bare.group}`,
    );
  return { grants, domain };
}

function hubTodos(trust: CloudTrust, ca: string | undefined): readonly Todo[] {
  const { protocol } = trust;
  return [
    {
      title: 'Keystone: one method, one attribute',
      text: `In keystone.conf. If \`[auth] methods\` is set already, add \`${protocol}\` to it.`,
      file: 'keystone.conf',
      language: 'ini',
      block: keystoneLines(trust),
    },
    ...(ca === undefined
      ? []
      : [
          {
            title: "The authority of the gateway's certificate",
            text: `As ${BUNDLE}.`,
            file: 'scs-gateway-ca.pem',
            language: 'text',
            block: `${ca.trimEnd()}\n`,
          },
        ]),
    {
      title: "Apache: check the gateway's JWT",
      text: 'In the virtual host that serves Keystone, with `libapache2-mod-auth-openidc` installed and `auth_openidc` enabled. Then restart Apache and Keystone.',
      file: 'apache.conf',
      language: 'apache',
      block: apacheLines({ ...trust, ...(ca === undefined ? {} : { bundle: BUNDLE }) }),
    },
    {
      title: 'The mapping',
      text: `As ${MAPPING_FILE}. Groups that are not listed are ignored.`,
      file: 'scs-gateway-mapping.json',
      language: 'json',
      block: mapping(trust),
    },
    {
      title: 'Domain, groups, identity provider',
      text: "As the cloud's administrator, after Keystone and Apache have been restarted.",
      file: 'join.sh',
      language: 'sh',
      block: cloudCommands(trust),
    },
  ];
}

/** For a cluster. */
export async function clusterTodos(
  cluster: ClusterConfig,
  gateway: GatewayPart,
  wishes: Wishes,
): Promise<readonly Todo[]> {
  const { strategy } = cluster;
  const prefix = strategy.kind === 'impersonate' ? strategy.prefix : 'scs:';
  const roles: readonly Todo[] =
    wishes.grants.length === 0
      ? []
      : [
          {
            title: 'Roles for users',
            text: 'Apply it with `kubectl apply -f role-bindings.yaml`. The namespaces must exist.',
            file: 'role-bindings.yaml',
            language: 'yaml',
            block: roleBindings(wishes.grants, prefix),
          },
        ];
  switch (strategy.kind) {
    case 'hub-oidc':
      return [
        {
          title: 'The apiserver trusts the gateway',
          text: `Give the file to every kube-apiserver with \`--authentication-config\`. It takes the place of all \`--oidc-*\` flags; other issuers go into the same list. Kubernetes 1.34 and later; for 1.30 to 1.33 write \`apiserver.config.k8s.io/v1beta1\`. Each apiserver must reach ${gateway.publicUrl}/.well-known/openid-configuration.`,
          file: 'authentication-configuration.yaml',
          language: 'yaml',
          block: await authenticationConfiguration({
            issuer: gateway.publicUrl,
            audience: strategy.audience,
            ...(gateway.ca === undefined ? {} : { ca: gateway.ca }),
          }),
        },
        ...roles,
      ];
    case 'impersonate': {
      const file = wishes.constrained ? 'impersonator-rbac-constrained.yaml' : 'impersonator-rbac.yaml';
      return [
        {
          title: 'An account that impersonates the users',
          text: `Apply it with \`kubectl apply -f ${file}\`.`,
          file,
          language: 'yaml',
          block: await impersonator({ ...wishes, prefix, groups: wishes.grants.map(({ group }) => group) }),
        },
        {
          title: "The account's token",
          text: "It goes to the gateway's operator on a safe way.",
          file: 'token.sh',
          language: 'sh',
          block: TOKEN_COMMAND,
        },
        ...roles,
      ];
    }
    case 'passthrough':
      return [
        {
          title: 'Tokens that are made for the cluster',
          text:
            strategy.audience === undefined
              ? 'The apiserver accepts the tokens that users have for the gateway (`audiences` in its AuthenticationConfiguration).'
              : `Register a client for the cluster at the identity provider, have its tokens name the audience ${strategy.audience} and no audience of the gateway, and configure that audience at the apiserver (\`audiences\` in its AuthenticationConfiguration, or \`--oidc-client-id\`).`,
        },
      ];
  }
}

/** What the operators of what is removed may take away. */
export function leftovers({ openstack, clusters }: Pick<CloudConfig, 'openstack' | 'clusters'>): readonly Todo[] {
  const { strategy } = openstack ?? {};
  const cloud: Todo[] =
    strategy?.kind === 'hub-oidc'
      ? [
          {
            title: 'At the cloud',
            text: `These, the Apache lines and ${MAPPING_FILE}. Groups, projects and roles may serve others.`,
            language: 'sh',
            block: undoCloud(strategy),
          },
        ]
      : strategy?.kind === 'application-credential' || strategy?.kind === 'password'
        ? [
            {
              title: 'At the cloud',
              text: "The gateway's credential there, and the files or variables that had its secret here.",
            },
          ]
        : [];
  return [
    ...cloud,
    ...clusters.flatMap(({ id, strategy: how }): Todo[] => {
      if (how.kind === 'hub-oidc')
        return [
          {
            title: `At the cluster ${id}`,
            text: "The gateway's entry in its AuthenticationConfiguration, and the role bindings of scs: names.",
          },
        ];
      if (how.kind !== 'impersonate') return [];
      return [
        {
          title: `At the cluster ${id}`,
          text: 'The account, its token and its rights; the file with the token here.',
          language: 'sh',
          block:
            'kubectl delete namespace scs-gateway\nkubectl delete clusterrole,clusterrolebinding scs-gateway-impersonator\n',
        },
      ];
    }),
  ];
}

/** As Markdown, which is text to read as well. */
export const written = (todos: readonly Todo[]): string =>
  todos
    .map(({ title, text, language, block }, index) => {
      const code = block === undefined ? '' : `\n${fence(block)}${language ?? ''}\n${block}${fence(block)}\n`;
      return `## ${index + 1}. ${title}\n\n${text}\n${code}`;
    })
    .join('\n');

/** Longer than any run of backticks within. */
const fence = (block: string): string =>
  '`'.repeat(Math.max(3, ...[...block.matchAll(/`+/g)].map(([run]) => run.length + 1)));
