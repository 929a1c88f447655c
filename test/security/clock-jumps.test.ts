// SPDX-License-Identifier: Apache-2.0
// A machine's clock jumps ahead, and back again when somebody notices: nothing that was ended opens again, nothing lives longer
// than it may, and whoever logs in then gets in.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/store/file.ts';
import { type Answer, type Harness, startHarness } from '../e2e/harness.ts';

const HOUR = 3_600_000;
const JUMPS = [HOUR / 4, 3 * HOUR, 400 * 24 * HOUR] as const;

let house: Harness;
let skew = 0;
const now = (): number => Date.now() + skew;
const durable = createFileStore({ folder: ':memory:', now });
beforeAll(async () => {
  house = await startHarness({ durable, now });
});
afterEach(() => {
  skew = 0;
});
afterAll(() => house.close());

const servers = async (token: string): Promise<number> =>
  (await house.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })).status;
const shown = async (token: string): Promise<Answer> =>
  house.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
const logIn = (application_credential: object): Promise<Answer> =>
  house.send('POST', '/identity/v3/auth/tokens', {
    json: { auth: { identity: { methods: ['application_credential'], application_credential } } },
  });

describe.each(JUMPS)('a clock that jumps by %i ms and back', (jump) => {
  it('opens no token again that was revoked before it', async () => {
    const token = await house.scoped('alice');
    expect(await servers(token)).toBe(200);
    const { status } = await house.send('DELETE', '/identity/v3/auth/tokens', {
      token,
      headers: { 'x-subject-token': token },
    });
    expect(status).toBe(204);
    skew = jump;
    // What looks around meanwhile.
    const other = await house.scoped('alice', 'teaching').catch(() => '');
    await servers(other);
    expect(await servers(token)).toBe(401);
    skew = 0;
    await servers(await house.scoped('alice', 'teaching').catch(() => ''));
    expect(await servers(token)).toBe(401);
  });

  it('takes no token of that time afterwards, which would live too long and outlive what revokes its user', async () => {
    const owner = await house.scoped('alice');
    const me = (await shown(owner)).body.token.user.id;
    const json = { application_credential: { name: `of ${jump}` } };
    const { body } = await house.send('POST', `/identity/v3/users/${me}/application_credentials`, {
      token: owner,
      json,
    });
    const { id, secret } = body.application_credential;
    const early = (await logIn({ id, secret })).headers.get('x-subject-token') ?? '';
    expect(await servers(early)).toBe(200);
    skew = jump;
    const answer = await logIn({ id, secret });
    const late = answer.headers.get('x-subject-token') ?? '';
    // Clouds whose clocks are right refuse a proof of the future.
    expect([201, 401, 503]).toContain(answer.status);
    skew = 0;
    expect(await servers(late)).toBe(401);
    expect(await servers(early)).toBe(200);
    expect((await logIn({ id, secret })).status).toBe(201);
  });
});

it('whoever logs in after a clock was set back gets in at once, whatever was refused while it was ahead', async () => {
  skew = 3 * HOUR;
  for (const user of ['alice', 'bob']) await expect(house.scoped(user)).rejects.toThrow(/ 50\d| 401/);
  skew = 0;
  expect(await servers(await house.scoped('alice'))).toBe(200);
});
