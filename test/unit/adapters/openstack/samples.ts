// SPDX-License-Identifier: Apache-2.0
// Two real clouds' answers and the lens over each: cloud-a has a port for each service, cloud-b a path for each.
import { readFileSync } from 'node:fs';
import {
  createLens,
  type Lens,
  type LensOptions,
  type Published,
  publishCatalog,
  type Route,
  type RouteLens,
  swapIds,
} from '../../../../src/adapters/openstack/index.ts';
import type { Catalog } from '../../../../src/model/catalog.ts';
import type { IdPair } from '../../../../src/model/session.ts';

export const PUBLIC_URL = 'https://gw.example:8443';

export interface Sample {
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const sample = (cloud: string, name: string): Sample =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/openstack/${cloud}/${name}.json`, import.meta.url), 'utf8'));

/** The body as bytes of the wire, as a latin1 string. */
export const wire = ({ body }: Sample): string =>
  Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).toString('latin1');

export const header = ({ headers }: Sample, name: string): string =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';

export const GATEWAY_PROJECT = '1111111111111111111111111111aaaa';
export const GATEWAY_USER = '2222222222222222222222222222222222222222222222222222222222222222';

export interface Cloud {
  readonly cloud: string;
  readonly region: string;
  readonly authUrl: string;
  /** What must never reach a client. */
  readonly address: string;
  readonly project: string;
  readonly user: string;
}

export const CLOUD_A: Cloud = {
  cloud: 'cloud-a',
  region: 'RegionA',
  authUrl: 'http://127.0.0.2:5000/v3',
  address: '127.0.0.2',
  project: 'cc8532205e5241f9b5cf2c7d3bc4e67b',
  user: 'ab56fc56aaf24cc0a1a96d68e8dd2d4c',
};

export const CLOUD_B: Cloud = {
  cloud: 'cloud-b',
  region: 'RegionB',
  authUrl: 'http://127.0.0.3:5000/identity/v3',
  address: '127.0.0.3',
  project: 'bccbd14f5cf24c07af8a2560c2708d93',
  user: '14e729c1c94f4080b65005eaaf7332c3',
};

export const CLOUDS = [CLOUD_A, CLOUD_B];

export const idsOf = ({ project, user }: Cloud): IdPair[] => [
  { member: project, gateway: GATEWAY_PROJECT },
  { member: user, gateway: GATEWAY_USER },
];

export const memberCatalog = ({ cloud }: Cloud): Catalog =>
  (sample(cloud, 'auth-catalog').body as { catalog: Catalog }).catalog;

export function publish(
  of: Cloud,
  extra: { catalog?: Catalog; native?: boolean; regions?: readonly string[]; bothNames?: boolean } = {},
): Published {
  const { cloud, region, authUrl } = of;
  const catalog = memberCatalog(of);
  return publishCatalog({ publicUrl: PUBLIC_URL, cloud, region, authUrl, catalog, swap: swapIds(idsOf(of)), ...extra });
}

export function lensOf(of: Cloud, extra: Partial<LensOptions> = {}): Lens & { at(service: string): RouteLens } {
  const { routes } = publish(of);
  const { cloud, authUrl } = of;
  const lens = createLens({ publicUrl: PUBLIC_URL, cloud, authUrl, routes, ids: idsOf(of), ...extra });
  return { ...lens, at: (service) => lens.forRoute(routeOf(extra.routes ?? routes, service)) };
}

function routeOf(routes: readonly Route[], service: string): Route {
  const route = routes.find((candidate) => candidate.service === service);
  if (route === undefined) throw new Error(`no route ${service}`);
  return route;
}
