// SPDX-License-Identifier: Apache-2.0
// What a login asks every member, however much is cached.
import { describe, expect, it } from 'vitest';
import { createLiveness } from '../../../src/members/liveness.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { Member } from '../../../src/model/member.ts';

function setUp() {
  const state = { now: 0, calls: [] as string[], answer: async (): Promise<number> => 200 };
  const call = async ({ method, url }: { method: string; url: string }) => {
    state.calls.push(`${method} ${url}`);
    return { status: await state.answer(), headers: {}, body: '' };
  };
  const member = { id: 'cloud-a', authUrl: 'http://127.0.0.1:1/v3', transport: { call } } as unknown as Member;
  return { state, member, liveness: createLiveness({ now: () => state.now }) };
}

describe('liveness', () => {
  it('asks the version document, once for all logins of two seconds', async () => {
    const { state, member, liveness } = setUp();
    await Promise.all([liveness(member), liveness(member)]);
    state.now = 1_999;
    await liveness(member);
    expect(state.calls).toEqual(['GET http://127.0.0.1:1/v3']);
    state.now = 2_000;
    await liveness(member);
    expect(state.calls).toHaveLength(2);
  });

  it('fails as the transport fails, and sees the member come back', async () => {
    const { state, member, liveness } = setUp();
    state.answer = () => Promise.reject(new GatewayError('memberTimeout'));
    await expect(liveness(member)).rejects.toMatchObject({ code: 'memberTimeout' });
    state.answer = async () => 200;
    state.now = 2_000;
    await expect(liveness(member)).resolves.toBe(0);
  });

  it.each([300, 401, 404])('takes %d for an answer', async (status) => {
    const { state, member, liveness } = setUp();
    state.answer = async () => status;
    await expect(liveness(member)).resolves.toBe(0);
  });

  it('says how long the answer took, to all who share it', async () => {
    const { state, member, liveness } = setUp();
    state.answer = async () => {
      state.now += 37;
      return 200;
    };
    expect(await Promise.all([liveness(member), liveness(member)])).toEqual([37, 37]);
  });

  it('takes a front end that answers 503 for a Keystone that is gone', async () => {
    const { state, member, liveness } = setUp();
    state.answer = async () => 503;
    await expect(liveness(member)).rejects.toMatchObject({ code: 'memberUnreachable', cloud: 'cloud-a' });
  });
});
