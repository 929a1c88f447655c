// SPDX-License-Identifier: Apache-2.0
// The tour with clients/typescript, installed as a package.
import { readFileSync } from 'node:fs';
import { ApiError, createScsClient, type Image, type Operation, PartialListError } from 'scs-gateway-client';

const { SCS_GATEWAY_URL: serverUrl = '', SCS_TOKEN: token = '', SCS_IMAGE: image = '' } = process.env;
const [phase, name = ''] = process.argv.slice(2);
const client = createScsClient({ serverUrl, auth: { bearer: () => token }, retry: { retries: 3 } });
const print = (...words: unknown[]): unknown => process.stdout.write(`${words.join(' ')}\n`);

async function wait(operation: Operation | undefined): Promise<string | undefined> {
  if (operation === undefined) return undefined;
  for await (const { event, data } of client.followOperation({ path: { operation: operation.id } }))
    if (event === 'end') return data.status;
  return undefined;
}

if (phase === 'whole') {
  print('me', (await client.getMe()).user.name);
  let pages = 0;
  let flavors = 0;
  for await (const { items } of client.listFlavors.pages({ query: { limit: 5 } })) {
    pages += 1;
    flavors += items.length;
  }
  print('flavors', flavors, 'pages', pages);
  for await (const line of client.listFlavors.lines()) if ('item' in line) flavors -= 1;
  if (flavors !== 0) throw new Error(`lines: ${flavors} flavors more or less`);
  print('bytes', (JSON.parse(readFileSync(image, 'utf8')) as Image).sizeBytes);

  const created = await client.createServer(
    {
      body: {
        cloud: 'cloud-a',
        name,
        flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20 },
        image: { distro: 'ubuntu', version: '24.04' },
        networks: 'none',
      },
    },
    { idempotencyKey: true },
  );
  print('created', created.item.cloud, await wait(created.operation));
  const path = { cloud: 'cloud-a', id: created.item.id };
  const server = await client.getServer({ path });
  print('server', server.status, server.flavor.vcpus, server.image !== null);

  const thrown: unknown = await client.getServer({ path: { cloud: 'cloud-a', id: 'nobody' } }).catch((error) => error);
  if (thrown instanceof ApiError) print('error', thrown.status, thrown.code);
  print('deleted', await wait((await client.deleteServer({ path }))?.operation));
} else {
  const query = { timeout: 5 };
  const { clouds } = await client.listServers.all({ query });
  for (const { cloud, status, error } of clouds) print('cloud', cloud, status, error !== undefined);
  try {
    for await (const _ of client.listServers.items({ query }));
    throw new Error('a cloud was missing without a word');
  } catch (error) {
    if (!(error instanceof PartialListError)) throw error;
  }
}
