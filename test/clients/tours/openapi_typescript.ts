// SPDX-License-Identifier: Apache-2.0
// The tour with the types that openapi-typescript has made of the document, and openapi-fetch.
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const { SCS_GATEWAY_URL: baseUrl = '', SCS_TOKEN: token = '', SCS_IMAGE: image = '' } = process.env;
const [phase, name = ''] = process.argv.slice(2);
const client = createClient<paths, 'application/json' | 'application/problem+json'>({
  baseUrl,
  headers: { authorization: `Bearer ${token}` },
});
const print = (...words: unknown[]): unknown => process.stdout.write(`${words.join(' ')}\n`);

async function wait(operation: components['schemas']['Operation'] | undefined): Promise<string | undefined> {
  let seen = operation;
  while (seen?.status === 'running') {
    const params = { path: { operation: seen.id }, query: { wait: 10 } };
    seen = (await client.GET('/scs/v1/operations/{operation}', { params })).data;
  }
  return seen?.status;
}

if (phase === 'whole') {
  print('me', (await client.GET('/scs/v1/me')).data?.user.name);
  let pages = 0;
  let flavors = 0;
  for (let cursor: string | undefined, more = true; more; pages += 1) {
    const query = { limit: 5, ...(cursor === undefined ? {} : { cursor }) };
    const { data } = await client.GET('/scs/v1/flavors', { params: { query } });
    if (data === undefined) throw new Error('no page');
    flavors += data.items.length;
    cursor = data.next === undefined ? undefined : (new URL(data.next).searchParams.get('cursor') ?? undefined);
    more = cursor !== undefined;
  }
  print('flavors', flavors, 'pages', pages);
  const lines = await client.GET('/scs/v1/flavors', { headers: { accept: 'application/x-ndjson' }, parseAs: 'text' });
  const all = String(lines.data).trimEnd().split('\n');
  if (all.filter((line) => line.startsWith('{"item"')).length !== flavors) throw new Error('lines');
  const kept: components['schemas']['Image'] = JSON.parse(readFileSync(image, 'utf8'));
  print('bytes', kept.sizeBytes);

  const { data: created } = await client.POST('/scs/v1/servers', {
    params: { header: { 'Idempotency-Key': `tour of ${name}` } },
    body: {
      cloud: 'cloud-a',
      name,
      flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20 },
      image: { distro: 'ubuntu', version: '24.04' },
      networks: 'none',
    },
  });
  if (created === undefined) throw new Error('nothing was created');
  print('created', created.item.cloud, await wait(created.operation));
  const path = { cloud: 'cloud-a', id: created.item.id };
  const { data: server } = await client.GET('/scs/v1/servers/{cloud}/{id}', { params: { path } });
  print('server', server?.status, server?.flavor.vcpus, server?.image !== null);
  const nobody = { path: { cloud: 'cloud-a', id: 'nobody' } };
  const { error } = await client.GET('/scs/v1/servers/{cloud}/{id}', { params: nobody });
  print('error', error?.status, error?.code);
  const { data: deleted } = await client.DELETE('/scs/v1/servers/{cloud}/{id}', { params: { path } });
  print('deleted', await wait(deleted?.operation));
} else {
  const { data } = await client.GET('/scs/v1/servers', { params: { query: { timeout: 5 } } });
  for (const { cloud, status, error } of data?.clouds ?? []) print('cloud', cloud, status, error !== undefined);
}
