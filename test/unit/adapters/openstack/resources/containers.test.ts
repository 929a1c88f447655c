// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { containers } from '../../../../../src/adapters/openstack/resources/containers.ts';
import type { NativeCall } from '../../../../../src/model/scs/adapter.ts';
import { Answer, type Answers, fakeApi } from '../../../../contract/scs-native-api.ts';

const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: 'p' };
const names = Array.from({ length: 2001 }, (_, index) => `c ${String(index).padStart(4, '0')}`);
const MANY: Answers = {
  'GET object-store ': ({ query = {} }: NativeCall) =>
    names
      .filter((name) => name > String(query.marker ?? ''))
      .slice(0, Number(query.limit))
      .map((name) => ({ name, count: 1, bytes: 5, last_modified: '2026-11-23T13:28:09.145540' })),
};
const ONE: Answers = {
  'HEAD object-store /a%20b': new Answer(undefined, {
    'x-container-object-count': '2',
    'x-container-bytes-used': '6',
    'x-timestamp': '1795440489.15101',
  }),
  'PUT object-store /a%20b': undefined,
};

describe('containers', () => {
  it('are listed to the end, after the last name of each answer', async () => {
    const api = fakeApi(MANY);
    const found = [];
    for await (const page of containers.list(api, { filters: {} })) found.push(...page);
    expect(found.map((one) => containers.map(one, WHERE).id)).toEqual(names);
    expect(api.calls.map(({ query }) => query?.marker)).toEqual([undefined, 'c 0999', 'c 1999']);
  });

  it('are none in an account that nobody has used, whose answer may be empty', async () => {
    const found = [];
    for await (const page of containers.list(fakeApi({ 'GET object-store ': undefined }), { filters: {} }))
      found.push(...page);
    expect(found).toEqual([]);
  });

  it('are the same by themselves as in the list', async () => {
    const item = containers.map(await containers.get(fakeApi(ONE), 'a b'), WHERE);
    expect(item).toMatchObject({ id: 'a b', name: 'a b', objects: 2, sizeBytes: 6, createdAt: null });
  });

  it('have an endpoint for S3 only where the catalogue names one', async () => {
    const [known, silent] = [fakeApi(ONE), { ...fakeApi(ONE), endpoint: () => undefined }];
    expect(containers.map(await containers.get(known, 'a b'), WHERE).s3Endpoint).toContain('/object-store-s3');
    expect(containers.map(await containers.get(silent, 'a b'), WHERE).s3Endpoint).toBeNull();
  });

  it('that are there already are a conflict', async () => {
    const api = fakeApi(ONE);
    const known = { ...api, call: async (call: NativeCall) => ({ ...(await api.call(call)), status: 202 }) };
    await expect(containers.create?.(known, { name: 'a b' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(containers.create?.(api, { name: 'a b' })).resolves.toMatchObject({ native: { name: 'a b' } });
  });

  it.each(['', '.', '..', 'a/b', '/', '\ud800'])(
    'are never made, looked for or removed by %j, which would lead elsewhere',
    async (name) => {
      const api = fakeApi(ONE);
      await expect(containers.create?.(api, { name })).rejects.toMatchObject({ code: 'unprocessable' });
      await expect(containers.get(api, name)).rejects.toMatchObject({ code: 'nativeNotFound' });
      await expect(containers.remove?.(api, name)).rejects.toMatchObject({ code: 'nativeNotFound' });
      expect(api.calls).toEqual([]);
    },
  );
});
