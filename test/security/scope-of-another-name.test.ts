// SPDX-License-Identifier: Apache-2.0
// A cloud whose database compares without letter case finds the project `research` where `Research` was asked for. The
// gateway took the session: whoever works in `Research`, a project of another cloud, worked in `research` of this one, and
// the ids of the two were exchanged for each other from then on. A session counts for the scope that was asked, or not at all.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createStrategy } from '../../src/federation/create-strategy.ts';
import { createExchange, type Exchange, type MemberScope } from '../../src/federation/exchange.ts';
import { createProjectNames } from '../../src/federation/mapping.ts';
import { createSeal } from '../../src/federation/seal.ts';
import type { Member } from '../../src/model/member.ts';
import type { Subject } from '../../src/model/strategy.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { HUB_DOMAIN, RESEARCH, startTinyKeystone, type TinyKeystone } from '../contract/tiny-keystone.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, makeMember, T0 } from '../contract/world.ts';

const alice: Subject = { kind: 'principal', principal: ALICE };
let world: KeyFolder;
let keystone: TinyKeystone;
let member: Member;
let exchange: Exchange;
beforeAll(async () => {
  world = await makeKeys();
});
afterAll(() => world.remove());
beforeEach(async () => {
  clock.now = T0;
  keystone = await startTinyKeystone(clock.read);
  keystone.state.foldsNames = true;
  const { authUrl } = keystone;
  const hub = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', audience: 'cloud-a' } as const;
  const deps = { keys: world.keys, issuer: () => ISSUER, now: clock.read };
  member = makeMember(authUrl, createStrategy(hub, { authUrl, projects: createProjectNames([]) }, deps));
  const store = createMemoryStore({ now: clock.read });
  exchange = createExchange({ store, seal: createSeal(world.keys), now: clock.read, onSession: () => undefined });
});
afterEach(async () => {
  await member.transport.close();
  await keystone.close();
});

it.each<[string, MemberScope]>([
  ['a project', { kind: 'project', project: { domain: HUB_DOMAIN.name, name: 'Research' } }],
  ['a project of a domain', { kind: 'project', project: { domain: 'HUB', name: RESEARCH.name } }],
  ['a domain', { kind: 'domain', name: 'Hub' }],
])('%s that a cloud finds by another name is no session there', async (_what, scope) => {
  await expect(exchange.session(member, alice, scope)).rejects.toMatchObject({ code: 'unauthorized' });
});

it('a scope of the very name is a session at such a cloud as at any', async () => {
  const scope: MemberScope = { kind: 'project', project: { domain: HUB_DOMAIN.name, name: RESEARCH.name } };
  expect(await exchange.session(member, alice, scope)).toMatchObject({ project: { name: RESEARCH.name } });
  expect(await exchange.session(member, alice, { kind: 'domain', name: HUB_DOMAIN.name })).toBeDefined();
});
