// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOUD_A, CLOUD_B, GATEWAY_PROJECT, lensOf, memberCatalog, PUBLIC_URL, sample, wire } from './samples.ts';

/** A stream is read in full, a text by the short way where that is enough (lens-plain.ts): both must say the same. */
function read(lens: ReturnType<typeof lensOf>, service: string, text: string): string {
  const stream = lens.at(service).answer.stream('json');
  return Buffer.concat([stream.push(Buffer.from(text, 'latin1')), stream.end()]).toString('latin1');
}

const KEYS = [
  ...['href', 'HREF', 'next', 'self', 'links', 'Links', 'servers_links', 'rel', 'id', 'tenant_id', 'project_id'],
  ...['user_id', 'name', 'metadata', 'properties', 'extra_specs', 'tags', 'path', 'value', 'domain_id', 'secret_ref'],
  ...['imageRef', 'description', 'location', 'url', 'owner', 'OS-EXT-AZ:availability_zone', 'template', 'http', 'x'],
];

const hostOf = (url: string): string => new URL(url).host;

for (const cloud of [CLOUD_A, CLOUD_B]) {
  const roots = memberCatalog(cloud).flatMap(({ endpoints }) => endpoints.map(({ url }) => url));
  const words = [
    ...roots,
    ...roots.map((root) => `${root}/servers/1`),
    ...roots.map((root) => `${new URL(root).origin}/servers/1`),
    ...roots.map((root) => `${root}/`.replace(/^http:/, 'HTTP:')),
    ...roots.map((root) => `see ${root}/x`),
    ...roots.map(hostOf),
    `${PUBLIC_URL}/clouds/${cloud.cloud}/compute/v2.1/servers`,
    `${PUBLIC_URL}`,
    `${PUBLIC_URL}.evil.example/x`,
    'http://evil.example/x',
    'https://evil.example/x',
    '//evil.example/x',
    'http:evil.example',
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'fa:16:3e:00:00:01',
    'fe80::1',
    '2026-11-26T05:45:10Z',
    'urn:x',
    '/servers?marker=1',
    cloud.project,
    cloud.user,
    `${cloud.project}:member`,
    GATEWAY_PROJECT,
    '0123456789abcdef0123456789abcdef',
    'self',
    'help',
    '',
    'a "quoted" word',
    'Zürich',
  ];
  const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...KEYS) }, fc.string());
  const leaf = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...words) },
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('tree')), { maxLength: 5 }).map((pairs) => ({ pairs })),
    ),
  }));
  /** Objects as pairs, so that a name may come twice and in any order. */
  const write = (node: unknown, blank: string): string => {
    if (Array.isArray(node)) return `[${node.map((one) => write(one, blank)).join(`,${blank}`)}]`;
    if (node === null || typeof node !== 'object') return JSON.stringify(node);
    const { pairs } = node as { pairs: [string, unknown][] };
    return `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${blank}${write(value, blank)}`).join(`,${blank}`)}}`;
  };
  const texts = fc
    .tuple(tree, fc.constantFrom('', ' ', '\n  '))
    .map(([node, blank]) => Buffer.from(write(node, blank)).toString('latin1'));

  describe(`JSON of ${cloud.cloud}`, () => {
    const lens = lensOf(cloud);

    it.each(['compute', 'network', 'block-storage', 'key-manager', 'identity'].filter((service) => has(service)))(
      'of the %s service, whatever it is, is the same in one piece and as a stream',
      (service) => {
        fc.assert(
          fc.property(texts, (text) => {
            expect(lens.at(service).answer.text(text)).toBe(read(lens, service, text));
          }),
          { numRuns: 1_000 },
        );
      },
    );

    function has(service: string): boolean {
      try {
        lens.at(service);
        return true;
      } catch {
        return false;
      }
    }
  });
}

it.each(['server-show', 'server-detail-limit1', 'volume-show', 'network-list-limit1', 'flavor-show', 'image-show'])(
  'what a real cloud says (%s) is the same in one piece and as a stream',
  (name) => {
    for (const cloud of [CLOUD_A, CLOUD_B]) {
      const lens = lensOf(cloud);
      const text = wire(sample(cloud.cloud, name));
      for (const service of ['compute', 'block-storage', 'network'])
        expect(lens.at(service).answer.text(text)).toBe(read(lens, service, text));
    }
  },
);
