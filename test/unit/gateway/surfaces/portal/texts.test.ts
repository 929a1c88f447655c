// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { LANGUAGES, languageFor } from '../../../../../src/gateway/surfaces/portal/texts/index.ts';
import { RESOURCES } from '../../../../../src/model/scs/resources/index.ts';

/** Each word with the way to it, and of a function how many values it takes. */
const words = (table: object, way = ''): string[] =>
  Object.entries(table)
    .flatMap(([key, value]) =>
      typeof value === 'object'
        ? words(value, `${way}${key}.`)
        : [`${way}${key}: ${typeof value === 'function' ? value.length : typeof value}`],
    )
    .toSorted();

/** In German as in English. `name` and `status` are among the words of all lists. */
const THE_SAME = [
  ...['cidr', 'cloud', 'cluster', 'cni', 'dhcp', 'ethertype', 'flavor', 'gateway', 'gpu', 'id', 'image', 'mac', 'mtu'],
  ...['name', 'ramMiB', 'region', 'scs', 'status', 'swapMiB', 'tags', 'taints', 'url', 'vcpus'],
];

describe('the words of the portal', () => {
  it('are the same keys in every language', () => {
    const tables = Object.values(LANGUAGES).map(({ texts: { fields: _, ...texts } }) => words(texts));
    expect(tables[0]?.length).toBeGreaterThan(100);
    for (const table of tables) expect(table).toEqual(tables[0]);
  });

  it('call the fields of objects by German words, unless the word is the same', () => {
    const all = new Set(RESOURCES.flatMap(({ item }) => Object.keys(item.properties)));
    const told = Object.keys(LANGUAGES.de.texts.fields);
    expect(told.filter((field) => !all.has(field))).toEqual([]);
    expect([...all].filter((field) => !told.includes(field)).toSorted()).toEqual(THE_SAME);
  });

  it('have a name for every kind of resource', () => {
    for (const { texts } of Object.values(LANGUAGES))
      expect(Object.keys(texts.resources.kind).toSorted()).toEqual(RESOURCES.map(({ plural }) => plural).toSorted());
  });
});

it.each([
  [undefined, 'de-AT,de;q=0.9,en;q=0.8', 'de'],
  [undefined, 'fr,en;q=0.5,de;q=0.6', 'de'],
  [undefined, 'fr', 'en'],
  [undefined, 'de;q=0', 'en'],
  [undefined, undefined, 'en'],
  ['de', 'en', 'de'],
  ['toString', 'de', 'de'],
] as const)('the language chosen as %j by a browser of %j is %s', (chosen, accept, language) => {
  expect(languageFor(chosen, accept)).toBe(language);
});
