// SPDX-License-Identifier: Apache-2.0
// A cluster's API that answers from recorded answers, by path.
import { readFileSync } from 'node:fs';
import { GatewayError } from '../../../../../src/model/errors.ts';
import type { NativeApi, NativeCall } from '../../../../../src/model/scs/adapter.ts';
import { Answer, type FakeApi, fakeApi as memberApi } from '../../../../contract/scs-native-api.ts';

export interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: as the cluster sent it
  readonly body: any;
}

export const fixture = (name: string): Recorded =>
  JSON.parse(readFileSync(new URL(`../../../../fixtures/kubernetes/${name}.json`, import.meta.url), 'utf8'));

type Given = Recorded | GatewayError | ((call: NativeCall) => Recorded);

/** What a real cluster said to each path. */
export const REAL: Readonly<Record<string, Given>> = {
  '/version': fixture('version'),
  '/readyz': fixture('readyz'),
  '/apis': fixture('api-groups'),
  '/apis/networking.k8s.io/v1': fixture('networking-v1'),
  '/apis/storage.k8s.io/v1/storageclasses': fixture('storage-classes'),
  '/api/v1/nodes': fixture('nodes'),
  '/api/v1/namespaces': fixture('namespaces'),
  '/apis/apps/v1/deployments': fixture('deployments'),
  '/apis/apps/v1/statefulsets': fixture('statefulsets'),
  '/apis/apps/v1/daemonsets': fixture('daemonsets'),
  '/apis/batch/v1/jobs': fixture('jobs'),
  '/apis/batch/v1/cronjobs': fixture('cronjobs'),
};

export const refusal = (code: GatewayError['code']): GatewayError => new GatewayError(code, { cloud: 'cloud-a' });

export function fakeApi(answers: Readonly<Record<string, Given>> = REAL, more: Partial<NativeApi> = {}): FakeApi {
  const member = Object.entries(answers).map(([path, given]) => [
    `GET kubernetes ${path}`,
    (call: NativeCall) => {
      if (given instanceof GatewayError) throw given;
      const { body, headers } = typeof given === 'function' ? given(call) : given;
      return new Answer(body, headers);
    },
  ]);
  return {
    ...memberApi(Object.fromEntries(member), { cluster: 'prod-a' }),
    clusterName: 'Production A',
    endpoint: () => 'https://gateway.example.org/k8s/prod-a',
    ...more,
  };
}

export const WHERE = { cloud: 'cloud-a', region: 'cloud-a', project: null, cluster: 'prod-a' };

export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
