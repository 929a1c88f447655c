// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createSharedCatalogs } from '../../../src/federation/shared-catalogs.ts';
import type { Catalog } from '../../../src/model/catalog.ts';

const catalog = (project: string): Catalog =>
  ['compute', `volumev3/${project}`].map((name) => ({
    id: name,
    type: name.split('/')[0] ?? '',
    name,
    endpoints: [{ id: 'e', interface: 'public', region: 'R', region_id: 'R', url: `http://127.0.0.2/${name}` }],
  }));

it('gives one object for catalogues that say the same, and changes none', () => {
  const share = createSharedCatalogs();
  const first = share(catalog('one'));
  expect(first).toEqual(catalog('one'));
  expect(share(catalog('one'))).toBe(first);
});

it('gives another one where an endpoint differs, but the services that are the same', () => {
  const share = createSharedCatalogs();
  const [one, two] = [share(catalog('one')), share(catalog('two'))];
  expect(two).toEqual(catalog('two'));
  expect(two).not.toBe(one);
  expect(two[0]).toBe(one[0]);
  expect(two[1]).not.toBe(one[1]);
});
