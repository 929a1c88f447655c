// SPDX-License-Identifier: Apache-2.0
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { wordFor } from '../../../../../src/gateway/surfaces/portal/parts/words.ts';
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

/** Values that are names, of services, products and protocols. */
const NAMES = [
  'ethertype',
  'cpuMaker',
  'architecture',
  'type',
  'service',
  'uses',
  'ipv6AddressMode',
  'ipv6RouterMode',
  'cni',
  'kind',
];

/** Of a field, or of what is in it unless it is told by a name of its own. */
function wordsOf(schema: TSchema): string[] {
  const {
    enum: own = [],
    anyOf = [],
    properties = {},
  } = schema as {
    readonly enum?: readonly unknown[];
    readonly anyOf?: readonly TSchema[];
    readonly properties?: Readonly<Record<string, TSchema>>;
  };
  const inner = [...anyOf, ...('name' in properties ? [] : Object.values(properties))];
  return [...own.filter((one) => typeof one === 'string'), ...inner.flatMap(wordsOf)];
}

/** Nova, Cinder, Glance, Neutron and Octavia, as their API references list them. */
const NATIVE = `ACTIVE BUILD DELETED ERROR HARD_REBOOT MIGRATING PASSWORD PAUSED REBOOT REBUILD RESCUE RESIZE REVERT_RESIZE
  SHELVED SHELVED_OFFLOADED SHUTOFF SOFT_DELETED SUSPENDED UNKNOWN VERIFY_RESIZE
  creating available reserved attaching detaching in-use maintenance deleting awaiting-transfer error error_deleting backing-up
  restoring-backup error_backing-up error_restoring error_extending downloading uploading retyping extending
  queued saving importing active killed deleted pending_delete deactivated DOWN PENDING_CREATE PENDING_UPDATE PENDING_DELETE
  ALLOCATING`;

const german = { t: LANGUAGES.de.texts };

describe('the words of the portal', () => {
  it('are the same keys in every language', () => {
    const tables = Object.values(LANGUAGES).map(({ texts: { fields: _, words: __, ...texts } }) => words(texts));
    expect(tables[0]?.length).toBeGreaterThan(100);
    for (const table of tables) expect(table).toEqual(tables[0]);
  });

  it('call the fields of objects by German words, unless the word is the same', () => {
    const all = new Set(RESOURCES.flatMap(({ item }) => Object.keys(item.properties)));
    const told = Object.keys(LANGUAGES.de.texts.fields);
    expect(told.filter((field) => !all.has(field))).toEqual([]);
    expect([...all].filter((field) => !told.includes(field)).toSorted()).toEqual(THE_SAME);
  });

  it('call every state of a closed set by a German word, unless it is a name or the same', () => {
    const left = RESOURCES.flatMap(({ item }) =>
      Object.entries(item.properties as Readonly<Record<string, TSchema>>).flatMap(([field, schema]) =>
        wordsOf(schema).filter(
          (word) => wordFor(german, field, word) === undefined && (word === 'unknown' || !NAMES.includes(field)),
        ),
      ),
    );
    expect(left).toEqual([]);
  });

  it('call by a German word what clouds call the states of servers, volumes, images, networks and balancers', () => {
    const left = NATIVE.split(/\s+/).filter((word) => wordFor(german, 'nativeStatus', word) === undefined);
    expect(left).toEqual([]);
  });

  it('call every action on an object by a German word', () => {
    const verbs = new Set(RESOURCES.flatMap(({ actions = {} }) => Object.keys(actions)));
    const { verb } = LANGUAGES.de.texts.act;
    expect(
      [...verbs, 'create', 'update', 'delete'].filter((one) => !(one in verb) && !wordFor(german, 'verb', one)),
    ).toEqual([]);
  });

  it('have no other word than the API in English, nor for what no table has', () => {
    expect(wordFor({ t: LANGUAGES.en.texts }, 'status', 'active')).toBeUndefined();
    for (const [field, word] of [
      ['status', 'of-tomorrow'],
      ['status', 'constructor'],
      ['constructor', 'name'],
      ['__proto__', 'toString'],
    ] as const)
      expect(wordFor(german, field, word)).toBeUndefined();
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
