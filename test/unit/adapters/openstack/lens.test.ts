// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLensFactory, type Route, type RouteLens } from '../../../../src/adapters/openstack/index.ts';
import {
  CLOUD_A,
  CLOUD_B,
  CLOUDS,
  GATEWAY_PROJECT,
  GATEWAY_USER,
  idsOf,
  lensOf,
  PUBLIC_URL,
  publish,
} from './samples.ts';

const GW = `${PUBLIC_URL}/clouds`;

const route = (service: string, root: string, ...others: string[]): Route => ({
  regionSlug: 'named',
  service,
  type: service,
  root,
  roots: [root, ...others],
});
/** A member with a host name for each service, one with internal URLs of another host. */
const NAMED = lensOf(CLOUD_A, {
  cloud: 'named',
  authUrl: 'https://Keystone.Named.example/v3',
  routes: [
    route('compute', 'https://nova.named.example', 'http://10.1.2.3:8774', 'http://[fd00::5]:8774'),
    route('image', 'https://named.example/image'),
    route('network', 'https://named.example:9696'),
    route('identity', 'https://Keystone.Named.example'),
  ],
});

/** What becomes of a value that stands where a service puts URLs. */
const asUrl = (lens: RouteLens) => (value: string) => {
  const begin = '{"file":"';
  const text = lens.answer.text(`${begin}${value}"}`);
  expect(text.startsWith(begin) && text.endsWith('"}')).toBe(true);
  return text.slice(begin.length, -2);
};

describe('URLs in answers', () => {
  const b = lensOf(CLOUD_B).at('compute').answer;
  const url = asUrl(lensOf(CLOUD_B).at('compute'));
  const named = NAMED.at('compute').answer;

  test.each([
    [
      'a root that only begins alike is not it',
      'http://127.0.0.3:5000/compute-extra/x',
      `${GW}/cloud-b/compute/compute-extra/x`,
    ],
    ['the longest root counts', 'http://127.0.0.3:5000/image/v2', `${GW}/cloud-b/image/v2`],
    ['https is the same authority', 'https://127.0.0.3:5000/image/v2', `${GW}/cloud-b/image/v2`],
    ['what belongs to no service goes to the route asked', 'http://127.0.0.3:5000/v2/x', `${GW}/cloud-b/compute/v2/x`],
    ['an authority without a path too', 'http://127.0.0.3:5000', `${GW}/cloud-b/compute`],
    ['another port is another authority', 'http://127.0.0.3:50001/', 'http://127.0.0.3:50001/'],
    ['a longer address is another', 'http://127.0.0.31:5000/', 'http://127.0.0.31:5000/'],
    ['an address that ends alike is another', 'http://1127.0.0.3:5000/', 'http://1127.0.0.3:5000/'],
    ['a root may be the whole', 'http://127.0.0.3:5000/compute', `${GW}/cloud-b/compute`],
    [
      'slashes may be escaped',
      'http:\\/\\/127.0.0.3:5000\\/image\\/v2',
      'https:\\/\\/gw.example:8443\\/clouds\\/cloud-b\\/image\\/v2',
    ],
    [
      'escaped, to the route asked',
      'http:\\/\\/127.0.0.3:5000\\/v9',
      'https:\\/\\/gw.example:8443\\/clouds\\/cloud-b\\/compute\\/v9',
    ],
    ['letters too', '\\u0068ttp://127.0.0.3:5000\\u002fimage/a\\u0062', `${GW}/cloud-b/image/a\\u0062`],
    ['a bare authority stays', '127.0.0.3:5000', '127.0.0.3:5000'],
    ['another scheme too', 'ws://127.0.0.3:5000/x', 'ws://127.0.0.3:5000/x'],
    ['and one within other words', 'see http://127.0.0.3:5000/image', 'see http://127.0.0.3:5000/image'],
    ['a URL inside a URL too', '/r?u=http%3A%2F%2F127.0.0.3%3A5000', '/r?u=http%3A%2F%2F127.0.0.3%3A5000'],
  ])('are found where they begin and end: %s', (_, from, to) => {
    expect(url(from)).toBe(to);
  });

  test.each([
    ['each service by its name', 'https://nova.named.example/v2.1/servers', `${GW}/named/compute/v2.1/servers`],
    ['internal URLs too', 'http://10.1.2.3:8774/v2.1', `${GW}/named/compute/v2.1`],
    ['IPv6 too', 'http://[fd00::5]:8774/v2.1', `${GW}/named/compute/v2.1`],
    ['the default port may be written', 'https://nova.named.example:443/v2.1', `${GW}/named/compute/v2.1`],
    ['plain http is the same name', 'http://nova.named.example/v2.1', `${GW}/named/compute/v2.1`],
    ['upper case as configured', 'https://Keystone.Named.example/v3', `${PUBLIC_URL}/identity/v3`],
    ['or lower case', 'https://keystone.named.example/v3', `${PUBLIC_URL}/identity/v3`],
    ['one host, a path', 'https://named.example/image/v2', `${GW}/named/image/v2`],
    ['one host, a port', 'https://named.example:9696/v2.0', `${GW}/named/network/v2.0`],
    ['upper case in the host', 'https://NOVA.named.example/v2.1', `${GW}/named/compute/v2.1`],
    ['not with a foreign port', 'http://nova.named.example:6080/vnc', 'http://nova.named.example:6080/vnc'],
    ['not a longer name', 'http://nova.named.example.org', 'http://nova.named.example.org'],
    ['not a name below', 'http://my.nova.named.example', 'http://my.nova.named.example'],
    ['not a name with more to it', 'http://nova.named.example-2', 'http://nova.named.example-2'],
    ['not what only stands before it', 'http://nova.named.example@evil.net', 'http://nova.named.example@evil.net'],
  ])('with host names: %s', (_, from, to) => {
    expect(asUrl(NAMED.at('compute'))(from)).toBe(to);
  });

  test.each([
    ['a sentence may end after a URL', 'see http://127.0.0.3:5000.', 'see http://gw.example:8443.'],
    ['a bare authority becomes the gateway’s', 'failed: 127.0.0.3:5000: refused', 'failed: gw.example:8443: refused'],
    ['another scheme too', 'ws://127.0.0.3:5000/x', 'ws://gw.example:8443/x'],
    ['a URL inside a URL too', '?u=http%3A%2F%2F127.0.0.3%3A5000%2Fimage', '?u=http%3A%2F%2Fgw.example%3A8443%2Fimage'],
    ['after an escape too', '"\\n127.0.0.3:5000 \\u003c127.0.0.3:5000"', '"\\ngw.example:8443 \\u003cgw.example:8443"'],
    [
      'two in a row',
      'http://127.0.0.3:5000/image,http://127.0.0.3:5000/volume',
      `${GW}/cloud-b/image,${GW}/cloud-b/block-storage`,
    ],
  ])('are found anywhere in errors: %s', (_, from, to) => {
    expect(b.errorText(from)).toBe(to);
  });

  test('hide names in errors, whole ones', () => {
    expect(named.errorText('host nova.named.example, port 1')).toBe('host gw.example, port 1');
    expect(named.errorText('no nova.named.example.')).toBe('no gw.example.');
    const others = 'nova.named.example.org my.nova.named.example nova.named.example-2';
    expect(named.errorText(others)).toBe(others);
  });

  test('hide bare addresses in errors and headers', () => {
    expect(b.errorText('Apache Server at 127.0.0.3 Port 5000')).toBe('Apache Server at gw.example Port 5000');
    expect(b.header('Via', '1.1 127.0.0.3')).toBe('1.1 gw.example');
    expect(named.errorText('no route to fd00::5 or 10.1.2.3')).toBe('no route to gw.example or gw.example');
    expect(b.errorText('127.0.0.31 and 1.127.0.0.3 are others')).toBe('127.0.0.31 and 1.127.0.0.3 are others');
  });

  test('of a service that two regions share stay in the region asked', () => {
    const shared = (regionSlug: string): Route => ({ ...route('image', 'https://glance.example'), regionSlug });
    const routes = [
      shared('r'),
      shared('r.West'),
      { ...route('compute', 'https://nova-west.example'), regionSlug: 'r.West' },
    ];
    const lens = lensOf(CLOUD_A, { routes });
    const compute = routes[2] as Route;
    expect(asUrl(lens.forRoute(compute))('https://glance.example/v2')).toBe(`${GW}/r.West/image/v2`);
    expect(asUrl(lens.forRoute(shared('r')))('https://glance.example/v2')).toBe(`${GW}/r/image/v2`);
  });

  test('leave the gateway’s own authority alone where a member shares it', () => {
    const routes = [route('compute', `${PUBLIC_URL}/openstack/compute`)];
    const lens = lensOf(CLOUD_A, { routes }).at('compute');
    expect(asUrl(lens)(`${PUBLIC_URL}/openstack/compute/v2.1`)).toBe(`${GW}/named/compute/v2.1`);
    expect(asUrl(lens)(`${GW}/named/compute/v2.1`)).toBe(`${GW}/named/compute/v2.1`);
    const own = `${GW}/named/compute/v2.1 gw.example:8443 gw.example`;
    expect(lens.answer.errorText(own)).toBe(own);
  });

  test('leave bytes above ASCII as they came', () => {
    const bytes = Buffer.from('{"name":"größe 日本","href":"http://127.0.0.3:5000/image/é"}');
    const out = Buffer.from(b.text(bytes.toString('latin1')), 'latin1').toString();
    expect(out).toBe(`{"name":"größe 日本","href":"${GW}/cloud-b/image/é"}`);
  });
});

describe('a Location', () => {
  const at = 'http://127.0.0.3:5000/image/v2/images';
  const { location } = lensOf(CLOUD_B).at('image').answer;

  test.each([
    ['/image/v2/images/1', `${GW}/cloud-b/image/v2/images/1`],
    ['/v2/images/1', `${GW}/cloud-b/image/v2/images/1`],
    ['images/1', `${GW}/cloud-b/image/v2/images/1`],
    ['?marker=1', `${GW}/cloud-b/image/v2/images?marker=1`],
    ['HTTP://127.0.0.3:5000/compute/../image/x', `${GW}/cloud-b/image/x`],
    [`/image/v2/${CLOUD_B.project}`, `${GW}/cloud-b/image/v2/${GATEWAY_PROJECT}`],
  ])('%s is absolute and ours', (value, expected) => {
    expect(location(value, at)).toBe(expected);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/image',
    'http://127.0.0.3:5000@evil.example/',
    'http://user:pw@127.0.0.3:5000/image',
    'http://127.0.0.3:9999/image',
    'http://127.0.0.3/image',
    'javascript:alert(1)',
    'http://',
    'https://evil.example/?next=http://127.0.0.3:5000/image',
  ])('%s is not this member', (value) => {
    expect(location(value, at)).toBeUndefined();
  });
});

describe('requests', () => {
  const a = lensOf(CLOUD_A);
  const { request } = a.at('compute');

  test('carry the member’s ids in path and query, the rest as it came', () => {
    expect(request.path(`/v2.1/os-quota-sets/${GATEWAY_PROJECT}/detail`)).toBe(
      `/v2.1/os-quota-sets/${CLOUD_A.project}/detail`,
    );
    expect(
      request.query(`project_id=${GATEWAY_PROJECT}&q=user%3a${GATEWAY_USER}&n=%C3%A9${GATEWAY_PROJECT}&x=%2F`),
    ).toBe(`project_id=${CLOUD_A.project}&q=user%3a${CLOUD_A.user}&n=%C3%A9${CLOUD_A.project}&x=%2F`);
    expect(request.path('/v2.1/servers')).toBe('/v2.1/servers');
  });

  test('carry the member’s URLs in JSON, of this member only', () => {
    expect(request.text(`{"imageRef":"${GW}/cloud-a/image/v2/images/1"}`)).toBe(
      '{"imageRef":"http://127.0.0.2:9292/v2/images/1"}',
    );
    expect(request.text(`{"a_ref":"${PUBLIC_URL}/identity/v3","b_refs":["${GW}/cloud-a/block-storage"]}`)).toBe(
      '{"a_ref":"http://127.0.0.2:5000/v3","b_refs":["http://127.0.0.2:8776"]}',
    );
    const other = `{"a_ref":"${GW}/cloud-b/image/v2","b_ref":"gw.example:8443","c_ref":"${GW}/cloud-a/image-2/x"}`;
    expect(request.text(other)).toBe(other);
    expect(request.text(`{"member":"${GATEWAY_PROJECT}"}`)).toBe(`{"member":"${CLOUD_A.project}"}`);
  });

  test('to Swift swap the account, never what the user named', () => {
    const swift = a.at('object-store').request;
    const name = `/c/backup-${GATEWAY_PROJECT}`;
    expect(swift.path(`/v1/AUTH_${GATEWAY_PROJECT}${name}`)).toBe(`/v1/AUTH_${CLOUD_A.project}${name}`);
    expect(swift.query(`prefix=${GATEWAY_PROJECT}`)).toBe(`prefix=${GATEWAY_PROJECT}`);
    expect(swift.header('X-Container-Read', `${GATEWAY_PROJECT}:*`)).toBe(`${CLOUD_A.project}:*`);
    expect(swift.header('X-Copy-From-Account', `AUTH_${GATEWAY_PROJECT}`)).toBe(`AUTH_${CLOUD_A.project}`);
    expect(swift.header('X-Copy-From', name)).toBe(name);
    expect(swift.header('X-Object-Meta-Owner', GATEWAY_PROJECT)).toBe(GATEWAY_PROJECT);
    const { answer } = a.at('object-store');
    expect(answer.header('X-Container-Read', `${CLOUD_A.project}:*`)).toBe(`${GATEWAY_PROJECT}:*`);
    expect(answer.header('x-object-meta-from', '127.0.0.2')).toBe('127.0.0.2');
  });
});

describe('ids', () => {
  const x = (char: string, length = 32): string => char.repeat(length);
  const lens = (...pairs: [member: string, gateway: string][]) =>
    lensOf(CLOUD_A, { ids: pairs.map(([member, gateway]) => ({ member, gateway })) }).at('compute');

  test('that chain are swapped once', () => {
    const { answer, request } = lens([x('a'), x('b')], [x('b'), x('c')], [x('c'), x('a')]);
    const users = (...ids: string[]): string => JSON.stringify({ users: ids });
    expect(answer.text(users(x('a'), x('b'), x('c')))).toBe(users(x('b'), x('c'), x('a')));
    expect(request.text(users(x('a'), x('b'), x('c')))).toBe(users(x('c'), x('a'), x('b')));
  });

  test('are whole runs of hex, nothing within one', () => {
    const { answer } = lens([x('a'), x('b')]);
    for (const other of [x('a', 31), x('a', 33), x('a', 64), `${x('a')}0`, `f${x('a')}`, x('a', 5000)]) {
      expect(answer.text(`{"owner":"${other}"}`)).toBe(`{"owner":"${other}"}`);
    }
    expect(answer.text(`{"creator":"${x('a')}:${x('a')}"}`)).toBe(`{"creator":"${x('b')}:${x('b')}"}`);
    expect(answer.errorText(`AUTH_${x('a')}-${x('a')}`)).toBe(`AUTH_${x('b')}-${x('b')}`);
  });

  test('may differ in length, and come after an escape', () => {
    const { answer, request } = lens([x('a'), x('d', 64)]);
    expect(answer.text(`["${x('a')}"]`)).toBe(`["${x('d', 64)}"]`);
    expect(request.text(`["${x('d', 64)}"]`)).toBe(`["${x('a')}"]`);
    expect(answer.text(`{"id":"\\u0061${x('a', 31)}"}`)).toBe(`{"id":"${x('d', 64)}"}`);
    expect(answer.errorText(`%3a${x('a')} %2F${x('a')} \\u003d${x('a')}`)).toBe(
      `%3a${x('d', 64)} %2F${x('d', 64)} \\u003d${x('d', 64)}`,
    );
  });

  test('that are no ids are never swapped, but `default` is told in answers', () => {
    const { answer, request } = lens(['default', x('a')], [x('e'), 'default'], [x('f'), 'nobody'], ['admin', 'root']);
    expect(answer.errorText(`default ${x('e')} ${x('f')} admin`)).toBe(`default default ${x('f')} admin`);
    for (const word of ['default', x('a'), 'root', 'nobody'])
      expect(request.text(`{"user_id":"${word}"}`)).toBe(`{"user_id":"${word}"}`);
    expect(request.text('{"domain_id":"default"}')).toBe(`{"domain_id":"${x('e')}"}`);
    expect(answer.text(`{"domain_id":"${x('e')}"}`)).toBe('{"domain_id":"default"}');
  });
});

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

describe('any text', () => {
  const piece = fc.constantFrom(
    ...[
      'http://',
      'https://',
      'http:\\/\\/',
      '127.0.0.3',
      ':5000',
      '%3A5000',
      '/compute',
      '/image',
      '\\/image',
      '/v2.1/',
    ],
    ...[
      CLOUD_B.project,
      CLOUD_B.user,
      '"',
      ',',
      ' ',
      '.',
      '-',
      'a',
      '0',
      '%',
      '\\u00e9',
      '\\n',
      'é',
      '?',
      'x'.repeat(90),
    ],
  );
  const text = fc.array(fc.oneof(piece, fc.string(), hex(40)), { maxLength: 40 }).map((parts) => parts.join(''));
  const latin1 = text.map((it) => Buffer.from(it).toString('latin1'));

  test('comes out of a stream as it does whole, wherever it is cut', () => {
    const lens = lensOf(CLOUD_B).at('image');
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(latin1, cuts, fc.constantFrom('json' as const, 'text' as const), (whole, sizes, kind) => {
        const stream = lens.answer.stream(kind);
        const bytes = Buffer.from(whole, 'latin1');
        const out: Buffer[] = [];
        for (let at = 0, n = 0; at < bytes.length; n++) {
          const size = sizes[n % sizes.length] ?? 1;
          out.push(stream.push(bytes.subarray(at, at + size)));
          at += size;
        }
        out.push(stream.end());
        const expected = kind === 'json' ? lens.answer.text(whole) : lens.answer.errorText(whole);
        expect(Buffer.concat(out).toString('latin1')).toBe(expected);
      }),
      { numRuns: 1500 },
    );
  });

  test('keeps no whole address or id of the member, and is stable', () => {
    for (const cloud of CLOUDS) {
      const { answer } = lensOf(cloud).at('compute');
      const roots = publish(cloud).routes.map(({ root }) => root);
      const word = fc.constantFrom(
        ...roots,
        ...roots.map((root) => root.slice('http://'.length)),
        cloud.project,
        cloud.user,
      );
      const glue = fc.constantFrom('"', ' ', '/', '?', '\n', '","', '/v2.1/', '\\/', '%2F', '=', '. ');
      const mix = fc.array(fc.tuple(word, glue), { maxLength: 30 }).map((pairs) => ` ${pairs.flat().join('')}`);
      fc.assert(
        fc.property(mix, (it) => {
          const out = answer.errorText(it);
          expect(out).not.toMatch(new RegExp(`${cloud.address.replaceAll('.', '\\.')}:\\d`));
          expect(out).not.toContain(cloud.project);
          expect(out).not.toContain(cloud.user);
          expect(answer.errorText(out)).toBe(out);
        }),
        { numRuns: 300 },
      );
    }
  });

  test('without anything of the member is the same string', () => {
    const { answer } = lensOf(CLOUD_B).at('image');
    const safe = latin1.filter((it) => !/127\.0\.0\.3|[0-9a-f]{32}/.test(it));
    fc.assert(fc.property(safe, (it) => answer.errorText(it) === it));
  });

  test('has its ids back after the way there and back', () => {
    const pairs = fc.uniqueArray(fc.tuple(hex(32), hex(64)), { maxLength: 20, selector: ([member]) => member });
    fc.assert(
      fc.property(pairs, (list) => {
        const ids = list.map(([member, gateway]) => ({ member, gateway }));
        const { answer, request } = lensOf(CLOUD_A, { ids }).at('compute');
        const body = JSON.stringify(ids.map(({ member }) => member));
        expect(answer.text(body)).toBe(JSON.stringify(ids.map(({ gateway }) => gateway)));
        expect(request.text(answer.text(body))).toBe(body);
      }),
    );
  });
});

describe('a lens stream', () => {
  test('holds back no more than the longest pattern, even without any separator', () => {
    for (const char of ['a', 'x', ':', '%', '/']) {
      const stream = lensOf(CLOUD_B).at('image').answer.stream('text');
      let out = 0;
      for (let n = 0; n < 64; n++) out += stream.push(Buffer.alloc(1024, char)).length;
      expect(64 * 1024 - out).toBeLessThan(256);
      expect(out + stream.end().length).toBe(64 * 1024);
    }
  });

  test('serves requests too', () => {
    const stream = lensOf(CLOUD_A).at('compute').request.stream();
    const body = Buffer.from(`{"project":"${GATEWAY_PROJECT}"}`);
    const out = [stream.push(body.subarray(0, 20)), stream.push(body.subarray(20)), stream.end()];
    expect(Buffer.concat(out).toString()).toBe(`{"project":"${CLOUD_A.project}"}`);
  });
});

describe('a lens factory', () => {
  test('shares what endpoints decide, and nothing of the ids', () => {
    const createLens = createLensFactory();
    const { routes } = publish(CLOUD_A);
    const { cloud, authUrl } = CLOUD_A;
    const make = (gateway: string) =>
      createLens({ publicUrl: PUBLIC_URL, cloud, authUrl, routes, ids: [{ member: CLOUD_A.project, gateway }] });
    const first = make('a'.repeat(32)).forRoute(routes[0] as Route);
    const second = make('b'.repeat(32)).forRoute(routes[0] as Route);
    const of = (project: string): string => `{"project_id":"${project}"}`;
    expect(first.answer.text(of(CLOUD_A.project))).toBe(of('a'.repeat(32)));
    expect(second.answer.text(of(CLOUD_A.project))).toBe(of('b'.repeat(32)));
    expect(second.request.text(of('a'.repeat(32)))).toBe(of('a'.repeat(32)));
    expect(idsOf(CLOUD_A)).toHaveLength(2);
  });
});
