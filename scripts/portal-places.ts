// SPDX-License-Identifier: Apache-2.0
// What is to be seen of the portal, page by page: every page has a place here (a test demands it). The ring in a
// real browser opens them too. In a path, SERVER, OPERATION, CREDENTIAL and CLUSTER stand for what there is.

export interface Place {
  /** Of the file. */
  readonly name: string;
  /** Below /portal. */
  readonly path: string;
  /** Before a login. */
  readonly open?: true;
}

/** Those that are saved as a file, or lead on to another page, are not to be seen. */
export const UNSEEN = [
  '/resources',
  '/compare',
  '/me/clouds.yaml',
  '/me/kubeconfig',
  '/me/openrc',
  '/me/credentials/file',
];

const server = '/resources/servers/cloud-a/SERVER';
const wishes = 'flavor=2+8&image=ubuntu+24.04&networks=auto&strategy=spread';
const workload = 'flavors=SCS-2V-4%0ASCS-16V-64&images=ubuntu+24.04&services=object-store&aspect=encrypted';

export const PLACES: readonly Place[] = [
  { name: 'welcome', path: '', open: true },
  { name: 'login', path: '/login?to=/portal/clouds', open: true },
  { name: 'clouds', path: '/clouds' },
  { name: 'servers', path: '/resources/servers' },
  { name: 'servers-sorted', path: '/resources/servers?sort=-createdAt&status=active&limit=25' },
  { name: 'volumes', path: '/resources/volumes' },
  { name: 'server', path: server },
  { name: 'server-delete', path: `${server}/delete` },
  { name: 'server-new', path: `/servers/new?${wishes}` },
  { name: 'operation', path: '/operations/OPERATION' },
  { name: 'clusters', path: '/clusters' },
  { name: 'cluster', path: '/clusters/cloud-a/CLUSTER' },
  { name: 'compare-flavors', path: '/compare/flavors' },
  { name: 'compare-images', path: '/compare/images' },
  { name: 'compare-conformance', path: '/compare/conformance' },
  { name: 'compare-portability', path: `/compare/portability?${workload}` },
  { name: 'compare-quotas', path: '/compare/quotas' },
  { name: 'search', path: '/search?q=data' },
  { name: 'api', path: '/api' },
  { name: 'api-operation', path: '/api/listServers?do=ask&q.limit=1' },
  { name: 'operator', path: '/operator' },
  { name: 'me', path: '/me' },
  { name: 'credentials', path: '/me/credentials' },
  { name: 'credential-delete', path: '/me/credentials/CREDENTIAL/delete' },
];

/** Whether a page's path, in the router's writing, is that of an address. */
export function isPlaceOf(page: string, path: string): boolean {
  const [way = ''] = path.split('?');
  const parts = page.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}$`).test(way);
}
