// SPDX-License-Identifier: Apache-2.0
// What the suites at a cloud run in: the two clouds, the gateway with a federated login, and for each side a project of its
// own in which its user is a member: directly an account of the cloud, through the gateway a user of the identity provider.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ensureTls } from '../../../demo/ca.ts';
import { startIdp } from '../../../demo/idp.ts';
import { remembered } from '../cases/credentials.ts';
import { say } from '../claims.ts';
import { createHttp, type Http, type Json } from '../client.ts';
import { ADMIN, CLOUDS, type Cloud, loginAt, script } from '../clouds.ts';
import { startGateway } from '../gateway.ts';
import { keptState } from '../kept-state.ts';
import { takeAway } from './leftovers.ts';
import { removeCredentials } from './made-credential.ts';
import type { CloudFacts, ScopedToken, Side } from './suite.ts';

const PUBLIC = 'https://127.0.0.1:18443';
export const USER = { name: 'suites', password: 'suites-pw' };
/** A member of both projects, who takes away what a failed run left behind. */
const CLEANER = { name: 'suites-cleaner', password: 'suites-pw' };
export const projectOf = (side: Side['name']): string => `suites-${side}`;

export interface CloudSetting {
  readonly facts: CloudFacts;
  side(name: Side['name'], folder: string): Side;
  /** Empties the project: suites count what they find there. */
  clean(name: Side['name']): Promise<void>;
  /** How long new tokens of the gateway live; where nothing is said, longer than a suite takes. */
  tokenLifetime(life?: string): Promise<void>;
}

const TOKEN_LIFETIME = '4h';

/** `endings`: what it starts is ended by the caller, last first. `keep` leaves the clouds. */
export async function cloudSetting(
  lab: string,
  cloud: Cloud,
  keep: boolean,
  endings: (() => unknown)[],
): Promise<CloudSetting> {
  const tls = await ensureTls(join(lab, 'tls'));
  const env = { LAB: lab, HUB_ISSUER: PUBLIC, HUB_CA: tls.ca };
  await script('install.sh', [], env);
  if (!keep) endings.push(() => script('down.sh', [], env));
  say('starting two clouds');
  await script('up.sh', ['a', 'b'], env);

  const idp = await startIdp({
    users: [{ name: USER.name, password: USER.password, groups: ['suites'] }],
    // As long as a suite may take.
    tokenLifetime: 4 * 3600,
    port: 18442,
  });
  endings.push(() => idp.close());
  const state = await keptState(endings);
  const gateway = await startGateway({
    folder: join(lab, 'suites', 'gateway'),
    env: state.env,
    config: {
      ...state.config,
      gateway: {
        publicUrl: PUBLIC,
        listen: { host: '127.0.0.1', port: 18443, tls: { cert: `file:${tls.cert}`, key: `file:${tls.key}` } },
        operations: { host: '127.0.0.1', port: 18445 },
        // Those of the lab's other gateway with this issuer: the clouds may have its keys in a cache.
        keys: join(lab, 'hub', 'keys'),
        tokenLifetime: TOKEN_LIFETIME,
        limits: { loopLag: 'off' },
      },
      identityProviders: [{ id: 'idp', issuer: idp.issuer, audiences: ['scs-gateway'], domain: 'hub' }],
      clouds: CLOUDS.map(({ id, authUrl, region }) => ({
        id,
        name: id,
        openstack: { authUrl, region, strategy: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' } },
      })),
    },
  });
  endings.push(() => gateway.stop());
  say(`the gateway serves ${PUBLIC}; its log is ${gateway.log}`);

  const direct = createHttp();
  const http = createHttp(readFileSync(tls.ca, 'utf8'));
  endings.push(
    () => direct.close(),
    () => http.close(),
  );
  for (const each of CLOUDS) {
    await prepareCloud(direct, each);
    // For application credentials with chosen roles; the lab's own claims want none.
    await remembered({ direct }, each, 60);
    endings.push(() => remembered({ direct }, each, 0));
  }
  const facts = await factsOf(direct, cloud);

  const side = (name: Side['name'], folder: string, at: Cloud): Side => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const common = {
      name,
      cloud: at,
      project: projectOf(name),
      ca: tls.ca,
      folder,
      other: () => side(name, join(folder, 'other'), CLOUDS.find(({ id }) => id !== at.id) ?? at),
    };
    const OS = {
      OS_CACERT: tls.ca,
      OS_IDENTITY_API_VERSION: '3',
      OS_PROJECT_NAME: projectOf(name),
      OS_PROJECT_DOMAIN_NAME: 'hub',
    };
    if (name === 'direct')
      return {
        ...common,
        region: at.region,
        authUrl: at.authUrl,
        login: async () => ({
          ...OS,
          OS_AUTH_TYPE: 'password',
          OS_AUTH_URL: at.authUrl,
          OS_USERNAME: USER.name,
          OS_PASSWORD: USER.password,
          OS_USER_DOMAIN_NAME: 'Default',
          OS_REGION_NAME: at.region,
        }),
        http: direct,
        token: async () => scoped(direct, at.authUrl, at.region, byPassword(USER, projectOf(name))),
      };
    return {
      ...common,
      region: at.id,
      authUrl: `${PUBLIC}/identity/v3`,
      login: async () => ({
        ...OS,
        OS_AUTH_TYPE: 'v3oidcaccesstoken',
        OS_AUTH_URL: `${PUBLIC}/identity/v3`,
        OS_IDENTITY_PROVIDER: 'idp',
        OS_PROTOCOL: 'openid',
        OS_ACCESS_TOKEN: (await idp.tokens.password(USER.name)).access_token,
        OS_REGION_NAME: at.id,
      }),
      http,
      token: async () => {
        const authorization = `Bearer ${(await idp.tokens.password(USER.name)).access_token}`;
        const login = await http(
          'POST',
          `${PUBLIC}/identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth`,
          { headers: { authorization } },
        );
        return scoped(http, `${PUBLIC}/identity/v3`, at.id, {
          identity: { methods: ['token'], token: { id: login.headers['x-subject-token'] } },
          scope: { project: { name: projectOf(name), domain: { name: 'hub' } } },
        });
      },
    };
  };
  return {
    facts,
    side: (name, folder) => side(name, folder, cloud),
    clean: async (name) => {
      const member = await scoped(direct, cloud.authUrl, cloud.region, byPassword(CLEANER, projectOf(name)));
      await emptyAccount(direct, member.endpoint('object-store'), member.token);
      await takeAway(direct, member);
      const own = side(name, join(lab, 'suites', 'cleaning'), cloud);
      await removeCredentials(own, await own.token());
    },
    tokenLifetime: async (life = TOKEN_LIFETIME) => {
      const file = join(lab, 'suites', 'gateway', 'gateway.yaml');
      const config = parse(readFileSync(file, 'utf8'));
      if (config.gateway.tokenLifetime === life) return;
      writeFileSync(file, stringify({ ...config, gateway: { ...config.gateway, tokenLifetime: life } }));
      const own = side('gateway', join(lab, 'suites', 'cleaning'), cloud);
      const before = (await own.token()).seconds;
      // The gateway looks at its file every few seconds.
      for (let tries = 0; Math.abs((await own.token()).seconds - before) < 60; tries += 1) {
        if (tries > 60) throw new Error(`the gateway does not take the token lifetime ${life}`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    },
  };
}

const byPassword = (user: object, project: string): object => ({
  identity: { methods: ['password'], password: { user: { ...user, domain: { name: 'Default' } } } },
  scope: { project: { name: project, domain: { name: 'hub' } } },
});

async function emptyAccount(http: Http, account: string, token: string): Promise<void> {
  const names = async (url: string): Promise<string[]> =>
    ((await http('GET', `${url}?format=json`, { token })).json ?? []).map(({ name }: Json) => encodeURIComponent(name));
  for (const container of await names(account)) {
    const url = `${account}/${container}`;
    for (const object of await names(url)) await http('DELETE', `${url}/${object}`, { token });
    await http('DELETE', url, { token });
  }
}

async function scoped(http: Http, authUrl: string, region: string, auth: Json): Promise<ScopedToken> {
  const { status, headers, json, text } = await http('POST', `${authUrl}/auth/tokens`, { body: { auth } });
  const token = headers['x-subject-token'];
  if (status !== 201 || token === undefined) throw new Error(`${authUrl} answered ${status}: ${text}`);
  const endpoint = (type: string): string => {
    const service = json.token.catalog.find((each: Json) => each.type === type);
    return service?.endpoints.find((each: Json) => each.region_id === region && each.interface === 'public')?.url ?? '';
  };
  const { project, user, issued_at, expires_at } = json.token;
  const seconds = (Date.parse(expires_at) - Date.parse(issued_at)) / 1000;
  return { token, userId: user.id, projectId: project.id, projectDomainId: project.domain.id, seconds, endpoint };
}

/** The two projects, the account and the group that are members of them, and a network in each, as far as they are missing. */
async function prepareCloud(http: Http, cloud: Cloud): Promise<void> {
  const { token } = await loginAt(http, cloud, ADMIN);
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await http(method, `${cloud.authUrl}${path}`, { token, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 400) throw new Error(`${method} ${path} at ${cloud.id}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const ensure = async (
    list: string,
    kind: string,
    body: { readonly name: string; readonly domain_id: string; readonly password?: string },
  ): Promise<string> => {
    const found = await call('GET', `/${list}?name=${body.name}&domain_id=${body.domain_id}`);
    return (found[list][0] ?? (await call('POST', `/${list}`, { [kind]: body }))[kind]).id;
  };
  const hub = (await call('GET', '/domains?name=hub')).domains[0].id;
  const member = (await call('GET', '/roles?name=member')).roles[0].id;
  const user = await ensure('users', 'user', { ...USER, domain_id: 'default' });
  const cleaner = await ensure('users', 'user', { ...CLEANER, domain_id: 'default' });
  const group = await ensure('groups', 'group', { name: 'suites', domain_id: hub });
  // The mapping takes no group that it does not name.
  const mapping = '/OS-FEDERATION/mappings/hub';
  const { rules } = (await call('GET', mapping)).mapping;
  const groups = rules[0].remote.find(({ type }: Json) => type === 'OIDC-groups');
  if (groups.whitelist?.includes('suites') === false) {
    groups.whitelist.push('suites');
    await call('PATCH', mapping, { mapping: { rules } });
  }
  for (const side of ['direct', 'gateway'] as const) {
    const project = await ensure('projects', 'project', { name: projectOf(side), domain_id: hub });
    const holder = side === 'direct' ? `users/${user}` : `groups/${group}`;
    await call('PUT', `/projects/${project}/${holder}/roles/${member}`);
    await call('PUT', `/projects/${project}/users/${cleaner}/roles/${member}`);
    await prepareNetwork(http, cloud, token, project);
  }
}

/** The catalogue's endpoint of a service, as the administrator sees it. */
async function endpointsOf(http: Http, cloud: Cloud): Promise<{ token: string; of(type: string): string }> {
  const domain = { name: 'Default' };
  const answer = await http('POST', `${cloud.authUrl}/auth/tokens`, {
    body: {
      auth: {
        identity: { methods: ['password'], password: { user: { name: ADMIN.name, password: ADMIN.password, domain } } },
        scope: { project: { name: ADMIN.project, domain } },
      },
    },
  });
  return {
    token: answer.headers['x-subject-token'] ?? '',
    of: (type) => answer.json.token.catalog.find((each: Json) => each.type === type).endpoints[0].url,
  };
}

async function prepareNetwork(http: Http, cloud: Cloud, token: string, project: string): Promise<void> {
  const root = `${(await endpointsOf(http, cloud)).of('network')}/v2.0`;
  const { networks } = (await http('GET', `${root}/networks?name=private&project_id=${project}`, { token })).json;
  if (networks.length > 0) return;
  const make = async (kind: string, body: object): Promise<Json> =>
    (await http('POST', `${root}/${kind}s`, { token, body: { [kind]: { project_id: project, ...body } } })).json[kind];
  const network = await make('network', { name: 'private' });
  await make('subnet', { name: 'private', network_id: network.id, ip_version: 4, cidr: '10.20.0.0/24' });
}

async function factsOf(http: Http, cloud: Cloud): Promise<CloudFacts> {
  const { token, of } = await endpointsOf(http, cloud);
  const get = async (url: string): Promise<Json> => (await http('GET', url, { token })).json;
  const { flavors } = await get(`${of('compute')}/flavors`);
  const flavor = (name: string): string => flavors.find((each: Json) => each.name === name).id;
  const { images } = await get(`${of('image')}/v2/images?name=CirrOS%200.6.2`);
  const { networks } = await get(`${of('network')}/v2.0/networks?name=public`);
  return {
    image: images[0].id,
    imageName: images[0].name,
    flavor: flavor('SCS-1L-1'),
    flavorName: 'SCS-1L-1',
    largerFlavor: flavor('SCS-1V-2'),
    externalNetwork: networks[0].id,
  };
}
