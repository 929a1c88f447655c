// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import {
  errorStreamOf,
  isLongRunning,
  isProxied,
  isWatch,
  reachesBeyond,
} from '../../../../src/adapters/kubernetes/index.ts';

const PODS = '/api/v1/namespaces/n/pods';

it.each([
  [PODS, 'watch=true'],
  [PODS, 'watch=1'],
  [PODS, 'watch'],
  [PODS, 'limit=5&watch='],
  [PODS, 'w%61tch=yes'],
  ['/api/v1/watch/pods', undefined],
  [`${PODS}/p/log`, 'follow=true'],
  [`${PODS}/p/exec`, 'command=ls'],
  [`${PODS}/p/attach`, undefined],
  [`${PODS}/p/portforward`, undefined],
  ['/api/v1/namespaces/n/services/s/proxy/x', undefined],
])('%s?%s may be silent for long', (path, query) => expect(isLongRunning(path, query)).toBe(true));

it.each([
  [PODS, undefined],
  [PODS, 'watch=false'],
  [PODS, 'watch=FALSE'],
  [PODS, 'watch=0'],
  [PODS, 'labelSelector=watch%3Dtrue'],
  ['/apis/apps/v1/deployments', 'limit=500'],
])('%s?%s is answered at once', (path, query) => expect(isLongRunning(path, query)).toBe(false));

it('only a list of events may end after each of them', () => {
  for (const query of ['watch=true', 'watch', 'limit=5&w%61tch=1']) expect(isWatch(PODS, query)).toBe(true);
  expect(isWatch('/api/v1/watch/pods', undefined)).toBe(true);
  const others = [`${PODS}/p/log`, `${PODS}/p/exec`, '/api/v1/namespaces/n/services/s/proxy/x'];
  for (const path of others) expect(isWatch(path, 'watch=true&follow=true')).toBe(false);
  expect([isWatch(PODS, 'watch=0'), isWatch(PODS, 'follow=true'), isWatch(PODS, undefined)]).toEqual([
    false,
    false,
    false,
  ]);
});

it('exec and attach have one stream for errors, a port-forward has many', () => {
  const paths = ['exec', 'attach', 'portforward', 'log'].map((what) => `${PODS}/p/${what}`);
  expect(paths.map(errorStreamOf)).toEqual([1, 1, undefined, undefined]);
});

it('only a program behind the apiserver may redirect', () => {
  for (const path of [
    `${PODS}/p/proxy`,
    '/api/v1/nodes/n/proxy/stats',
    '/api/v1/namespaces/n/services/https:s:web/proxy/',
  ])
    expect(isProxied(path)).toBe(true);
  for (const path of [PODS, '/api/v1/namespaces/proxy/pods', '/proxy', `${PODS}/p/proxyish`])
    expect(isProxied(path)).toBe(false);
});

it.each([
  [`${PODS}/p/exec`, true],
  [`${PODS}/p/attach`, true],
  [`${PODS}/p/portforward`, true],
  [`${PODS}/p/log`, true],
  [`${PODS}/p/proxy/x`, true],
  ['/api/v1/nodes/n/proxy/stats', true],
  ['/api/v1/proxy/namespaces/n/services/s/x', true],
  [PODS, false],
  [`${PODS}/p`, false],
  [`${PODS}/p/status`, false],
  [`${PODS}/exec`, false],
  ['/apis/apps/v1/namespaces/n/deployments/log', false],
  ['/version', false],
])('%s is answered by something behind the apiserver: %s', (path, beyond) => expect(reachesBeyond(path)).toBe(beyond));
