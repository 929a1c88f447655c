// SPDX-License-Identifier: Apache-2.0
// Many members at little cost, for the simulation: each a Keystone that federates, a Nova with one server for each
// project and a few flavors, on a port of its own. They check nothing, answer at once, and count what they are asked.
// Beside them an issuer whose tokens are made at hand.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const DOMAIN = { id: 'ce11d83f69ca48ff8c67c436b5504ddb', name: 'acme' };
const HOUR = 3_600_000;

export interface LightMember {
  readonly id: string;
  readonly authUrl: string;
  /** How often each thing was asked for: `proof alice`, `scope alice p1`, `projects alice`, `servers p1`, `flavors p1`. */
  readonly asked: Map<string, number>;
  close(): Promise<void>;
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The one server that a project has on a member: whoever sees another one sees what is not theirs. */
export const serverName = (member: string, project: string): string => `${project}-on-${member}`;

export const FLAVORS = ['SCS-1V-4', 'SCS-2V-8', 'SCS-4V-16'];

/**
 * `has`: whether a project is there. Whoever is in the group that is named like a project works in it, and everybody in those of
 * `everybodys`.
 */
export async function startLightMember(
  id: string,
  has: (project: string) => boolean,
  everybodys: readonly string[] = [],
): Promise<LightMember> {
  const asked = new Map<string, number>();
  /** The tokens say themselves what they are for: nothing to keep. */
  const seal = (name: string, groups: readonly string[], project = ''): string =>
    `gAAAAA${Buffer.from(JSON.stringify([id, name, groups, project])).toString('base64url')}`;
  const open = (token: unknown): [member: string, name: string, groups: string[], project: string] =>
    typeof token === 'string' ? JSON.parse(Buffer.from(token.slice(6), 'base64url').toString()) : ['', '', [], ''];
  const note = (what: string): void => void asked.set(what, (asked.get(what) ?? 0) + 1);
  const projectIds = new Map<string, string>();
  const ref = (name: string) => {
    const own = hex(`${id} ${name}`);
    projectIds.set(own, name);
    return { id: own, name, domain: DOMAIN };
  };

  const catalogue = (project: string) => {
    const { port } = server.address() as AddressInfo;
    const at = (type: string, name: string, url: string) => ({
      type,
      name,
      id: hex(`${id} ${type}`),
      endpoints: ['public', 'internal', 'admin'].map((kind) => ({
        id: hex(`${id} ${type} ${kind}`),
        interface: kind,
        region: 'RegionOne',
        region_id: 'RegionOne',
        url: `http://127.0.0.1:${port}${url}`,
      })),
    });
    return [
      at('compute', 'nova', '/v2.1'),
      at('image', 'glance', '/image'),
      at('network', 'neutron', '/network'),
      at('volumev3', 'cinder', `/volume/v3/${hex(`${id} ${project}`)}`),
      at('identity', 'keystone', ''),
    ];
  };
  const token = (name: string, more: object): object => ({
    token: {
      methods: ['openid'],
      user: { id: hex(`${id} ${name}`), name, domain: DOMAIN },
      audit_ids: ['TlZHtmYZRnyUrzfj_PMBMQ'],
      expires_at: new Date(Date.now() + HOUR).toISOString(),
      issued_at: new Date().toISOString(),
      ...more,
    },
  });

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object; token?: string }> {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    if (path.includes('/OS-FEDERATION/')) {
      const [, claims = ''] = (request.headers.authorization ?? '').split('.');
      const { preferred_username: name, groups } = JSON.parse(Buffer.from(claims, 'base64url').toString());
      note(`proof ${name}`);
      return { status: 201, body: token(name, {}), token: seal(name, groups) };
    }
    const [, name, groups, project] = open(request.headers['x-auth-token']);
    if (path === '/v3/auth/tokens' && request.method === 'POST') {
      const { identity, scope } = JSON.parse(await text(request)).auth;
      const [, who, theirs] = open(identity.token.id);
      const wanted = scope.project.id ? projectIds.get(scope.project.id) : scope.project.name;
      note(`scope ${who} ${wanted}`);
      if (!(theirs.includes(wanted) || everybodys.includes(wanted)) || !has(wanted)) return { status: 401, body: {} };
      const roles = [{ id: hex('member'), name: 'member' }];
      const more = { project: ref(wanted), roles, catalog: catalogue(wanted), is_domain: false };
      return { status: 201, body: token(who, more), token: seal(who, theirs, wanted) };
    }
    if (path === '/v3/auth/projects') {
      note(`projects ${name}`);
      const projects = [...groups.filter(has), ...everybodys].map((group) => ({
        ...ref(group),
        domain_id: DOMAIN.id,
        enabled: true,
      }));
      return { status: 200, body: { projects, links: { next: null } } };
    }
    if (path === '/v2.1/servers/detail') {
      note(`servers ${project}`);
      const one = {
        id: hex(`${id} ${project} server`),
        name: serverName(id, project),
        tenant_id: ref(project).id,
        status: 'ACTIVE',
      };
      return { status: 200, body: { servers: [one] } };
    }
    if (path === '/v2.1/flavors/detail') {
      // One page has them all.
      if (query.includes('marker=')) return { status: 200, body: { flavors: [] } };
      note(`flavors ${project}`);
      const flavors = FLAVORS.map((flavor, index) => ({
        id: hex(`${id} ${flavor}`),
        name: flavor,
        vcpus: 2 ** index,
        ram: 4096 * 2 ** index,
        disk: 0,
        'OS-FLV-EXT-DATA:ephemeral': 0,
        swap: '',
        'os-flavor-access:is_public': true,
        'OS-FLV-DISABLED:disabled': false,
        rxtx_factor: 1,
        extra_specs: {},
        links: [],
      }));
      return { status: 200, body: { flavors } };
    }
    return { status: 200, body: { version: { id: 'v3.14', status: 'stable', links: [] } } };
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body, token: subject }) => {
        const headers = {
          'content-type': 'application/json',
          ...(subject === undefined ? {} : { 'x-subject-token': subject }),
        };
        response.writeHead(status, headers).end(JSON.stringify(body));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await listening(server);
  return {
    id,
    authUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`,
    asked,
    close: () => closed(server),
  };
}

export interface LightIssuer {
  readonly issuer: string;
  /** An access token for the gateway. */
  token(name: string, groups: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function startLightIssuer(): Promise<LightIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'light', alg: 'ES256', use: 'sig' };
  const server = createServer((request, response) => {
    const document = request.url === '/jwks' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await listening(server);
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    token: (name, groups) =>
      new SignJWT({ preferred_username: name, groups })
        .setProtectedHeader({ alg: 'ES256', kid: 'light' })
        .setIssuer(issuer)
        .setAudience('scs-gateway')
        .setSubject(name)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    close: () => closed(server),
  };
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

const listening = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.listen(0, '127.0.0.1', done);
  });

const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
