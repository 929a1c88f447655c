// SPDX-License-Identifier: Apache-2.0
// Whatever is written through the gateway and read back through it is what was written, byte for byte, and a member keeps a
// user's words as the user wrote them. Over generated JSON texts, and over answers of two real clouds.
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLOUD_A,
  CLOUD_B,
  CLOUDS,
  type Cloud,
  GATEWAY_PROJECT,
  GATEWAY_USER,
  header,
  lensOf,
  memberCatalog,
  PUBLIC_URL,
  publish,
  sample,
  wire,
} from './samples.ts';

const GATEWAYS = [
  PUBLIC_URL,
  `${PUBLIC_URL}/identity/v3`,
  `${PUBLIC_URL}/clouds/cloud-a/compute/v2.1/${GATEWAY_PROJECT}`,
  `${PUBLIC_URL}/clouds/cloud-b/image/v2/images/1`,
  'gw.example:8443',
  GATEWAY_PROJECT,
  GATEWAY_USER,
  `AUTH_${GATEWAY_PROJECT}`,
];
const MEMBERS = [
  'http://127.0.0.2:8774/v2.1/servers',
  `http://127.0.0.2:8776/v3/${CLOUD_A.project}`,
  'https://127.0.0.3:5000/image',
  '127.0.0.2:8774',
  '127.0.0.2',
  CLOUD_A.project,
  CLOUD_A.user,
];
const ANYTHING = [
  'https://elsewhere.example/x',
  '//elsewhere.example',
  'javascript:x',
  '',
  'default',
  '"}]',
  '\\',
  'é',
];
/** Where services put ids and URLs, and clients write them. */
const SERVICES = [
  'project_id',
  'tenant_id',
  'owner',
  'user_id',
  'member',
  'target_tenant',
  'imageRef',
  'a_container_ref',
];
/** Names of users' own, and of services for what is a user's. */
const FREE = ['name', 'description', 'records', 'value', 'homepage_url', 'output_value', 'x\u00e9', '__proto__'];
const USERS = ['metadata', 'properties', 'labels', 'outputs', 'parameters', 'extra_specs', 'tags', 'template'];

const mixed = (words: readonly string[]) =>
  fc.array(fc.constantFrom(...words, ' ', ' and '), { maxLength: 3 }).map((parts) => parts.join(''));
const adversarial = fc.oneof(mixed([...GATEWAYS, ...MEMBERS, ...ANYTHING]), fc.string({ unit: 'binary' }));
const written = mixed([...GATEWAYS, ...ANYTHING]);

/** A JSON text of a string, with escapes that a parser reads and a writer may choose. */
const literal = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.constantFrom(0, 0, 1, 2, 3)).map(([value, way]) => {
    const json = JSON.stringify(value);
    if (way === 1) return json.replaceAll('/', '\\/');
    if (way === 2) return json.replaceAll('/', '\\u002f').replaceAll('.', '\\u002E');
    return way === 3
      ? json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : json;
  });
const number = fc.constantFrom('0', '-0', '1e999', '9007199254740993', '123456789012345678901234567890.5', '1E+2');
const blank = fc.constantFrom('', '', ' ', '\n\t ', '\r\n');

/** JSON texts whose strings are these, and whose keys are these, with the values that each may have. */
function texts(strings: fc.Arbitrary<string>, fields: fc.Arbitrary<string>, deepest = 3): fc.Arbitrary<string> {
  const scalar = fc.oneof(literal(strings), number, fc.constantFrom('null', 'true'));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: deepest }, scalar, tie('list'), tie('object')),
    list: fc.tuple(fc.array(tie('value'), { maxLength: 4 }), blank).map(([of, gap]) => `[${gap}${of.join(`,${gap}`)}]`),
    object: fc
      .tuple(fc.array(fc.tuple(fields, tie('value')), { maxLength: 4 }), blank)
      .map(([of, gap]) => `{${gap}${of.map(([key, it]) => `${key}${gap}:${gap}${it}`).join(`,${gap}`)}}`),
  }));
  return value as fc.Arbitrary<string>;
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const keys = (of: readonly string[]) => fc.constantFrom(...of).map((key) => JSON.stringify(key));
const anyKey = fc.oneof(keys(FREE), literal(adversarial), keys(['links', 'href', 'next', ...SERVICES]));
/** What a user says below a key of the user's, and under names that mean nothing to a service. */
const users = fc
  .tuple(keys(USERS), texts(adversarial, anyKey))
  .map(([key, it]) => (/^[[{]/.test(it) ? `${key}:${it}` : `${key}:[${it}]`));
const free = fc.tuple(keys(FREE), literal(adversarial)).map(([key, it]) => `${key}: ${it}`);
const services = fc.tuple(keys(SERVICES), literal(written)).map(([key, it]) => `${key}:${it}`);
const document = (fields: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(fields, { maxLength: 6 }), fc.constantFrom('server', 'image', 'stack', 'zone'))
    .map(([of, name]) => latin1(`{"${name}":{${of.join(',')}},"items":[{${of.join(', ')}}]}`));

describe('JSON of a user’s', () => {
  it.each(['compute', 'image', 'block-storage'])('is the same at %s and back here, whatever it spells', (service) => {
    for (const cloud of CLOUDS) {
      const lens = lensOf(cloud).at(service);
      fc.assert(
        fc.property(document(fc.oneof(users, free)), (text) => {
          expect(lens.request.text(text)).toBe(text);
          expect(lens.answer.text(text)).toBe(text);
          expect(lens.answer.record.text(text)).toBe(text);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('comes back as it was written, with ids and URLs of the gateway where services take them', () => {
    const lens = lensOf(CLOUD_A).at('compute');
    // A URL whose escapes are no slashes comes back with other escapes; no program writes them.
    const plain = document(fc.oneof(users, free, services)).filter((text) => !text.includes('\\u002'));
    fc.assert(
      fc.property(plain, (text) => {
        expect(lens.answer.text(lens.request.text(text))).toBe(text);
      }),
      { numRuns: 600 },
    );
  });

  it('is read alike in one piece and in many', () => {
    const { answer } = lensOf(CLOUD_B).at('compute');
    const any = texts(adversarial, anyKey).map(latin1);
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 40 }), (text, size) => {
        const stream = answer.stream();
        const out: Buffer[] = [];
        for (let at = 0; at < text.length; at += size)
          out.push(stream.push(Buffer.from(text.slice(at, at + size), 'latin1')));
        out.push(stream.end());
        expect(Buffer.concat(out).toString('latin1')).toBe(answer.text(text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a DNS record', '{"recordsets":[{"records":["127.0.0.2","nova.named.example."],"name":"127.0.0.2."}]}'],
    ['the e-mail of a zone', '{"zone":{"email":"admin@127.0.0.3","name":"127.0.0.3"}}'],
    ['a server’s name', '{"server":{"name":"127.0.0.3:5000","description":"http://127.0.0.3:5000/image"}}'],
    ['a secret', `{"name":"s","payload":"${PUBLIC_URL}/clouds/cloud-b/image ${GATEWAY_PROJECT}"}`],
    ['metadata', `{"metadata":{"project_id":"${GATEWAY_PROJECT}","href":"${PUBLIC_URL}/clouds/cloud-b/image"}}`],
    ['an output', '{"stack":{"outputs":[{"output_value":{"href":"https://elsewhere.example/","next":"//x"}}]}}'],
  ])('keeps %s, there and back', (_, text) => {
    const { request, answer } = lensOf(CLOUD_B).at('compute');
    expect(request.text(text)).toBe(text);
    expect(answer.text(text)).toBe(text);
  });

  it('names a project in a JSON patch where the patch is about whose it is', () => {
    const { request } = lensOf(CLOUD_A).at('image');
    const patch = (path: string, id: string): string => `[{"op":"add","path":"${path}","value":"${id}"}]`;
    const late = (path: string, id: string): string => `[{"value":"${id}","op":"add","path":"${path}"}]`;
    for (const write of [patch, late]) {
      expect(request.text(write('/owner', GATEWAY_PROJECT))).toBe(write('/owner', CLOUD_A.project));
      expect(request.text(write('/my_note', GATEWAY_PROJECT))).toBe(write('/my_note', GATEWAY_PROJECT));
    }
  });
});

describe('an answer of a real cloud', () => {
  const files = (of: string): string[] =>
    readdirSync(new URL(`../../../fixtures/openstack/${of}/`, import.meta.url)).map((file) => file.slice(0, -5));
  /** By the beginning of the fixture's name, the first that fits. */
  const SERVICE: readonly [RegExp, string][] = [
    [/^(?:keystone|auth|app-cred|token)/, 'identity'],
    [/^(?:server|nova|flavor|keypair)/, 'compute'],
    [/^(?:image|glance)/, 'image'],
    [/^(?:volume|cinder|snapshot)/, 'block-storage'],
    [/^(?:network|neutron|subnet|floatingip|port|router|security-group)/, 'network'],
    [/^placement/, 'placement'],
    [/^swift/, 'object-store'],
    [/^loadbalancer/, 'load-balancer'],
  ];
  const serviceOf = (name: string): string => {
    const service = SERVICE.find(([pattern]) => pattern.test(name))?.[1];
    if (service === undefined) throw new Error(`${name}: of which service?`);
    return service;
  };
  /** The cloud with a load balancer, which the labs do not have. */
  const at = (cloud: Cloud, service: string) => {
    const url = `http://${cloud.address}:9876`;
    const endpoint = { id: 'e', interface: 'public', region: cloud.region, region_id: cloud.region, url } as const;
    const balancer = { id: 's', type: 'load-balancer', name: 'octavia', endpoints: [endpoint] };
    const { routes } = publish(cloud, { catalog: [...memberCatalog(cloud), balancer] });
    return lensOf(cloud, { routes }).at(service);
  };
  const samples = [
    ...CLOUDS.flatMap((cloud) => files(cloud.cloud).map((name) => ({ cloud, name, of: cloud.cloud }))),
    // Values of our own, that name no real cloud: as cloud-a would say it.
    ...files('reference').map((name) => ({ cloud: CLOUD_A, name, of: 'reference' })),
  ].map((one) => ({ ...one, service: serviceOf(one.name), answer: sample(one.of, one.name) }));
  const isJson = ({ answer }: (typeof samples)[number]): boolean =>
    /json/.test(header(answer, 'content-type')) && typeof answer.body === 'object';
  const asSaidThere = (text: string): string =>
    text
      .replaceAll('https://nova.example', `http://${CLOUD_A.address}:8774`)
      .replaceAll('https://gateway.example/clouds/cloud-a/network', `http://${CLOUD_A.address}:9696`)
      .replaceAll('https://gateway.example/clouds/cloud-a/block-storage', `http://${CLOUD_A.address}:8776`)
      .replaceAll(GATEWAY_PROJECT, CLOUD_A.project)
      .replaceAll(GATEWAY_USER, CLOUD_A.user);
  const recorded = samples
    .filter((one) => one.answer.status < 400 && isJson(one))
    .map((one) => ({ ...one, text: one.of === 'reference' ? asSaidThere(wire(one.answer)) : wire(one.answer) }));

  it.each(recorded)(
    'the recorded answer is what the cloud sent once its URLs and ids are put back: $of $name',
    ({ cloud, service, text }) => {
      const { request, answer } = at(cloud, service);
      // An object store's lists are users' names; nothing of them is put back, since nothing but links is ever changed.
      if (service === 'object-store') expect(answer.links.text(text)).toBe(text);
      else expect(request.text(answer.text(text))).toBe(text);
    },
  );

  it.each(samples.filter((one) => one.answer.status >= 400 && isJson(one)))(
    'the recorded error is what the cloud sent but for addresses: $of $name',
    ({ cloud, service, answer: recordedError }) => {
      const text = wire(recordedError);
      const said = at(cloud, service).answer.errorText(text);
      expect(JSON.parse(said)).toBeTypeOf('object');
      if (!text.includes(cloud.address)) expect(said).toBe(text);
    },
  );

  it('is there in some number', () => {
    expect(recorded.length).toBeGreaterThan(70);
  });
});
