// SPDX-License-Identifier: Apache-2.0
// Chosen roles where the session that they are taken from stands on a login of before the member's Keystone was told to remember
// the groups of federated users: it makes no credential out of that one, and of a new login it does.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createStrategy } from '../../../src/federation/create-strategy.ts';
import { createExchange, type Exchange } from '../../../src/federation/exchange.ts';
import { createProjectNames } from '../../../src/federation/mapping.ts';
import { createSeal } from '../../../src/federation/seal.ts';
import type { Member } from '../../../src/model/member.ts';
import type { Store } from '../../../src/model/store.ts';
import type { Subject } from '../../../src/model/strategy.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import {
  type Answer,
  type Call,
  RESEARCH,
  startTinyKeystone,
  type TinyKeystone,
} from '../../contract/tiny-keystone.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, makeMember, T0 } from '../../contract/world.ts';

const alice: Subject = { kind: 'principal', principal: ALICE };
const PROJECT = { kind: 'project', project: { domain: RESEARCH.domain.name, name: RESEARCH.name } } as const;
const READER = { ...PROJECT, roles: ['reader'] };
const FEDERATION = 'POST /v3/OS-FEDERATION/identity_providers/hub/protocols/openid/auth';
const REFUSAL: Answer = {
  status: 400,
  body: { error: { code: 400, message: 'No role there.', title: 'Bad Request' } },
};

let world: KeyFolder;
let keystone: TinyKeystone;
let store: Store;
let exchange: Exchange;
let member: Member;
/** Status for a credential that is made with the token. */
let credential: (token: string) => number;
const counts = { made: 0, logins: 0 };
beforeAll(async () => {
  world = await makeKeys();
});
afterAll(() => world.remove());
beforeEach(async () => {
  clock.now = T0;
  Object.assign(counts, { made: 0, logins: 0 });
  credential = () => 201;
  keystone = await startTinyKeystone(clock.read);
  keystone.state.override = answer;
  store = createMemoryStore({ now: clock.read });
  exchange = replica();
  const deps = { keys: world.keys, issuer: () => ISSUER, now: clock.read };
  const options = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', audience: 'cloud-a' } as const;
  member = makeMember(
    keystone.authUrl,
    createStrategy(options, { authUrl: keystone.authUrl, projects: createProjectNames([]) }, deps),
  );
});
afterEach(async () => {
  await member.transport.close();
  await keystone.close();
});

const replica = (): Exchange =>
  createExchange({ store, seal: createSeal(world.keys), now: clock.read, onSession: () => undefined });

/** What the tiny Keystone does not know of itself. */
function answer({ what, headers, body }: Call): Answer | undefined {
  if (what === FEDERATION) counts.logins += 1;
  if (what.startsWith('GET /v3/users/')) return { status: 200, body: { application_credentials: [] } };
  if (what.startsWith('POST /v3/users/')) {
    counts.made += 1;
    const status = credential(String(headers['x-auth-token']));
    if (status !== 201) return { ...REFUSAL, status };
    return { status, body: { application_credential: { id: 'made', secret: 'for this test' } } };
  }
  if (!body.includes('"application_credential"')) return undefined;
  return { status: 201, headers: { 'x-subject-token': 'of-reader' }, body: { token: limited } };
}
const limited = {
  expires_at: new Date(T0 + 3_600_000).toISOString(),
  user: { id: '', name: 'alice', domain: RESEARCH.domain },
  project: RESEARCH,
  roles: [{ id: '2', name: 'reader' }],
  catalog: [],
};
/** A session with every role, by the login of before; tokens that exist then are old. */
async function before(): Promise<ReadonlySet<string>> {
  const full = await exchange.session(member, alice, PROJECT);
  limited.user.id = full.user.id;
  expect(full.roles.map(({ name }) => name)).toContain('member');
  clock.now += 60_000;
  return new Set(keystone.state.tokens.keys());
}
const taken = (by = exchange): Promise<string> =>
  by.session(member, alice, READER).then(
    ({ token }) => token,
    (error: { code?: string }) => String(error.code),
  );

it.each([400, 401, 403, 404])(
  'a session of an earlier login that Keystone makes nothing of (%i) is replaced once',
  async (status) => {
    const old = await before();
    credential = (token) => (old.has(token) ? status : 201);
    expect(await taken()).toBe('of-reader');
    expect(counts).toEqual({ made: 2, logins: 2 });
  },
);

it('an earlier login that another replica made is replaced as well', async () => {
  const old = await before();
  credential = (token) => (old.has(token) ? 400 : 201);
  expect(await taken(replica())).toBe('of-reader');
  expect(counts).toEqual({ made: 2, logins: 2 });
});

it('where the new login is refused too the cloud cannot, and is asked again after a minute', async () => {
  await before();
  credential = () => 400;
  expect([await taken(), await taken()]).toEqual(['forbidden', 'forbidden']);
  expect(counts).toEqual({ made: 2, logins: 2 });
  clock.now += 61_000;
  expect(await taken()).toBe('forbidden');
  expect(counts.made).toBeGreaterThan(2);
});

it('a refusal to a login that was made for it is the last word', async () => {
  credential = () => 400;
  expect(await taken()).toBe('forbidden');
  expect(counts).toEqual({ made: 1, logins: 1 });
});

it('a Keystone that fails costs no new login of an earlier one', async () => {
  await before();
  credential = () => 503;
  expect(await taken()).toBe('memberRefused');
  expect(counts).toEqual({ made: 1, logins: 1 });
});
