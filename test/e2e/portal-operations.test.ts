// SPDX-License-Identifier: Apache-2.0
// What takes longer than its page waits is followed to its end at a page of its own, which needs no script: it goes on being sent
// until the cloud is done.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fieldIn, type PortalHouse, startPortalHouse } from './portal-house.ts';

/** Longer than the page of an act waits, which is 5 s. */
const SETTLE = 8_000;

let house: PortalHouse;
let path: string;
beforeAll(async () => {
  house = await startPortalHouse({ clouds: { settle: SETTLE } });
  const made = await house.api('POST', 'servers?wait=30', {
    ...{ cloud: 'cloud-a', name: 'slow', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' },
  });
  path = `/resources/servers/cloud-a/${made.item.id}`;
}, 90_000);
afterAll(() => house?.close());

const statesIn = (text: string): string[] => text.split('<div class="state">').slice(1);

it('a change that takes long leads to a page that shows it until it has ended', async () => {
  const asked = await house.page(`${path}/stop`);
  const told = await house.post(`${path}/stop`, { key: fieldIn(asked, 'key'), csrf: fieldIn(asked, 'csrf') });
  expect(told.text).toContain('Under way');
  const [, to = ''] = /<a href="\/portal(\/operations\/[^"]+)">Follow it to its end<\/a>/.exec(told.text) ?? [];

  const { status, text } = await house.page(to);
  expect(status).toBe(200);
  expect(text).toContain('<h1>Servers: Stop</h1>');
  expect(text).toMatch(/id="operation" data-refresh="\d+"/);
  const states = statesIn(text);
  expect(states.length).toBeGreaterThan(1);
  expect(states.at(0)).toContain('Under way');
  expect(states.at(-1)).toContain('Done');
  expect(states.at(-1)).toContain('stopped');

  // It has ended: nothing is asked again, with a script or without.
  const later = await house.page(to);
  expect([later.text.includes('Done'), /id="operation"[^>]*data-refresh/.test(later.text)]).toEqual([true, false]);
}, 60_000);

it('an operation that is nobody’s is not found, and one in its address runs nothing', async () => {
  const { status, text } = await house.page(`/operations/${encodeURIComponent('"><script>x')}`);
  expect([status, text.includes('<script>x')]).toEqual([404, false]);
});

it('the page of a server asks anew, sooner while something goes on with it', async () => {
  expect((await house.page(path)).text).toMatch(/id="object" data-refresh="30"/);
  const { id } = { id: path.split('/').at(-1) };
  await house.api('POST', `servers/cloud-a/${id}/actions/start`);
  expect((await house.page(path)).text).toMatch(/id="object" data-refresh="5"/);
}, 60_000);
