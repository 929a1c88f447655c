// SPDX-License-Identifier: Apache-2.0
// What alice has from the start of a demo that somebody looks at: servers in several states, networks, volumes. Made through the
// gateway, as she would; a demo without it is a demo all the same.
import { readFile } from 'node:fs/promises';
import { Agent, fetch } from 'undici';
import type { Demo } from './demo.ts';

const server = (cloud: string, name: string, flavor: string, image: string, tier: string) => ({
  ...{ cloud, name, flavor, image, networks: 'none' },
  metadata: { tier },
});

const SERVERS = [
  server('cloud-a', 'web-1', 'SCS-1V-4-10', 'Ubuntu 24.04', 'front'),
  server('cloud-b', 'web-2', 'SCS-1V-4-10', 'Ubuntu 24.04', 'front'),
  server('cloud-a', 'database', 'SCS-4V-16-100s', 'Debian 12', 'back'),
  server('cloud-b', 'runner', 'SCS-2V-4-20s', 'Debian 12', 'ci'),
  server('cloud-b', 'old-wiki', 'SCS-2V-4-20s', 'Debian 12', 'back'),
];
/** Nobody needs it at the moment. */
const STOPPED = 'old-wiki';

const OTHERS = [
  ['networks', { cloud: 'cloud-a', name: 'shop' }],
  ['networks', { cloud: 'cloud-b', name: 'shop' }],
  ['volumes', { cloud: 'cloud-a', name: 'database-data', sizeGiB: 50 }],
  ['volumes', { cloud: 'cloud-b', name: 'backup', sizeGiB: 200 }],
] as const;

export async function furnish({ gatewayUrl, env }: Pick<Demo, 'gatewayUrl' | 'env'>): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: await readFile(env.SCS_CA ?? '', 'utf8') } });
  const post = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${gatewayUrl}/scs/v1/${path}`, {
      method: 'POST',
      dispatcher,
      headers: { authorization: `Bearer ${env.SCS_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(told)}`);
    return told;
  };
  const make = async (one: (typeof SERVERS)[number]): Promise<void> => {
    const { item } = (await post('servers?wait=5', one)) as { item: { cloud: string; id: string; name: string } };
    if (item.name === STOPPED) await post(`servers/${item.cloud}/${item.id}/actions/stop`, {});
  };
  try {
    await Promise.all([...SERVERS.map(make), ...OTHERS.map(([path, body]) => post(path, body))]);
  } finally {
    await dispatcher.close();
  }
}
