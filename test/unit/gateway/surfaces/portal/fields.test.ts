// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../../../src/gateway/surfaces/portal/format.ts';
import { html, textOf } from '../../../../../src/gateway/surfaces/portal/html.ts';
import {
  cell,
  defaultColumns,
  fieldsOf,
  isFigure,
  labelOf,
  type Shown,
  statusSign,
} from '../../../../../src/gateway/surfaces/portal/parts/fields.ts';
import { LANGUAGES } from '../../../../../src/gateway/surfaces/portal/texts/index.ts';
import type { Visit } from '../../../../../src/gateway/surfaces/portal/visit.ts';
import { RESOURCES } from '../../../../../src/model/scs/resources/index.ts';

const NOW = Date.parse('2026-11-27T09:30:00Z');
const visit = {
  ...{ t: LANGUAGES.en.texts, format: createFormat('en', NOW), now: NOW, resources: RESOURCES },
  link: (path: string) => `/portal${path}`,
  cloudName: (id: string) => (id === 'cloud-a' ? 'Cloud A' : id),
} as unknown as Visit;
const item = (more: object): Shown =>
  ({ cloud: 'cloud-a', id: 'i-1', name: 'one', status: 'active', ...more }) as unknown as Shown;
const shown = (field: string, value: unknown): string => textOf(html`${cell(visit, item({ [field]: value }), field)}`);
const kind = (plural: string) => {
  const found = RESOURCES.find((one) => one.plural === plural);
  if (found === undefined) throw new Error(plural);
  return found;
};

describe('a value', () => {
  it.each([
    ['description', null, '–'],
    ['description', '', '–'],
    ['description', '<b>', '&lt;b&gt;'],
    ['sizeGiB', 0, '0'],
    ['sizeGiB', 12_000, '12,000'],
    ['addresses', [], '–'],
    ['addresses', [{ address: '10.0.0.1', version: 4 }, { address: '10.0.0.2' }], '10.0.0.1, 10.0.0.2'],
    ['fault', { code: 500, text: '<i>no host' }, '&lt;i&gt;no host'],
    ['pools', { start: '10.0.0.2', end: null, more: { a: 1 } }, 'start: 10.0.0.2, more: {&quot;a&quot;:1}'],
    ['metadata', { name: 'web', imageId: 'x', cluster: 'y' }, 'name: web, imageId: x, cluster: y'],
    ['extraSpecs', { groupId: 'active' }, 'groupId: active'],
    ['cloud', 'cloud-a', 'Cloud A'],
    ['createdAt', null, '–'],
    ['createdAt', 'nonsense', '–'],
  ])('of %s that is %j is written as people read it', (field, value, text) => expect(shown(field, value)).toBe(text));

  it.each([
    ['imageId', 'x/1', '/portal/resources/images/cloud-a/x%2F1'],
    ['volumeIds', ['v-1'], '/portal/resources/volumes/cloud-a/v-1'],
    ['flavor', { id: 'f-1', name: 'small' }, '/portal/resources/flavors/cloud-a/f-1'],
    ['sourceSnapshotId', 's-1', '/portal/resources/snapshots/cloud-a/s-1'],
    ['securityGroupId', 'g-1', '/portal/resources/security-groups/cloud-a/g-1'],
    ['groupId', 'g-1', '/portal/resources/security-groups/cloud-a/g-1'],
    ['remoteGroupId', 'g-1', '/portal/resources/security-groups/cloud-a/g-1'],
    ['typeId', 't-1', '/portal/resources/volume-types/cloud-a/t-1'],
    ['keypairName', 'laptop', '/portal/resources/keypairs/cloud-a/laptop'],
    ['attachments', [{ serverId: 's-1', device: '/dev/vdb' }], '/portal/resources/servers/cloud-a/s-1'],
    ['externalGateway', { networkId: 'n-1', snat: true }, '/portal/resources/networks/cloud-a/n-1'],
    ['vip', { address: '10.0.0.1', subnetId: 's-1' }, '/portal/resources/subnets/cloud-a/s-1'],
    ['rules', [{ id: 'r-1', direction: 'ingress' }], '/portal/resources/security-group-rules/cloud-a/r-1'],
  ])('of %s leads to what it names', (field, value, href) =>
    expect(shown(field, value)).toContain(`<a href="${href}"`),
  );

  it.each(['userId', 'remoteAddressGroupId', 'deviceId', 'poolId'])(
    'of %s, an id that names nothing of ours, leads nowhere',
    (field) => expect(shown(field, 'u-1')).toBe('u-1'),
  );

  it.each([
    ['compute:nova', 'servers'],
    ['network:router_interface', 'routers'],
    ['network:ha_router_replicated_interface', 'routers'],
    ['network:dhcp', undefined],
    [null, undefined],
  ])('of a port of %s leads to one of the %s', (deviceOwner, plural) => {
    const text = textOf(html`${cell(visit, item({ deviceId: 'd-1', deviceOwner }), 'deviceId')}`);
    expect(text).toBe(plural === undefined ? 'd-1' : `<a href="/portal/resources/${plural}/cloud-a/d-1">d-1</a>`);
  });

  it('that is a rule is told by what it lets through', () => {
    const rule = { id: 'r-1', direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', portMin: 80, portMax: 443 };
    const told = (more: object, language: 'en' | 'de' = 'en'): string =>
      textOf(
        html`${cell({ ...visit, t: LANGUAGES[language].texts }, item({ rules: [{ ...rule, ...more }] }), 'rules')}`,
      ).replace(/<[^>]*>/g, '');
    expect(told({ remoteCidr: '10.0.0.0/8' })).toBe('ingress IPv4 tcp 80–443 10.0.0.0/8');
    expect(told({ portMin: 443, remoteGroupId: 'g-1' }, 'de')).toBe('eingehend IPv4 tcp 443 (g-1)');
    expect(told({ protocol: null, portMin: null, portMax: null })).toBe('ingress IPv4');
  });

  it('that names another is told by its name as far as that is known, and has its id beside', () => {
    const nameOf = ({ kind, cloud, id }: { kind: string; cloud: string; id: string }) =>
      [kind, cloud, id].join() === 'images,cloud-a,i-9' ? '<Debian>' : undefined;
    const told = (image: string): string =>
      textOf(html`${cell(visit, item({ image: { id: image } }), 'image', nameOf)}`);
    expect(told('i-9')).toBe('<a href="/portal/resources/images/cloud-a/i-9" title="i-9">&lt;Debian&gt;</a>');
    expect(told('i-8')).toBe('<a href="/portal/resources/images/cloud-a/i-8">i-8</a>');
  });

  it('of a long list is cut, and says so', () => {
    const text = shown(
      'words',
      Array.from({ length: 30 }, (_, index) => `w${index}`),
    );
    expect(text).toMatch(/w19, …$/);
  });
});

it.each([
  ['active', 'good'],
  ['in-use', 'good'],
  ['building', 'busy'],
  ['error', 'bad'],
  ['error-deleting', 'bad'],
  ['awaiting-confirmation', 'warn'],
  ['stopped', 'idle'],
  ['of-tomorrow', 'idle'],
])('a status %s is %s, and says so in a word', (status, tone) =>
  expect(textOf(statusSign(visit, status))).toMatch(new RegExp(`class="sign ${tone}".*${status}`)),
);

describe('on a German page', () => {
  const german = { ...visit, t: LANGUAGES.de.texts } as Visit;
  const told = (field: string, value: unknown): string =>
    textOf(html`${cell(german, item({ [field]: value }), field)}`);

  it('a state is a German word with the exact one beside, and of the same tone', () =>
    expect(textOf(statusSign(german, 'building'))).toMatch(
      /^<span class="sign busy">.*<span title="building">wird gebaut<\/span><\/span>$/,
    ));

  it('a state that nobody knows is shown as it came', () =>
    expect(textOf(statusSign(german, 'of-tomorrow'))).toMatch(/<\/span> of-tomorrow<\/span>$/));

  it.each([
    ['nativeStatus', 'SHUTOFF', 'SHUTOFF (ausgeschaltet)'],
    ['nativeStatus', 'error_deleting', 'error_deleting (Löschen gescheitert)'],
    ['nativeStatus', 'HIBERNATED', 'HIBERNATED'],
    ['powerState', 'running', '<span title="running">läuft</span>'],
    ['operatingStatus', 'online', '<span title="online">in Betrieb</span>'],
    ['visibility', 'public', '<span title="public">öffentlich</span>'],
    ['services', { compute: 'known' }, 'compute: <span title="known">bekannt</span>'],
    ['description', 'active', 'active'],
  ])('a %s of %j is told in words', (field, value, text) => expect(told(field, value)).toBe(text));
});

it.each([
  ['createdAt', 'Created'],
  ['ramMiB', 'RAM MiB'],
  ['sizeGiB', 'Size GiB'],
  ['vcpus', 'vCPUs'],
  ['id', 'ID'],
  ['availabilityZone', 'Availability Zone'],
])('a field %s is called %s', (field, label) => expect(labelOf(field)).toBe(label));

describe.each(RESOURCES.map(({ plural }) => plural))('a table of %s', (plural) => {
  it('has columns that its objects have, each once, and few enough to be read', () => {
    const columns = defaultColumns(kind(plural));
    expect(new Set(columns).size).toBe(columns.length);
    expect(fieldsOf(kind(plural))).toEqual(expect.arrayContaining([...columns]));
    expect(columns.length).toBeLessThanOrEqual(8);
    expect(columns).toContain('cloud');
  });
});

it('figures stand at the right, words at the left', () => {
  expect(isFigure(kind('volumes'), 'sizeGiB')).toBe(true);
  expect(isFigure(kind('volumes'), 'typeName')).toBe(false);
  expect(isFigure(kind('volumes'), 'constructor')).toBe(false);
});
