// SPDX-License-Identifier: Apache-2.0
// The stand-in's Placement: its version document (whose self link is empty, as the real one's) and a closed door.
import { answer, type Headers, requestId, route, type Service } from './http.ts';

export function createPlacement(keystoneUrl: () => string): { service: Service } {
  const links = [{ rel: 'self', href: '' }];
  const version = { id: 'v1.0', max_version: '1.39', min_version: '1.0', status: 'CURRENT', links };
  const error = (status: number, title: string, detail: string, headers: Headers = {}) =>
    answer(status, { errors: [{ status, title, detail, request_id: requestId() }] }, headers);
  return {
    service: {
      type: 'placement',
      headers: () => ({
        'openstack-api-version': 'placement 1.0',
        vary: 'openstack-api-version',
        'x-openstack-request-id': requestId(),
      }),
      routes: [
        route('GET', '/', () => answer(200, { versions: [version] }), true),
        route('GET', '/resource_providers', () =>
          error(403, 'Forbidden', 'Policy does not allow placement:resource_providers:list.'),
        ),
      ],
      unauthorized: () =>
        error(401, 'Unauthorized', 'Authentication required', {
          'WWW-Authenticate': `Keystone uri="${keystoneUrl()}"`,
        }),
      notFound: () => error(404, 'Not Found', 'The resource could not be found.'),
    },
  };
}
