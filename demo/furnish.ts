// SPDX-License-Identifier: Apache-2.0
// What alice has from the start of a demo that somebody looks at: servers in every state, networks, volumes with snapshots. Made
// through the gateway, as she would; what only time brings (how old a server is, and what has become of it) the stand-ins are told.
// A demo without it is a demo all the same.
import { readFile } from 'node:fs/promises';
import { Agent, fetch } from 'undici';
import type { Demo } from './demo.ts';

const [SMALL, MIDDLE, LARGE] = ['SCS-1V-4-10', 'SCS-2V-4-20s', 'SCS-4V-16-100s'] as const;
const [UBUNTU, DEBIAN] = ['Ubuntu 24.04', 'Debian 12'] as const;

/** Cloud, name, flavor, image, what it is for, age in hours, and its state if it does not run, in Nova's word. */
const SERVERS: readonly (readonly [string, string, string, string, string, number, string?])[] = [
  ['cloud-a', 'web-1', SMALL, UBUNTU, 'front', 310],
  ['cloud-b', 'web-2', SMALL, UBUNTU, 'front', 310],
  ['cloud-a', 'web-3', SMALL, UBUNTU, 'front', 52],
  ['cloud-b', 'web-4', SMALL, UBUNTU, 'front', 52],
  ['cloud-a', 'web-canary', SMALL, UBUNTU, 'front', 1, 'VERIFY_RESIZE'],
  ['cloud-a', 'proxy-1', SMALL, DEBIAN, 'front', 2_150],
  ['cloud-b', 'proxy-2', SMALL, DEBIAN, 'front', 2_150],
  ['cloud-a', 'database', LARGE, DEBIAN, 'back', 2_900],
  ['cloud-b', 'database-replica', LARGE, DEBIAN, 'back', 1_400],
  ['cloud-a', 'cache', MIDDLE, DEBIAN, 'back', 720],
  ['cloud-b', 'queue', MIDDLE, DEBIAN, 'back', 720],
  ['cloud-a', 'search-index', LARGE, UBUNTU, 'back', 410],
  ['cloud-b', 'mail', SMALL, DEBIAN, 'back', 5_300],
  ['cloud-b', 'old-wiki', MIDDLE, DEBIAN, 'back', 8_700, 'SHUTOFF'],
  ['cloud-a', 'legacy-crm', LARGE, DEBIAN, 'back', 9_900, 'SHELVED_OFFLOADED'],
  ['cloud-b', 'runner', MIDDLE, DEBIAN, 'ci', 20],
  ['cloud-a', 'runner-2', MIDDLE, DEBIAN, 'ci', 20],
  ['cloud-b', 'runner-3', MIDDLE, DEBIAN, 'ci', 3, 'ERROR'],
  ['cloud-a', 'build-cache', SMALL, DEBIAN, 'ci', 96, 'SHUTOFF'],
  ['cloud-a', 'notebook-ada', MIDDLE, UBUNTU, 'lab', 170, 'SUSPENDED'],
  ['cloud-b', 'notebook-emmy', MIDDLE, UBUNTU, 'lab', 140],
  ['cloud-b', 'simulation-1', LARGE, UBUNTU, 'lab', 6],
  ['cloud-b', 'simulation-2', LARGE, UBUNTU, 'lab', 6, 'PAUSED'],
  ['cloud-a', 'monitoring', MIDDLE, DEBIAN, 'ops', 4_100],
  ['cloud-b', 'bastion', SMALL, DEBIAN, 'ops', 4_100],
];

/** Cloud, name, GiB, and how many snapshots there are of it. */
const VOLUMES: readonly (readonly [string, string, number, number])[] = [
  ['cloud-a', 'database-data', 120, 3],
  ['cloud-a', 'database-log', 40, 0],
  ['cloud-a', 'search-data', 80, 1],
  ['cloud-a', 'crm-archive', 60, 0],
  ['cloud-a', 'metrics', 100, 0],
  ['cloud-a', 'home-ada', 20, 1],
  ['cloud-b', 'replica-data', 120, 1],
  ['cloud-b', 'backup', 400, 0],
  ['cloud-b', 'mailboxes', 80, 2],
  ['cloud-b', 'wiki-data', 10, 1],
  ['cloud-b', 'results', 200, 0],
  ['cloud-b', 'home-emmy', 20, 0],
];
/** The two are in one cloud. */
const ATTACHED = { volume: 'database-data', server: 'database' } as const;

const NETWORKS = [
  ['cloud-a', '10.4.0.0/24'],
  ['cloud-b', '10.8.0.0/24'],
] as const;
const NETWORK = 'shop';

interface Made {
  readonly cloud: string;
  readonly id: string;
  readonly name: string;
}

export async function furnish({
  gatewayUrl,
  controlUrl,
  env,
}: Pick<Demo, 'gatewayUrl' | 'controlUrl' | 'env'>): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: await readFile(env.SCS_CA ?? '', 'utf8') } });
  const ask = async (method: string, url: string, body: object): Promise<unknown> => {
    const answer = await fetch(url, {
      method,
      ...(url.startsWith(gatewayUrl) && { dispatcher }),
      headers: { authorization: `Bearer ${env.SCS_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const told = await answer.text();
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${told}`);
    return told === '' ? undefined : JSON.parse(told);
  };
  const post = (path: string, body: object): Promise<unknown> => ask('POST', `${gatewayUrl}/scs/v1/${path}`, body);
  /** `wait`: until it is there, as what comes next needs it. */
  const make = async (kind: string, body: object, wait = 0): Promise<Made> =>
    ((await post(`${kind}?wait=${wait}`, body)) as { readonly item: Made }).item;

  async function makeServer([
    cloud,
    name,
    flavor,
    image,
    tier,
    hours,
    status,
  ]: (typeof SERVERS)[number]): Promise<Made> {
    const server = await make('servers', { cloud, name, flavor, image, networks: [NETWORK], metadata: { tier } });
    await ask('PUT', `${controlUrl}/clouds/${cloud}/servers/${server.id}`, { hours, status });
    return server;
  }
  async function makeVolume([cloud, name, sizeGiB, snapshots]: (typeof VOLUMES)[number]): Promise<Made> {
    const volume = await make('volumes', { cloud, name, sizeGiB }, snapshots > 0 ? 5 : 0);
    const names = Array.from({ length: snapshots }, (_, index) => `${name}-${index + 1}`);
    await Promise.all(names.map((one) => post('snapshots', { cloud, name: one, volumeId: volume.id })));
    return volume;
  }

  try {
    await Promise.all(
      NETWORKS.map(async ([cloud, cidr]) => {
        const network = await make('networks', { cloud, name: NETWORK });
        await post('subnets', { cloud, name: NETWORK, networkId: network.id, cidr });
      }),
    );
    const [servers, volumes] = await Promise.all([
      Promise.all(SERVERS.map(makeServer)),
      Promise.all(VOLUMES.map(makeVolume)),
      ...NETWORKS.map(([cloud]) => post('containers', { cloud, name: 'backups' })),
    ]);
    const volume = volumes.find(({ name }) => name === ATTACHED.volume);
    const server = servers.find(({ name }) => name === ATTACHED.server);
    if (volume && server) await post(`volumes/${volume.cloud}/${volume.id}/actions/attach`, { serverId: server.id });
  } finally {
    await dispatcher.close();
  }
}
