// SPDX-License-Identifier: Apache-2.0
// Which requests make something new at a cloud or cluster, and which are about what is there.
import { expect, it } from 'vitest';
import { makesNew as makesNewObject } from '../../../src/adapters/kubernetes/index.ts';
import { makesNew } from '../../../src/adapters/openstack/index.ts';

const ID = '21dced0f-d203-4786-9b93-710d2b98aae0';
const PROJECT = '21dced0fd20347869b93710d2b98aae0';

it.each([
  ['compute', '/v2.1/servers'],
  ['compute', '/v2.1/os-keypairs'],
  ['network', '/v2.0/networks'],
  ['network', '/v2.0/ports/'],
  ['block-storage', `/v3/${PROJECT}/volumes`],
  ['image', '/v2/images'],
  ['load-balancer', '/v2/lbaas/loadbalancers'],
  ['orchestration', `/v1/${PROJECT}/stacks`],
  ['key-manager', '/v1/secrets'],
  ['other', '/things'],
])('makes something new: POST %s %s', (service, path) => {
  expect(makesNew({ method: 'POST', service, path })).toBe(true);
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    expect(makesNew({ method, service, path })).toBe(false);
});

it.each([
  ['compute', `/v2.1/servers/${ID}/action`],
  ['compute', `/v2.1/servers/${ID}/remote-consoles`],
  ['compute', `/v2.1/servers/${ID}/os-volume_attachments`],
  ['block-storage', `/v3/${PROJECT}/volumes/${ID}/action`],
  ['load-balancer', `/v2/lbaas/pools/${ID}/members`],
  ['orchestration', `/v1/${PROJECT}/stacks/web/${ID}/actions`],
  ['compute', `/v2.1/servers/${PROJECT}/action`],
  ['identity', '/v3/auth/tokens'],
  ['object-store', '/v1/AUTH_x/photos'],
  ['compute', '/'],
  ['compute', '/v2.1'],
])('is about what is there, or about people: POST %s %s', (service, path) => {
  expect(makesNew({ method: 'POST', service, path })).toBe(false);
});

it.each([
  '/api/v1/namespaces',
  '/api/v1/namespaces/default/pods',
  '/apis/apps/v1/namespaces/default/deployments',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  '/apis/example.org/v1/things/',
])('makes a new object of a cluster: POST %s', (path) => {
  expect(makesNewObject('POST', path)).toBe(true);
  expect(makesNewObject('PATCH', path)).toBe(false);
});

it.each([
  '/api/v1/namespaces/default/pods/web/eviction',
  '/api/v1/namespaces/default/pods/web/exec',
  '/api/v1/namespaces/default/pods/web/proxy/things',
  '/api/v1/namespaces/default/serviceaccounts/ci/token',
  '/api/v1/namespaces/default/events',
  '/apis/events.k8s.io/v1/namespaces/default/events',
  '/apis/coordination.k8s.io/v1/namespaces/default/leases',
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  '/version',
])('asks, or is about what is there: POST %s', (path) => {
  expect(makesNewObject('POST', path)).toBe(false);
});
