// SPDX-License-Identifier: Apache-2.0
// `npm run screenshots` shows the whole portal: a new page has to say where it is to be seen.
import { expect, it } from 'vitest';
import { isPlaceOf, PLACES, UNSEEN } from '../../scripts/portal-places.ts';
import { PAGES } from '../../src/gateway/surfaces/portal/pages/index.ts';

it('every page of the portal has a place among the screenshots, and those of the navigation do', () => {
  const seen = PAGES.filter(({ path }) => !UNSEEN.includes(path));
  const missing = seen.filter(({ path }) => !PLACES.some((place) => isPlaceOf(path, place.path)));
  expect(missing.map(({ path }) => path)).toEqual([]);
  for (const { path, nav } of PAGES.filter((page) => page.nav !== undefined && UNSEEN.includes(page.path)))
    expect([nav, PLACES.some((place) => place.path.startsWith(`${path}/`))]).toEqual([nav, true]);
});

it('no screenshot is of a page that is not there, and none is taken for two', () => {
  const lost = PLACES.filter(
    ({ path }) => !path.startsWith('/login') && !PAGES.some((page) => isPlaceOf(page.path, path)),
  );
  expect(lost).toEqual([]);
  expect(new Set(PLACES.map(({ name }) => name)).size).toBe(PLACES.length);
});
