// SPDX-License-Identifier: Apache-2.0
// What services answer to tags and metadata that they do not take. The stand-ins and real clouds are held to the same table,
// so that whatever passes at a stand-in passes at a real one.
export interface Sent {
  readonly service: 'network' | 'compute' | 'image';
  readonly method: string;
  /** Below the service's place at the gateway. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON body
  readonly json: any;
}

export const LABEL_REFUSALS: readonly (readonly [what: string, status: number])[] = [
  ['a new network with tags', 400],
  ['tags among the fields of a network', 400],
  ['a tag that is given twice', 400],
  ['a tag of 300 characters', 400],
  ['a tag by its name', 201],
  ['the same tag once more', 201],
  ['a tag that is not there', 404],
  ['networks with both tags, of which it has one', 0],
  ['networks with the tag', 1],
  ['a server with a slash in a tag', 400],
  ['a server with a tag of 61 characters', 400],
  ['a server with 51 tags', 400],
  ['a server with a slash in a key', 400],
  ['a server with a value of 256 characters', 400],
  ['tags of a server before there were any', 400],
  ['an image’s tag of 300 characters', 400],
  ['an image’s tag', 204],
  ['an image’s tag that is not there', 404],
  ['a property that is not there', 409],
  ['a property that is there', 200],
  ['an image’s id', 403],
  ['images with the tag', 1],
  ['images with two tags, of which it has one', 0],
];

/** What came of each, in the order of the table. */
export async function labelRefusals(
  name: string,
  send: (sent: Sent) => Promise<Answered>,
): Promise<[what: string, status: number][]> {
  const told: [string, number][] = [];
  const note = (status: number): void => {
    told.push([LABEL_REFUSALS[told.length]?.[0] ?? '', status]);
  };
  const ask = async (sent: Sent): Promise<void> => note((await send(sent)).status);
  const network = (method: string, path: string, body?: unknown): Sent => ({
    service: 'network',
    method,
    path: `/v2.0/networks${path}`,
    ...(body === undefined ? {} : { body }),
  });
  const net = (await send(network('POST', '', { network: { name } }))).json.network.id;
  await ask(network('POST', '', { network: { name, tags: ['a'] } }));
  await ask(network('PUT', `/${net}`, { network: { tags: ['a'] } }));
  await ask(network('PUT', `/${net}/tags`, { tags: ['a', 'a'] }));
  await ask(network('PUT', `/${net}/tags/${'x'.repeat(300)}`));
  await ask(network('PUT', `/${net}/tags/${name}`));
  await ask(network('PUT', `/${net}/tags/${name}`));
  await ask(network('DELETE', `/${net}/tags/none`));
  for (const tags of [`${name},none`, name]) note((await send(network('GET', `?tags=${tags}`))).json.networks.length);
  await send(network('DELETE', `/${net}`));

  const server = (more: object, version = '2.90'): Sent => ({
    service: 'compute',
    method: 'POST',
    path: '/v2.1/servers',
    headers: { 'openstack-api-version': `compute ${version}` },
    body: {
      server: { name, flavorRef: 'none', imageRef: '00000000-0000-0000-0000-000000000000', networks: 'none', ...more },
    },
  });
  await ask(server({ tags: ['a/b'] }));
  await ask(server({ tags: ['x'.repeat(61)] }));
  await ask(server({ tags: Array.from({ length: 51 }, (_, index) => `t${index}`) }));
  await ask(server({ metadata: { 'a/b': 'c' } }));
  await ask(server({ metadata: { a: 'x'.repeat(256) } }));
  await ask(server({ tags: ['a'] }, '2.51'));

  const image = (method: string, path: string, body?: unknown): Sent => ({
    service: 'image',
    method,
    path: `/v2/images${path}`,
    ...(body === undefined ? {} : { body }),
    headers: {
      'content-type': method === 'PATCH' ? 'application/openstack-images-v2.1-json-patch' : 'application/json',
    },
  });
  const { id } = (await send(image('POST', '', { name, disk_format: 'raw', container_format: 'bare' }))).json;
  await ask(image('PUT', `/${id}/tags/${'x'.repeat(300)}`));
  await ask(image('PUT', `/${id}/tags/${name}`));
  await ask(image('DELETE', `/${id}/tags/none`));
  await ask(image('PATCH', `/${id}`, [{ op: 'remove', path: '/none' }]));
  await send(image('PATCH', `/${id}`, [{ op: 'add', path: '/team', value: 'a' }]));
  await ask(image('PATCH', `/${id}`, [{ op: 'add', path: '/team', value: 'b' }]));
  await ask(image('PATCH', `/${id}`, [{ op: 'replace', path: '/id', value: 'b' }]));
  for (const query of [`tag=${name}`, `tag=${name}&tag=none`])
    note((await send(image('GET', `?${query}`))).json.images.length);
  await send(image('DELETE', `/${id}`));
  return told;
}
