// SPDX-License-Identifier: Apache-2.0
// Whether a credential that a service has refused is good: what is asked of whom, how often, and what an answer means.
import { beforeEach, describe, expect, it } from 'vitest';
import { createClusterStanding, createTokenStanding } from '../../../src/members/standing.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { HttpAnswer, MemberCall } from '../../../src/model/http.ts';

let now: number;
let asked: MemberCall[];
let status: number;
const transport = {
  async call(call: MemberCall): Promise<HttpAnswer> {
    asked.push(call);
    if (status === 0) throw new GatewayError('memberUnreachable');
    return { status, headers: {}, body: '' };
  },
};
beforeEach(() => {
  now = 1_000;
  asked = [];
  status = 200;
});

describe('a token', () => {
  const create = () =>
    createTokenStanding({ cloud: 'cloud-a', authUrl: 'https://k.example/v3', transport }, { now: () => now });

  it('is shown to the Keystone that gave it, which is asked about that token', async () => {
    expect(await create().ask('t')).toBe(true);
    expect(asked).toEqual([
      {
        method: 'HEAD',
        url: 'https://k.example/v3/auth/tokens',
        headers: { 'x-auth-token': 't', 'x-subject-token': 't' },
      },
    ]);
  });

  it.each([
    [200, true],
    [203, true],
    [204, true],
    // Whom Keystone forbids the question, it has authenticated.
    [403, true],
    [401, false],
    [404, false],
  ])('of which it says %i is good: %s', async (said, good) => {
    status = said;
    expect(await create().ask('t')).toBe(good);
  });

  it.each([302, 400, 429, 500, 503])('of which it says %i is neither', async (said) => {
    status = said;
    await expect(create().ask('t')).rejects.toMatchObject({ code: 'memberRefused', cloud: 'cloud-a' });
  });

  it('of which nothing can be learnt fails with the reason, and is asked after again', async () => {
    const standing = create();
    status = 0;
    await expect(standing.ask('t')).rejects.toMatchObject({ code: 'memberUnreachable' });
    status = 200;
    expect([standing.known('t'), await standing.ask('t')]).toEqual([false, true]);
  });

  it('is asked after once by all who want to know', async () => {
    const standing = create();
    expect(await Promise.all([standing.ask('t'), standing.ask('t'), standing.ask('u')])).toEqual([true, true, true]);
    expect(asked).toHaveLength(2);
  });

  it('that is good is known for five seconds, and no other one with it', async () => {
    const standing = create();
    expect(standing.known('t')).toBe(false);
    await standing.ask('t');
    now += 4_999;
    expect([standing.known('t'), standing.known('u'), await standing.ask('t'), asked.length]).toEqual([
      true,
      false,
      true,
      1,
    ]);
    now += 1;
    expect(standing.known('t')).toBe(false);
    await standing.ask('t');
    expect(asked).toHaveLength(2);
  });

  it('that is bad is not remembered: a later question is a new one', async () => {
    const standing = create();
    status = 401;
    expect([await standing.ask('t'), standing.known('t'), await standing.ask('t')]).toEqual([false, false, false]);
    expect(asked).toHaveLength(2);
  });
});

describe('what proves a user to a cluster', () => {
  const create = () =>
    createClusterStanding({ cloud: 'cloud-a', server: 'https://c.example/x', transport }, { now: () => now });
  const proof = [
    ['authorization', 'Bearer t'],
    ['impersonate-group', 'a'],
    ['impersonate-group', 'b'],
  ] as const;

  it('is shown to its apiserver, all of it, by a question that everybody may ask', async () => {
    expect(await create().ask(proof)).toBe(true);
    expect(asked).toEqual([
      {
        method: 'GET',
        url: 'https://c.example/x/version',
        headers: { authorization: ['Bearer t'], 'impersonate-group': ['a', 'b'] },
      },
    ]);
  });

  it.each([
    [200, true],
    [403, true],
    [404, true],
    [401, false],
  ])('is good where that says %i: %s', async (said, good) => {
    status = said;
    expect(await create().ask(proof)).toBe(good);
  });

  it.each([429, 500, 503])('is neither where that says %i', async (said) => {
    status = said;
    await expect(create().ask(proof)).rejects.toMatchObject({ code: 'memberRefused' });
  });

  it('is another one for each user', async () => {
    const standing = create();
    await standing.ask(proof);
    expect([standing.known([...proof]), standing.known([['authorization', 'Bearer t']])]).toEqual([true, false]);
  });
});
