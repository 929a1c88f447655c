// SPDX-License-Identifier: Apache-2.0
// Each service has a way of its own to say that there is more. A list that stops after its first page loses objects
// without a word.
import { describe, expect, it } from 'vitest';
import { pages } from '../../../../../src/adapters/openstack/services/paging.ts';
import type { NativeApi, NativeCall } from '../../../../../src/model/scs/adapter.ts';

const more = 'http://member.example/v2/zones?limit=2&marker=z2';

/** Two pages; `says` is how the first one names the next. */
async function listed(says: object, links?: string): Promise<unknown[]> {
  const asked: NativeCall[] = [];
  const api = {
    cloud: 'cloud-a',
    async call(call: NativeCall) {
      asked.push(call);
      const last = call.query?.marker === 'z2';
      return { status: 200, headers: {}, body: last ? { zones: [{ id: 'z3' }] } : { zones: [{ id: 'z2' }], ...says } };
    },
  } as unknown as NativeApi;
  const rows: unknown[] = [];
  const call = { service: 'dns', path: '/zones', key: 'zones', ...(links === undefined ? {} : { links }) };
  for await (const page of pages(api, call)) rows.push(...page.map(({ id }) => id));
  return rows;
}

describe('a list goes on where the member says that there is more', () => {
  it.each<[string, object, string?]>([
    ['Designate and Heat: links.next', { links: { self: 'http://member.example/v2/zones', next: more } }],
    ['Glance: next', { next: '/v2/zones?marker=z2' }],
    ['Nova, Cinder, Neutron: {key}_links', { zones_links: [{ rel: 'next', href: more }] }],
    ['links under another name', { elsewhere: [{ rel: 'prev' }, { rel: 'next', href: more }] }, 'elsewhere'],
  ])('as told by %s', async (_service, says, links) => {
    expect(await listed(says, links)).toEqual(['z2', 'z3']);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['a link to itself alone', { links: { self: more } }],
    ['a next that is null', { links: { next: null }, next: null }],
    ['a next without a marker', { links: { next: 'http://member.example/v2/zones?limit=2' } }],
    ['something else', { links: 'next', zones_links: {} }],
  ])('and stops where it says %s', async (_what, says) => {
    expect(await listed(says)).toEqual(['z2']);
  });
});
