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
  ])('of %s leads to what it names', (field, value, href) =>
    expect(shown(field, value)).toContain(`<a href="${href}">`),
  );

  it('of an id that names nothing of ours leads nowhere', () => expect(shown('userId', 'u-1')).toBe('u-1'));

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
  expect(textOf(statusSign(status))).toMatch(new RegExp(`class="sign ${tone}".*${status}`)),
);

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
