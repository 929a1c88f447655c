// SPDX-License-Identifier: Apache-2.0
// Takes away what a run that was ended left in a project: the next would find two of a name where it made one.
import type { Http, Json } from '../client.ts';
import type { ScopedToken } from './suite.ts';

interface Leftover {
  readonly service: string;
  /** Below the endpoint: the list, also the path of one; its key in the answer. */
  readonly list: string;
  readonly key?: string;
  /** Narrows the list to the project's own. */
  readonly query?: (projectId: string) => string;
  readonly stays?: (one: Json) => boolean;
}

const own = (projectId: string): string => `?project_id=${projectId}`;
/** In the order in which they let go of each other. */
const LEFTOVERS: readonly Leftover[] = [
  { service: 'compute', list: 'servers' },
  { service: 'compute', list: 'os-server-groups', key: 'server_groups' },
  { service: 'volume', list: 'snapshots' },
  { service: 'volume', list: 'volume-transfers', key: 'transfers' },
  { service: 'volume', list: 'volumes' },
  { service: 'image', list: 'v2/images', key: 'images', query: (id) => `?owner=${id}&limit=500` },
  { service: 'network', list: 'v2.0/floatingips', key: 'floatingips', query: own },
  { service: 'network', list: 'v2.0/trunks', key: 'trunks', query: own },
  {
    service: 'network',
    list: 'v2.0/ports',
    key: 'ports',
    query: own,
    // Those of routers go with their router.
    stays: (port) => port.device_owner.startsWith('network:'),
  },
  { service: 'network', list: 'v2.0/routers', key: 'routers', query: own },
  { service: 'network', list: 'v2.0/networks', key: 'networks', query: own, stays: (one) => one.name === 'private' },
  { service: 'network', list: 'v2.0/subnetpools', key: 'subnetpools', query: own },
  { service: 'network', list: 'v2.0/address-scopes', key: 'address_scopes', query: own },
  { service: 'network', list: 'v2.0/rbac-policies', key: 'rbac_policies', query: own },
  {
    service: 'network',
    list: 'v2.0/security-groups',
    key: 'security_groups',
    query: own,
    stays: (group) => group.name === 'default',
  },
];
const SECONDS = 60;

/** Best effort, within a minute: what stays is in the way of the run, which then says so. */
export async function takeAway(http: Http, { token, projectId, endpoint }: ScopedToken): Promise<void> {
  const end = Date.now() + SECONDS * 1000;
  const root = (service: string): string =>
    (service === 'volume' ? ['volumev3', 'block-storage'] : [service]).map(endpoint).find((url) => url !== '') ?? '';
  for (const { service, list, key = list, query, stays = () => false } of LEFTOVERS) {
    const url = `${root(service)}/${list}`;
    const rest = async (): Promise<Json[]> => {
      const { json } = await http('GET', `${url}${query?.(projectId) ?? ''}`, { token });
      return (json?.[key] ?? []).filter((one: Json) => !stays(one));
    };
    for (let found = await rest(); found.length > 0 && Date.now() < end; found = await rest()) {
      for (const one of found) {
        if (key === 'routers') await letGo(http, root('network'), token, one.id);
        await http('DELETE', `${url}/${one.id}`, { token });
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function letGo(http: Http, network: string, token: string, router: string): Promise<void> {
  const { ports } = (await http('GET', `${network}/v2.0/ports?device_id=${router}`, { token })).json;
  for (const { id } of ports)
    await http('PUT', `${network}/v2.0/routers/${router}/remove_router_interface`, { token, body: { port_id: id } });
}
