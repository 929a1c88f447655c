// SPDX-License-Identifier: Apache-2.0
// One stand-in OpenStack member, in-process: which service sits where, and the one path that every request takes
// (log, fault, route, token check, handler). Two shapes, as two real clouds have: a port for each service, or one
// port with a path for each.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { close, listen } from '../demo/idp.ts';
import { createBlobs } from './blobs.ts';
import { createCinder } from './cinder.ts';
import { consoleService, echoWebSocket } from './console.ts';
import { createFaults, type Faults, play } from './faults.ts';
import { createGlance } from './glance.ts';
import {
  type Answer,
  answer,
  type Call,
  match,
  Refusal,
  type Route,
  type Service,
  type ServiceType,
  send,
  text,
} from './http.ts';
import { createKeystone, type HubTrust, type IdentityOptions } from './keystone.ts';
import { createNeutron } from './neutron.ts';
import { type AlteredServer, createNova } from './nova.ts';
import { createPlacement } from './placement.ts';
import { createSwift } from './swift.ts';
import { createTokens, type Token, type Tokens } from './tokens.ts';

export interface CloudOptions extends IdentityOptions {
  readonly shape: 'ports' | 'paths';
  /** May be given later by `trust`, when the gateway's issuer is known. */
  readonly hub?: HubTrust;
  /** First port; services follow one by one. 0 or nothing: any free ones. */
  readonly port?: number;
  /** Life of a token in ms. */
  readonly tokenLifetime?: number;
  /** How long a server or volume takes to become ready, in ms. */
  readonly settle?: number;
  /** The most servers a project may have; no limit where absent. */
  readonly instances?: number;
  readonly now?: () => number;
  /** Services that a server of somebody else stands for: the URL that the catalogue gives instead, of further types too. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** What it says instead, to any question of a service: for clouds whose words are somebody's attack. */
  readonly saying?: (service: ServiceType, body: unknown) => unknown;
}

export interface RecordedRequest {
  readonly service: ServiceType;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Filled once the answer went out. */
  status?: number;
  /** JSON bodies only, as text. */
  body?: string;
}

export interface StandIn {
  readonly name: string;
  readonly region: string;
  /** What a gateway's configuration wants: Keystone's URL ending in `/v3`. */
  readonly authUrl: string;
  /** Root URL of each service, without version. */
  readonly urls: Readonly<Record<ServiceType, string>>;
  /** Every `host:port` that must never reach a client of a gateway. */
  readonly hosts: readonly string[];
  /** This cloud's own ids: projects by `domain/name`, domains but Default, local users by name, federated users by subject. */
  readonly projectIds: Readonly<Record<string, string>>;
  readonly domainIds: Readonly<Record<string, string>>;
  readonly userIds: Readonly<Record<string, string>>;
  federatedUserId(subject: string): string;
  /** What domain managers have made. */
  readonly made: {
    readonly accounts: readonly { readonly id: string; readonly name: string }[];
    readonly grants: ReadonlySet<string>;
  };
  readonly tokens: Tokens;
  readonly faults: Faults;
  /** The latest requests, oldest first, bounded. */
  readonly requests: RecordedRequest[];
  /** Requests that carried somebody else's token: a gateway must never cause one. */
  readonly violations: RecordedRequest[];
  /** What only time brings. False: there is no such server. */
  alterServer(id: string, altered: AlteredServer): boolean;
  trust(hub: HubTrust): void;
  /**
   * What shares its port goes with it: another port, and the catalogue says so. Nobody is at the old one. Gives the new
   * `host:port`.
   */
  move(service: ServiceType): Promise<string>;
  close(): Promise<void>;
}

const PLACES: readonly (readonly [ServiceType, string])[] = [
  ['identity', '/identity'],
  ['compute', '/compute'],
  ['image', '/image'],
  ['network', '/networking'],
  ['block-storage', '/volume'],
  ['placement', '/placement'],
  ['object-store', '/object-store'],
  ['console', '/novnc'],
];
const LOG_LIMIT = 5000;
const HOST = '127.0.0.1';

interface Listener {
  readonly types: readonly ServiceType[];
  readonly server: Server;
  port: number;
  open: boolean;
  /** Node's server no longer ends these at a close. */
  readonly upgraded: Set<Duplex>;
}

export async function startCloud(options: CloudOptions): Promise<StandIn> {
  const { shape, now = Date.now, settle = 150, tokenLifetime = 3_600_000 } = options;
  const paths = shape === 'paths';
  let hub = options.hub;
  const blobs = createBlobs();
  const tokens = createTokens(now, () => tokenLifetime);
  const requests: RecordedRequest[] = [];
  const violations: RecordedRequest[] = [];

  // --- where things are
  const groups = paths ? [PLACES.map(([type]) => type)] : PLACES.map(([type]) => [type]);
  const listeners = groups.map(
    (types): Listener => ({
      types,
      server: createServer({ requestTimeout: 0 }),
      port: 0,
      open: false,
      upgraded: new Set(),
    }),
  );
  const prefixOf = (type: ServiceType) => (paths ? (PLACES.find(([t]) => t === type)?.[1] ?? '') : '');
  const url = (type: ServiceType) =>
    `http://${HOST}:${listeners.find(({ types }) => types.includes(type))?.port}${prefixOf(type)}`;
  const keystoneUrl = () => url('identity');
  const consoleUrl = (token: string) => {
    const path = encodeURIComponent(`${prefixOf('console').slice(1)}?token=${token}`);
    return `${url('console')}/vnc_auto.html?path=${path}`;
  };

  const volumeRoot = paths ? `/v3` : '/v3/%(project_id)s';
  const places = () => [
    { type: 'object-store', name: 'swift', url: `${url('object-store')}/v1/AUTH_%(project_id)s` },
    { type: 'image', name: 'glance', url: url('image') },
    { type: 'compute', name: 'nova', url: `${url('compute')}/v2.1` },
    { type: 'placement', name: 'placement', url: url('placement') },
    { type: paths ? 'block-storage' : 'volumev3', name: 'cinder', url: `${url('block-storage')}${volumeRoot}` },
    { type: 'network', name: 'neutron', url: url('network') },
    { type: 'identity', name: 'keystone', url: paths ? keystoneUrl() : `${keystoneUrl()}/v3` },
  ];
  const catalogue = () => {
    const own = places().map((place) => ({ ...place, url: options.elsewhere?.[place.type] ?? place.url }));
    const further = Object.entries(options.elsewhere ?? {}).map(([type, url]) => ({ type, name: type, url }));
    return [...own, ...further.filter(({ type }) => !own.some((place) => place.type === type))];
  };

  // --- what is there
  const keystone = createKeystone(options, { url: keystoneUrl, services: catalogue, hub: () => hub, tokens });
  const shared = { now, settle, keystoneUrl, blobs, adminProject: keystone.adminProject, cloud: options.name };
  const glance = await createGlance(shared);
  const neutron = createNeutron(shared);
  const cinder = createCinder({ ...shared, projectInPath: !paths, glance });
  const nova = createNova({
    ...shared,
    ...(options.instances !== undefined && { instances: options.instances }),
    glance,
    neutron,
    volumes: cinder.forNova,
    imageUrl: () => url('image'),
    consoleUrl,
    lowerCaseLocation: paths,
  });
  const all: readonly Service[] = [
    keystone.service,
    nova.service,
    glance.service,
    neutron.service,
    cinder.service,
    createPlacement(keystoneUrl).service,
    createSwift(shared).service,
    consoleService,
  ];
  const byType = (type: ServiceType | undefined) => all.find((service) => service.type === type);

  // --- the path of a request
  const faults = createFaults(async (gone) => {
    for (const listener of listeners) {
      const wanted = !gone.includes('*') && !listener.types.every((type) => gone.includes(type));
      if (listener.open !== wanted) await (wanted ? open(listener) : shut(listener));
    }
  });

  function locate(listener: Listener, path: string): { service: Service; rest: string } | undefined {
    if (!paths) {
      const service = byType(listener.types[0]);
      return service && { service, rest: path };
    }
    const place = PLACES.find(([, prefix]) => path === prefix || path.startsWith(`${prefix}/`));
    const service = byType(place?.[0]);
    return service && place && { service, rest: path.slice(place[1].length) || '/' };
  }

  async function handle(listener: Listener, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = req;
    const [path = '/', search = ''] = (req.url ?? '/').split(/\?(.*)/s);
    const found = locate(listener, path);
    if (!found) {
      // What no service is asked meets what all of them meet: a front end that is frozen answers nothing at all.
      const fault = faults.next('*');
      if (fault?.kind === 'hang' && !(await play(fault, req, res))) return;
      return send(res, answer(404, '<html><h1>Not Found</h1></html>', { 'Content-Type': 'text/html' }), false);
    }
    const { service, rest } = found;
    const record = remember(service.type, req, rest);
    res.on('close', () => {
      record.status = res.statusCode;
    });
    const fault = faults.next(service.type, method);
    if (fault && !(await play(fault, req, res))) return;

    const proof =
      text(headers['x-auth-token']) ?? (service.type === 'object-store' ? text(headers['x-storage-token']) : undefined);
    const refuse = fault?.kind === 'unauthorized' || fault?.kind === 'own401';
    // Not this service alone: the cloud no longer takes it.
    if (fault?.kind === 'unauthorized' && proof !== undefined) tokens.revoke(proof);
    const token = refuse ? undefined : tokens.find(proof);
    const matched = match(service, method, rest);
    const call: Call = {
      req,
      res,
      method,
      path: rest,
      query: new URLSearchParams(search),
      params: matched?.params ?? [],
      base: `http://${headers.host}${prefixOf(service.type)}`,
      token: token ?? NOBODY,
      json: () => readJson(req, record, () => violations.push(record)),
    };
    const answered = await respond(service, call, matched?.route, refuse);
    const { status, body: meant, headers: own } = service.render?.(call, answered) ?? answered;
    const body = options.saying && typeof meant === 'object' ? options.saying(service.type, meant) : meant;
    if (fault?.kind === 'lostReply') return void req.socket.resetAndDestroy();
    // Nova's words for whatever it did not expect (nova/api/openstack/wsgi.py).
    if (fault?.kind === 'failsAfter')
      return send(res, answer(500, { computeFault: { code: 500, message: 'Unexpected API Error.' } }), false);
    send(res, { status, body, headers: { ...(paths && APACHE), ...own } }, method === 'HEAD');
  }

  async function respond(service: Service, call: Call, route: Route | undefined, refuse: boolean): Promise<Answer> {
    try {
      if (refuse || (call.token === NOBODY && !route?.open)) return service.unauthorized(call);
      const common = service.headers?.(call) ?? {}; // Nova refuses an unknown microversion here
      const { status, body, headers } = await (route ? route.handler(call) : service.notFound(call));
      return { status, body, headers: { ...common, ...headers } };
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  function remember(service: ServiceType, req: IncomingMessage, rest: string): RecordedRequest {
    const record: RecordedRequest = { service, method: req.method ?? '', url: req.url ?? '', headers: req.headers };
    requests.push(record);
    if (requests.length > LOG_LIMIT) requests.shift();
    // A JWT belongs at OS-FEDERATION only, and there as Bearer.
    const login = service === 'identity' && rest.includes('/OS-FEDERATION/');
    const suspects = Object.entries(req.headers).filter(([name]) => !(login && name === 'authorization'));
    if (suspects.some(([, value]) => JWT.test(String(value))) || JWT.test(record.url)) violations.push(record);
    return record;
  }

  // --- ports
  for (const listener of listeners) {
    listener.server.on('request', (req, res) => {
      handle(listener, req, res).catch((error: unknown) => {
        if (res.headersSent || req.destroyed) res.destroy();
        else send(res, answer(500, { computeFault: { code: 500, message: String(error) } }), false);
      });
    });
    listener.server.on('upgrade', (req: IncomingMessage, socket: Duplex) => {
      const found = locate(listener, (req.url ?? '').split('?')[0] ?? '');
      remember(found?.service.type ?? 'console', req, '');
      listener.upgraded.add(socket);
      socket.on('close', () => listener.upgraded.delete(socket));
      if (found?.service.type === 'console') echoWebSocket(req, socket);
      else socket.destroy();
    });
  }
  async function open(listener: Listener): Promise<void> {
    await listen(listener.server, listener.port, HOST);
    listener.port = (listener.server.address() as AddressInfo).port;
    listener.open = true;
  }
  async function shut(listener: Listener): Promise<void> {
    listener.open = false;
    for (const socket of listener.upgraded) socket.destroy();
    await close(listener.server);
  }
  async function move(type: ServiceType): Promise<string> {
    const listener = listeners.find(({ types }) => types.includes(type));
    if (listener === undefined) throw new Error(`no ${type}`);
    // The catalogue shows it first: whoever misses the old place is shown the new one.
    const place = createServer();
    await listen(place, 0, HOST);
    listener.port = (place.address() as AddressInfo).port;
    await close(place);
    await shut(listener);
    await open(listener);
    return `${HOST}:${listener.port}`;
  }
  for (const [index, listener] of listeners.entries()) {
    listener.port = options.port ? options.port + index : 0;
    await open(listener);
  }

  return {
    name: options.name,
    region: options.region,
    authUrl: `${keystoneUrl()}/v3`,
    urls: Object.fromEntries(PLACES.map(([type]) => [type, url(type)])) as Record<ServiceType, string>,
    hosts: listeners.map(({ port }) => `${HOST}:${port}`),
    projectIds: keystone.projectIds,
    domainIds: keystone.domainIds,
    userIds: keystone.userIds,
    federatedUserId: keystone.federatedUserId,
    made: keystone.made,
    tokens,
    faults,
    requests,
    violations,
    alterServer: nova.alter,
    trust: (trusted) => {
      hub = trusted;
    },
    move,
    async close() {
      await Promise.all(listeners.filter((listener) => listener.open).map(shut));
      await blobs.close();
    },
  };
}

const APACHE = { Server: 'Apache/2.4.71 (Debian) mod_wsgi/4.9.4 Python/3.11' };
const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]*/;
const NOBODY: Token = {
  id: '',
  methods: [],
  user: { id: '', name: '', domain: { id: '', name: '' } },
  roles: [],
  auditIds: [],
  issuedAt: 0,
  expiresAt: 0,
};

async function readJson(req: IncomingMessage, record: RecordedRequest, onJwt: () => void): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  record.body = Buffer.concat(chunks).toString();
  if (JWT.test(record.body)) onJwt();
  try {
    return JSON.parse(record.body);
  } catch {
    throw new Refusal(400, { badRequest: { code: 400, message: 'Malformed request body' } });
  }
}
