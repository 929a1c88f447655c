// SPDX-License-Identifier: Apache-2.0
// HAProxy and nginx of Debian before a gateway, each in both ways, and HAProxy as it is shipped.
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeFront, snippet } from './front.ts';

describeFront('haproxy', 'tcp');
describeFront('haproxy', 'http');
describeFront('haproxy', 'shipped');
describeFront('nginx', 'tcp');
describeFront('nginx', 'http');

it('Traefik’s snippets are YAML, and each part is the one that another names', () => {
  const { entryPoints } = parse(snippet('yaml', 'traefik static'));
  for (const way of ['tcp', 'http']) {
    const { routers, services, serversTransports } = parse(snippet('yaml', `traefik ${way}`))[way];
    expect(routers.gateway.entryPoints).toEqual(Object.keys(entryPoints));
    expect(Object.keys(services)).toEqual([routers.gateway.service]);
    expect(Object.keys(serversTransports)).toEqual([services.gateways.loadBalancer.serversTransport]);
  }
});
