// SPDX-License-Identifier: Apache-2.0
// Whoever has a console's URL has the console, and the log is read by more people than the one it was made for: neither
// the sealed part of its path nor a token in its query may stand there.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from './attacks/attack.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse();
});
afterAll(() => house.close());

const SEALED = `${'c2VhbGVk'.repeat(12)}.dGFn`;

it.each(PROTOCOLS)('a console asked for over %s is logged without what opens it', async (protocol) => {
  const at = house.log.length;
  for (const path of [
    `/consoles/${SEALED}`,
    `/consoles/${SEALED}/vnc_auto.html?token=t0ken`,
    `/consoles%2F${SEALED}/x`,
  ])
    await house.send(protocol, 'GET', path);
  const lines = () => house.log.slice(at).filter(({ msg }) => msg === 'request');
  await until(() => lines().length === 3);
  expect(lines().map(({ path }) => path)).toEqual([
    '/consoles/[sealed]',
    '/consoles/[sealed]/vnc_auto.html',
    '/consoles%2F[sealed]/x',
  ]);
  expect(JSON.stringify(house.log)).not.toMatch(/c2VhbGVk|t0ken/);
});

it('not where its host or its path is another than it should be either', async () => {
  const sealed = `${'c2VhbGVk'.repeat(2)}.${'c2VhbGVk'.repeat(20)}`;
  const at = house.log.length;
  const paths = [
    `/${sealed}/vnc.html`,
    `///consoles/${sealed}/`,
    `/%63onsoles/${sealed}`,
    `/k8s/liar/${sealed}/x`,
    `/consoles/x%2F${sealed}`,
  ];
  for (const path of paths) await house.send('HTTP/1.1', 'GET', path);
  await until(() => house.log.slice(at).filter(({ msg }) => msg === 'request').length === paths.length);
  expect(JSON.stringify(house.log)).not.toMatch(/c2VhbGVk/);
});
