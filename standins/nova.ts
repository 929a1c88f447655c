// SPDX-License-Identifier: Apache-2.0
// The stand-in's Nova: servers that become ACTIVE without a hypervisor, flavors, key pairs, limits. Absolute links
// come from the request's Host, the body's shape follows the microversion asked for.
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { CinderVolumes } from './cinder.ts';
import { usageRoutes } from './for-dashboards.ts';
import type { Glance } from './glance.ts';
import {
  type Answer,
  answer,
  type Call,
  dig,
  type Headers,
  isoMicros,
  isoSeconds,
  object,
  paginate,
  Refusal,
  requestId,
  route,
  type Service,
  text,
} from './http.ts';
import type { Neutron } from './neutron.ts';
import { devicesOf, faultOf, nameFault } from './nova-checks.ts';
import { isStatus, STEPS, stateOf } from './nova-states.ts';
import { labelRoutes } from './nova-tags.ts';
import { SEED_FLAVORS } from './seed.ts';

interface Server {
  readonly id: string;
  name: string;
  readonly project: string;
  readonly user: string;
  created: number;
  updated: number;
  readonly image: string;
  flavor: string;
  readonly key: string | null;
  metadata: Record<string, unknown>;
  tags: readonly unknown[];
  description: string | null;
  readonly addresses: Record<string, unknown>;
  readonly zone: string;
  readonly groups: readonly string[];
  /** Volume id → whether it is deleted together with the server. */
  readonly volumes: Map<string, boolean>;
  status: string;
  /** While this lies ahead, the status shown is `pending`, with the task. */
  readyAt: number;
  pending: string;
  task: string;
  /** The flavor to go back to from VERIFY_RESIZE. */
  before?: string;
  /** Set once it is being deleted: when it is gone. */
  goneAt?: number;
}

export interface NovaOptions {
  readonly cloud: string;
  readonly now: () => number;
  /** How long a change takes, in ms. */
  readonly settle: number;
  readonly keystoneUrl: () => string;
  readonly imageUrl: () => string;
  /** The console's page for a token. */
  readonly consoleUrl: (token: string) => string;
  readonly glance: Glance;
  readonly neutron: Neutron;
  readonly volumes: CinderVolumes;
  readonly lowerCaseLocation: boolean;
  /** The most servers a project may have. */
  readonly instances?: number;
}

/** What happens to a server without anybody asking for it. */
export interface AlteredServer {
  /** One of Nova's. */
  readonly status?: string;
  /** How long ago it was made. */
  readonly hours?: number;
}

const MAX = 93;

export function createNova(options: NovaOptions) {
  const { now, settle, glance, neutron, volumes } = options;
  const servers = new Map<string, Server>();
  const keypairs = new Map<string, Record<string, unknown>>();
  const flavors = SEED_FLAVORS.filter(({ only }) => !only || only === options.cloud).map((f) => ({
    ...f,
    id: uuidOf(`${options.cloud} ${f.name}`),
    specs: {
      'scs:name-v1': `SCS-${f.name.slice('SCS-'.length).replaceAll('-', ':')}`,
      'scs:name-v2': f.name,
      'scs:cpu-type': f.name.includes('L-') ? 'crowded-core' : 'shared-core',
      ...(f.name.endsWith('s') && { 'scs:disk0-type': 'ssd' }),
    },
  }));
  type Flavor = (typeof flavors)[number];

  // --- errors and headers
  const fault = (kind: string, code: number, message: string): never => {
    throw new Refusal(code, { [kind]: { code, message } }, { 'Content-Type': 'application/json; charset=UTF-8' });
  };
  const notFound = (message: string): never => fault('itemNotFound', 404, message);
  function microversion(call: Call): number {
    const asked =
      /^compute (\S+)$/.exec(text(call.req.headers['openstack-api-version']) ?? '')?.[1] ??
      text(call.req.headers['x-openstack-nova-api-version']);
    if (asked === undefined) return 1;
    if (asked === 'latest') return MAX;
    const minor = Number(/^2\.(\d+)$/.exec(asked)?.[1] ?? Number.NaN);
    if (minor >= 1 && minor <= MAX) return minor;
    const message = `Version ${asked} is not supported by the API. Minimum is 2.1 and maximum is 2.${MAX}.`;
    return fault('computeFault', 406, message);
  }
  const headers = (call: Call): Headers => {
    const id = requestId();
    const ids = { 'X-Openstack-Request-Id': id, 'X-Compute-Request-Id': id };
    if (call.path === '/') return {};
    const version = `2.${microversion(call)}`;
    return {
      ...ids,
      'OpenStack-API-Version': `compute ${version}`,
      'X-OpenStack-Nova-API-Version': version,
      Vary: 'OpenStack-API-Version,X-OpenStack-Nova-API-Version',
    };
  };

  // --- views
  const links = (call: Call, kind: string, id: string) => [
    { rel: 'self', href: `${call.base}/v2.1/${kind}/${id}` },
    { rel: 'bookmark', href: `${call.base}/${kind}/${id}` },
  ];
  const brief = (call: Call, kind: string) => (row: { id: string; name: string }) => ({
    id: row.id,
    name: row.name,
    links: links(call, kind, row.id),
  });
  const bookmark = (call: Call, kind: string, id: string) => ({ id, links: links(call, kind, id).slice(1) });
  const flavorView = (call: Call, f: Flavor) => ({
    id: f.id,
    name: f.name,
    ram: f.ram,
    disk: f.disk,
    swap: microversion(call) >= 75 ? 0 : '',
    'OS-FLV-EXT-DATA:ephemeral': 0,
    'OS-FLV-DISABLED:disabled': false,
    vcpus: f.vcpus,
    'os-flavor-access:is_public': true,
    rxtx_factor: 1.0,
    links: links(call, 'flavors', f.id),
    ...(microversion(call) >= 55 && { description: null }),
    ...(microversion(call) >= 61 && { extra_specs: f.specs }),
  });
  function serverView(call: Call, s: Server) {
    const version = microversion(call);
    const busy = s.readyAt > now();
    const status = busy ? s.pending : s.status;
    const [vm, power] = stateOf(status);
    const task = s.goneAt !== undefined ? 'deleting' : busy ? s.task || null : null;
    const f = flavors.find(({ id }) => id === s.flavor);
    const embedded = f && {
      vcpus: f.vcpus,
      ram: f.ram,
      disk: f.disk,
      ephemeral: 0,
      swap: 0,
      original_name: f.name,
      extra_specs: f.specs,
    };
    return {
      id: s.id,
      name: s.name,
      status,
      tenant_id: s.project,
      user_id: s.user,
      metadata: s.metadata,
      hostId: createHash('sha224').update(s.project).digest('hex'),
      image: s.image ? bookmark(call, 'images', s.image) : '',
      flavor: version >= 47 && embedded ? embedded : bookmark(call, 'flavors', s.flavor),
      created: isoSeconds(s.created),
      updated: isoSeconds(s.updated),
      addresses: s.addresses,
      accessIPv4: '',
      accessIPv6: '',
      links: links(call, 'servers', s.id),
      'OS-DCF:diskConfig': 'MANUAL',
      ...(['ACTIVE', 'BUILD'].includes(status) && { progress: 0 }),
      'OS-EXT-AZ:availability_zone': s.zone,
      config_drive: '',
      key_name: s.key,
      'OS-SRV-USG:launched_at': status === 'BUILD' ? null : isoMicros(s.created + settle),
      'OS-SRV-USG:terminated_at': null,
      ...(status === 'ERROR' && { fault: { code: 500, created: isoSeconds(s.updated), message: NO_HOST } }),
      'OS-EXT-STS:task_state': task,
      'OS-EXT-STS:vm_state': vm,
      'OS-EXT-STS:power_state': power,
      'os-extended-volumes:volumes_attached': [...s.volumes].map(([volume, dies]) => ({
        id: volume,
        ...(version >= 3 && { delete_on_termination: dies }),
      })),
      security_groups: s.groups.map((group) => ({ name: group })),
      ...(version >= 9 && { locked: false }),
      ...(version >= 73 && { locked_reason: null }),
      ...(version >= 19 && { description: s.description }),
      ...(version >= 26 && { tags: s.tags }),
      ...(version >= 63 && { trusted_image_certificates: null }),
      ...(version >= 90 && { 'OS-EXT-SRV-ATTR:hostname': s.name.toLowerCase().replace(/[^a-z0-9-]/g, '-') }),
    };
  }
  /** As one is told alone: with its groups. */
  const aloneView = (call: Call, s: Server) => ({
    ...serverView(call, s),
    ...(microversion(call) >= 71 && { server_groups: [] }),
  });
  const list = (
    call: Call,
    kind: string,
    path: string,
    all: readonly { id: string }[],
    view: (row: never) => unknown,
  ) => {
    const page = paginate(all, call.query);
    const next = page.next && { [`${kind}_links`]: [{ rel: 'next', href: `${call.base}/v2.1/${path}?${page.next}` }] };
    return answer(200, { [kind]: (page.rows as never[]).map(view), ...next });
  };
  /** What was deleted a while ago is gone, with its ports and the volumes that die with it. */
  const sweep = (): void => {
    for (const s of [...servers.values()]) if (s.goneAt !== undefined && s.goneAt <= now()) bury(s);
  };
  const bury = (s: Server): void => {
    servers.delete(s.id);
    neutron.unplug(s.id);
    for (const [volume, dies] of s.volumes) volumes.detach(volume, s.id, dies);
  };
  const ofProject = (call: Call) => {
    sweep();
    const [name, status] = [call.query.get('name'), call.query.get('status')];
    // All of them (nova/api/openstack/compute/servers.py); below 2.26 it is not looked at.
    const wanted = microversion(call) < 26 ? [] : (call.query.get('tags')?.split(',') ?? []);
    const pattern = name ? new RegExp(name) : undefined;
    return [...servers.values()]
      .filter((s) => s.project === call.token.project?.id && wanted.every((tag) => s.tags.includes(tag)))
      .filter((s) => pattern?.test(s.name) !== false && (!status || s.status === status.toUpperCase()))
      .reverse();
  };
  const find = (call: Call): Server => {
    sweep();
    const found = servers.get(call.params[0] ?? '');
    return found?.project === call.token.project?.id && found
      ? found
      : notFound(`Instance ${call.params[0]} could not be found.`);
  };
  const findFlavor = (id: string): Flavor =>
    flavors.find((f) => f.id === id) ?? notFound(`Flavor ${id} could not be found.`);

  // --- servers
  const conflict = (s: Server, action: string): never =>
    fault(
      'conflictingRequest',
      409,
      `Cannot '${action}' instance ${s.id} while it is in ${s.readyAt > now() ? `task_state ${s.task}` : `vm_state ${stateOf(s.status)[0]}`}`,
    );
  const step = (s: Server, action: string): void => {
    const known = STEPS[action];
    if (!known?.from.includes(s.status) || s.readyAt > now() || s.goneAt !== undefined) throw conflict(s, action);
    const { pending = s.status, task, to } = known;
    Object.assign(s, { pending, task, status: to, readyAt: now() + settle, updated: now() });
  };

  const create = async (call: Call): Promise<Answer> => {
    const wanted = dig(await call.json(), 'server');
    const wrong = faultOf(wanted, microversion(call));
    if (wrong) fault('badRequest', 400, wrong);
    const networks = dig(wanted, 'networks');
    const [project, user] = [call.token.project?.id ?? '', call.token.user.id];
    const devices = devicesOf(wanted);
    const used = ofProject(call).length;
    const many = Number(dig(wanted, 'min_count') ?? 1);
    const most = options.instances ?? QUOTAS.instances;
    // Tests have more of them than a quota allows, one by one.
    if (many > 1 ? used + many > most : used >= (options.instances ?? Number.POSITIVE_INFINITY))
      fault(
        'forbidden',
        403,
        `Quota exceeded for instances: Requested ${many}, but already used ${used} of ${most} instances`,
      );
    const wantedZone = text(dig(wanted, 'availability_zone')) ?? 'nova';
    if (wantedZone.split(':')[0] !== 'nova')
      fault('badRequest', 400, 'The requested availability zone is not available');
    const imageId = text(dig(wanted, 'imageRef')) ?? '';
    for (const asked of [imageId, ...devices.map((d) => (d.source === 'image' ? (d.uuid ?? '') : ''))])
      if (asked && !glance.find(asked, project)) fault('badRequest', 400, `Can not find requested image`);
    const flavorRef = text(dig(wanted, 'flavorRef')) ?? '';
    const flavor = flavors.find(({ id }) => id === flavorRef);
    if (!flavor) return fault('badRequest', 400, `Flavor ${flavorRef} could not be found.`);
    const key = text(dig(wanted, 'key_name'));
    if (key !== undefined && !keypairs.has(keypairOf(call)(key)))
      fault('badRequest', 400, 'Invalid key_name provided.');
    const asNets = Array.isArray(networks) ? networks : [];
    for (const net of asNets) {
      const uuid = text(dig(net, 'uuid'));
      if (uuid !== undefined && !neutron.has(uuid, project))
        fault('badRequest', 400, `Network ${uuid} could not be found.`);
    }
    const named = Array.isArray(dig(wanted, 'security_groups')) ? (dig(wanted, 'security_groups') as unknown[]) : [];
    const inGroups = named.length > 0 ? named.map((group) => text(dig(group, 'name')) ?? '') : ['default'];
    for (const called of inGroups) {
      if (!neutron.hasGroup(called, project))
        fault('badRequest', 400, `Security group ${called} not found for project ${project}.`);
    }
    const name = text(dig(wanted, 'name')) ?? '';
    const one = (called: string): Server => {
      const id = randomUUID();
      const attached = new Map<string, boolean>();
      for (const device of devices.filter(({ destination }) => destination === 'volume')) {
        const made = device.source === 'volume' ? device.uuid : volumes.make({ ...device, project, user });
        const taken = made !== undefined && volumes.attach(made, project, id);
        if (!taken) return fault('badRequest', 400, `Block Device Mapping is Invalid: failed to get volume ${made}.`);
        attached.set(made, device.dies);
      }
      const server: Server = {
        id,
        name: called,
        project,
        user,
        created: now(),
        updated: now(),
        // A server that boots from a volume has no image.
        image: devices.some(({ boot, destination }) => boot === 0 && destination === 'volume') ? '' : imageId,
        flavor: flavor.id,
        key: key ?? null,
        metadata: object(dig(wanted, 'metadata')),
        tags: Array.isArray(dig(wanted, 'tags')) ? (dig(wanted, 'tags') as unknown[]) : [],
        description: text(dig(wanted, 'description')) ?? null,
        addresses: neutron.plug(id, asNets, project, inGroups),
        zone: text(dig(wanted, 'availability_zone')) ?? 'nova',
        groups: inGroups,
        volumes: attached,
        status: 'ACTIVE',
        pending: 'BUILD',
        task: 'spawning',
        readyAt: now() + settle,
      };
      servers.set(id, server);
      return server;
    };
    // Several of one request are counted from 1 (nova/compute/api.py), and the first is told.
    const server = one(many > 1 ? `${name}-1` : name);
    for (let count = 2; count <= many; count += 1) one(`${name}-${count}`);
    const { id } = server;
    const created = {
      id,
      links: links(call, 'servers', id),
      'OS-DCF:diskConfig': 'MANUAL',
      security_groups: server.groups.map((group) => ({ name: group })),
      adminPass: randomBytes(9).toString('base64url'),
    };
    const location = options.lowerCaseLocation ? 'location' : 'Location';
    return answer(202, { server: created }, { [location]: `${call.base}/v2.1/servers/${id}` });
  };

  const act = async (call: Call): Promise<Answer> => {
    const s = find(call);
    const [[action, parameters] = []] = Object.entries(object(await call.json()));
    switch (action) {
      case 'os-start':
      case 'os-stop':
      case 'pause':
      case 'unpause':
      case 'suspend':
      case 'resume':
      case 'shelve':
      case 'unshelve':
        step(s, action);
        return answer(202);
      case 'reboot':
        if (!['SOFT', 'HARD'].includes(String(dig(parameters, 'type'))))
          fault('badRequest', 400, "Invalid input for field/attribute reboot. 'type' is a required property");
        // A guest that does not run cannot be asked to restart (nova/compute/api.py, `soft_reboot`).
        if (dig(parameters, 'type') === 'SOFT' && s.status === 'SHUTOFF') throw conflict(s, action);
        step(s, action);
        return answer(202);
      case 'resize': {
        const flavor = text(dig(parameters, 'flavorRef')) ?? '';
        if (flavor === s.flavor) fault('badRequest', 400, 'When resizing, instances must change flavor!');
        if (!flavors.some(({ id }) => id === flavor)) fault('badRequest', 400, `Flavor ${flavor} could not be found.`);
        step(s, action);
        s.before = s.flavor;
        s.flavor = flavor;
        return answer(202);
      }
      case 'confirmResize':
        step(s, action);
        return answer(204);
      case 'revertResize':
        step(s, action);
        s.flavor = s.before ?? s.flavor;
        return answer(202);
      case 'os-getConsoleOutput': {
        const asked = dig(parameters, 'length');
        if (asked !== undefined && asked !== null && !/^-?\d+$/.test(String(asked)))
          fault('badRequest', 400, `Invalid input for field/attribute length. Value: ${String(asked)}.`);
        const lines = ['[    0.000000] Linux version 6.1.0 (demo)', `${s.name} login: `];
        const length = dig(parameters, 'length');
        const count = length === undefined || length === null ? lines.length : Number(length);
        return answer(200, { output: (count > 0 ? lines.slice(-count) : []).join('\n') });
      }
      case 'os-getVNCConsole':
        return answer(200, { console: { type: 'novnc', url: options.consoleUrl(randomUUID()) } });
      case 'createImage': {
        if (nameFault(dig(parameters, 'name')))
          fault('badRequest', 400, "Invalid input for field/attribute createImage. 'name' is a required property");
        const made = glance.snapshot(text(dig(parameters, 'name')) ?? '', s.project);
        if (microversion(call) >= 45) return answer(202, { image_id: made.id });
        return answer(202, undefined, {
          Location: `${options.imageUrl()}/images/${made.id}`,
          'Content-Type': 'text/html; charset=UTF-8',
        });
      }
      default:
        return fault('badRequest', 400, `There is no such action: ${action}`);
    }
  };

  const attachment = (s: Server, volume: string) => ({
    id: volume,
    device: `/dev/vd${String.fromCharCode(98 + [...s.volumes.keys()].indexOf(volume))}`,
    serverId: s.id,
    volumeId: volume,
  });

  const keypairOf = (call: Call) => (name: string) => `${call.token.user.id} ${name}`;
  const createKeypair = async (call: Call): Promise<Answer> => {
    const wanted = dig(await call.json(), 'keypair');
    const name = text(dig(wanted, 'name')) ?? '';
    const given = text(dig(wanted, 'public_key'));
    const pattern = microversion(call) >= 92 ? /^[a-zA-Z0-9 ._@-]{1,255}$/ : /^[a-zA-Z0-9 _-]{1,255}$/;
    if (!pattern.test(name))
      fault('badRequest', 400, `Keypair data is invalid: Keypair name contains unsafe characters`);
    if (given === undefined && microversion(call) >= 92)
      fault('badRequest', 400, "Invalid input for field/attribute keypair. 'public_key' is a required property");
    if (given !== undefined && !/^(ssh-|ecdsa-|sk-|-----BEGIN)/.test(given))
      fault('badRequest', 400, 'Keypair data is invalid: failed to generate fingerprint');
    if (keypairs.has(keypairOf(call)(name))) fault('conflictingRequest', 409, `Key pair '${name}' already exists.`);
    const generated = given
      ? undefined
      : generateKeyPairSync('ed25519', {
          publicKeyEncoding: { type: 'spki', format: 'der' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        });
    const publicKey = given ?? `ssh-ed25519 ${generated?.publicKey.toString('base64')} Generated-by-Nova`;
    const fingerprint = createHash('md5')
      .update(publicKey)
      .digest('hex')
      .replace(/(..)(?!$)/g, '$1:');
    const pair = {
      name,
      public_key: publicKey,
      fingerprint,
      user_id: call.token.user.id,
      ...(microversion(call) >= 2 && { type: 'ssh' }),
    };
    keypairs.set(keypairOf(call)(name), { ...pair, created_at: isoMicros(now()) });
    return answer(microversion(call) >= 2 ? 201 : 200, {
      keypair: { ...pair, ...(generated && { private_key: generated.privateKey }) },
    });
  };
  const findKeypair = (call: Call) =>
    keypairs.get(keypairOf(call)(call.params[0] ?? '')) ??
    notFound(`Keypair ${call.params[0]} not found for user ${call.token.user.id}`);

  const limits = (call: Call) => {
    const used = ofProject(call);
    const sum = (field: 'ram' | 'vcpus') => used.reduce((total, s) => total + findFlavor(s.flavor)[field], 0);
    const absolute = {
      ...LIMITS,
      ...(options.instances !== undefined && { maxTotalInstances: options.instances }),
      totalRAMUsed: sum('ram'),
      totalCoresUsed: sum('vcpus'),
      totalInstancesUsed: used.length,
    };
    return answer(200, {
      limits: {
        rate: [],
        absolute: { ...absolute, totalFloatingIpsUsed: 0, totalSecurityGroupsUsed: 0, totalServerGroupsUsed: 0 },
      },
    });
  };
  const version = (call: Call) => ({
    id: 'v2.1',
    status: 'CURRENT',
    version: `2.${MAX}`,
    min_version: '2.1',
    updated: '2013-07-23T11:33:21Z',
    links: [{ rel: 'self', href: `${call.base}/v2.1/` }],
  });
  const forbidden = () => fault('forbidden', 403, "Policy doesn't allow this to be performed.");

  const v = '/v2.1';
  const service: Service = {
    type: 'compute',
    headers,
    unauthorized: () =>
      answer(
        401,
        { error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } },
        {
          'WWW-Authenticate': `Keystone uri="${options.keystoneUrl()}"`,
        },
      ),
    notFound: () => answer(404, { itemNotFound: { code: 404, message: 'The resource could not be found.' } }),
    routes: [
      route(
        'GET',
        '/',
        (call) => {
          const old = {
            id: 'v2.0',
            status: 'SUPPORTED',
            version: '',
            min_version: '',
            updated: '2011-01-21T11:33:21Z',
          };
          return answer(200, {
            versions: [{ ...old, links: [{ rel: 'self', href: `${call.base}/v2/` }] }, version(call)],
          });
        },
        true,
      ),
      route(
        'GET',
        v,
        (call) => {
          const {
            links: [self],
            ...rest
          } = version(call);
          const described = { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' };
          const media = [{ base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' }];
          return answer(200, { version: { ...rest, links: [self, described], 'media-types': media } });
        },
        true,
      ),
      route('GET', `${v}/servers`, (call) => list(call, 'servers', 'servers', ofProject(call), brief(call, 'servers'))),
      route('GET', `${v}/servers/detail`, (call) =>
        list(call, 'servers', 'servers/detail', ofProject(call), (s: Server) => serverView(call, s)),
      ),
      route('POST', `${v}/servers`, create),
      route('GET', `${v}/servers/:id`, (call) => answer(200, { server: aloneView(call, find(call)) })),
      route('PUT', `${v}/servers/:id`, async (call) => {
        const s = find(call);
        const wanted = object(dig(await call.json(), 'server'));
        const strange = Object.keys(wanted).find((field) => !UPDATABLE.has(field));
        if (strange !== undefined)
          fault(
            'badRequest',
            400,
            `Invalid input for field/attribute server. Additional properties are not allowed ('${strange}' was unexpected)`,
          );
        if (wanted.name !== undefined && nameFault(wanted.name))
          fault('badRequest', 400, `Invalid input for field/attribute name. Value: ${String(wanted.name)}.`);
        Object.assign(s, {
          name: text(dig(wanted, 'name')) ?? s.name,
          description: text(dig(wanted, 'description')) ?? s.description,
        });
        return answer(200, { server: aloneView(call, s) });
      }),
      route('DELETE', `${v}/servers/:id`, (call) => {
        const s = find(call);
        s.goneAt ??= now() + settle;
        return answer(204);
      }),
      ...labelRoutes({ root: v, now, microversion, find }),
      route('POST', `${v}/servers/:id/action`, act),
      route('POST', `${v}/servers/:id/remote-consoles`, async (call) => {
        find(call);
        const wanted = object(dig(await call.json(), 'remote_console'));
        return answer(200, {
          remote_console: { protocol: wanted.protocol, type: wanted.type, url: options.consoleUrl(randomUUID()) },
        });
      }),
      ...[
        'os-interface:interfaceAttachments',
        'os-security-groups:security_groups',
        'os-instance-actions:instanceActions',
      ].map((pair) => {
        const [path, key = ''] = pair.split(':');
        return route('GET', `${v}/servers/:id/${path}`, (call) => {
          find(call);
          return answer(200, { [key]: [] });
        });
      }),
      route('GET', `${v}/servers/:id/os-volume_attachments`, (call) => {
        const s = find(call);
        return answer(200, { volumeAttachments: [...s.volumes.keys()].map((volume) => attachment(s, volume)) });
      }),
      route('POST', `${v}/servers/:id/os-volume_attachments`, async (call) => {
        const s = find(call);
        const wanted = dig(await call.json(), 'volumeAttachment');
        const volume = text(dig(wanted, 'volumeId')) ?? '';
        if (!/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(volume))
          fault(
            'badRequest',
            400,
            `Invalid input for field/attribute volumeId. Value: ${volume}. '${volume}' is not a 'uuid'`,
          );
        const state = volumes.state(volume, s.project);
        if (state === undefined) notFound(`Volume ${volume} could not be found.`);
        if (state !== 'available' || !volumes.attach(volume, s.project, s.id))
          fault(
            'badRequest',
            400,
            `Invalid volume: volume ${volume} status must be 'available'. Currently in '${state}'`,
          );
        s.volumes.set(volume, dig(wanted, 'delete_on_termination') === true);
        return answer(200, { volumeAttachment: attachment(s, volume) });
      }),
      route('GET', `${v}/servers/:id/os-volume_attachments/:volume`, (call) => {
        const s = find(call);
        const volume = call.params[1] ?? '';
        if (!s.volumes.has(volume)) notFound(`Instance ${s.id} is not attached to volume ${volume}`);
        return answer(200, { volumeAttachment: attachment(s, volume) });
      }),
      route('DELETE', `${v}/servers/:id/os-volume_attachments/:volume`, (call) => {
        const s = find(call);
        const volume = call.params[1] ?? '';
        if (!s.volumes.delete(volume)) notFound(`volume_id not found: ${volume}`);
        volumes.detach(volume, s.id, false);
        return answer(202);
      }),
      route('GET', `${v}/flavors`, (call) => list(call, 'flavors', 'flavors', flavors, brief(call, 'flavors'))),
      route('GET', `${v}/flavors/detail`, (call) =>
        list(call, 'flavors', 'flavors/detail', flavors, (f: Flavor) => flavorView(call, f)),
      ),
      route('GET', `${v}/flavors/:id`, (call) =>
        answer(200, { flavor: flavorView(call, findFlavor(call.params[0] ?? '')) }),
      ),
      route('GET', `${v}/flavors/:id/os-extra_specs`, (call) =>
        answer(200, { extra_specs: findFlavor(call.params[0] ?? '').specs }),
      ),
      route('GET', `${v}/images/:id`, (call) => {
        const image = glance.find(call.params[0] ?? '', call.token.project?.id) ?? notFound('Image not found.');
        const alternate = {
          rel: 'alternate',
          type: 'application/vnd.openstack.image',
          href: `${options.imageUrl()}/images/${image.id}`,
        };
        return answer(200, {
          image: {
            id: image.id,
            name: image.name,
            status: image.status.toUpperCase(),
            progress: 100,
            metadata: {},
            links: [...links(call, 'images', image.id), alternate],
          },
        });
      }),
      route('GET', `${v}/os-keypairs`, (call) => {
        const pairs = [...keypairs].filter(([key]) => key.startsWith(call.token.user.id));
        return answer(200, { keypairs: pairs.map(([, { created_at: _, user_id: __, ...keypair }]) => ({ keypair })) });
      }),
      route('POST', `${v}/os-keypairs`, createKeypair),
      route('GET', `${v}/os-keypairs/:name`, (call) =>
        answer(200, { keypair: { ...findKeypair(call), id: 1, deleted: false, deleted_at: null, updated_at: null } }),
      ),
      route('DELETE', `${v}/os-keypairs/:name`, (call) => {
        keypairs.delete(keypairOf(call)(text(findKeypair(call).name) ?? ''));
        return answer(microversion(call) >= 2 ? 204 : 202);
      }),
      route('GET', `${v}/limits`, limits),
      route('GET', `${v}/os-availability-zone`, () =>
        answer(200, { availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available: true }, hosts: null }] }),
      ),
      route('GET', `${v}/os-availability-zone/detail`, forbidden),
      route('GET', `${v}/os-quota-sets/:project`, (call) =>
        answer(200, { quota_set: { id: call.params[0], ...quotasAt(microversion(call)) } }),
      ),
      route('GET', `${v}/os-quota-sets/:project/defaults`, (call) =>
        answer(200, { quota_set: { id: call.params[0], ...quotasAt(microversion(call)) } }),
      ),
      route('GET', `${v}/os-quota-sets/:project/detail`, (call) => {
        const mine = ofProject(call);
        const sum = (field: 'ram' | 'vcpus') => mine.reduce((total, s) => total + findFlavor(s.flavor)[field], 0);
        const used: Record<string, number> = { cores: sum('vcpus'), ram: sum('ram'), instances: mine.length };
        const quotas = {
          ...quotasAt(microversion(call)),
          ...(options.instances !== undefined && { instances: options.instances }),
        };
        const rows = Object.entries(quotas).map(([k, limit]) => [k, { in_use: used[k] ?? 0, limit, reserved: 0 }]);
        return answer(200, { quota_set: { id: call.params[0], ...Object.fromEntries(rows) } });
      }),
      route('GET', `${v}/extensions`, () => answer(200, { extensions: [] })),
      route('GET', `${v}/os-server-groups`, () => answer(200, { server_groups: [] })),
      ...usageRoutes(now, (call) => ofProject(call).map((s) => ({ ...s, flavor: findFlavor(s.flavor) })), forbidden),
      ...['os-hypervisors', 'os-services', 'os-aggregates'].map((path) => route('GET', `${v}/${path}`, forbidden)),
    ],
  };
  /** Ends what goes on with it. */
  const alter = (id: string, { status, hours }: AlteredServer): boolean => {
    const found = servers.get(id);
    if (found === undefined || (status !== undefined && !isStatus(status))) return false;
    Object.assign(found, { readyAt: 0, updated: now(), ...(status !== undefined && { status }) });
    if (hours !== undefined) found.created = now() - hours * 3_600_000;
    return true;
  };
  return { service, alter };
}

const uuidOf = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** What may be changed of a server at all. */
const UPDATABLE = new Set(['name', 'description', 'accessIPv4', 'accessIPv6', 'OS-DCF:diskConfig', 'hostname']);

const LIMITS = {
  maxTotalInstances: 100,
  maxTotalCores: 200,
  maxTotalRAMSize: 819200,
  maxServerMeta: 128,
  maxImageMeta: 128,
  maxPersonality: 5,
  maxPersonalitySize: 10240,
  maxTotalKeypairs: 200,
  maxServerGroups: 10,
  maxServerGroupMembers: 10,
  maxTotalFloatingIps: -1,
  maxSecurityGroups: -1,
  maxSecurityGroupRules: -1,
};
/** Nova's words (nova/exception.py, `NoValidHost`). */
const NO_HOST = 'No valid host was found. There are not enough hosts available.';

const QUOTAS = {
  cores: 200,
  instances: 100,
  key_pairs: 200,
  metadata_items: 128,
  ram: 819200,
  server_groups: 10,
  server_group_members: 10,
};
/** Files to put into a server went with 2.57. */
const quotasAt = (version: number) =>
  version >= 57
    ? QUOTAS
    : { ...QUOTAS, injected_files: 5, injected_file_content_bytes: 10240, injected_file_path_bytes: 255 };
