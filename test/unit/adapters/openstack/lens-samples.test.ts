// SPDX-License-Identifier: Apache-2.0
// The lens over answers of two real clouds.
import { describe, expect, test } from 'vitest';
import {
  CLOUD_A,
  CLOUD_B,
  CLOUDS,
  GATEWAY_PROJECT,
  GATEWAY_USER,
  header,
  lensOf,
  PUBLIC_URL,
  sample,
  wire,
} from './samples.ts';

const SERVICES: Readonly<Record<string, string>> = {
  'server-detail-limit1': 'compute',
  'server-create': 'compute',
  'server-image-create': 'compute',
  'nova-images-proxy': 'compute',
  'nova-404': 'compute',
  'nova-no-token': 'compute',
  'image-list-limit1': 'image',
  'image-create': 'image',
  'glance-root': 'image',
  'glance-404': 'image',
  'glance-no-token': 'image',
  'volume-show': 'block-storage',
  'cinder-root': 'block-storage',
  'network-list-limit1': 'network',
  'neutron-404': 'network',
  'auth-catalog': 'identity',
  'app-cred-create': 'identity',
  'token-bad-password': 'identity',
  'swift-no-token': 'object-store',
};
const CASES = CLOUDS.flatMap((cloud) => Object.entries(SERVICES).map(([name, service]) => ({ cloud, name, service })));

/** Every URL of the gateway in a text, without the public URL. */
const links = (text: string): string[] =>
  [...text.matchAll(/https:\/\/gw\.example:8443([^"\s]*)/g)].map(([, path = '']) => path);

describe('an answer of a real cloud', () => {
  test.each(CASES)(
    '$cloud.cloud $name names neither the member nor the caller’s ids there',
    ({ cloud, name, service }) => {
      const answer = sample(cloud.cloud, name);
      const { answer: lens } = lensOf(cloud).at(service);
      const upstream = answer.request.split(' ')[1] ?? '';
      const headers = Object.entries(answer.headers).map(([key, value]) =>
        key.toLowerCase() === 'location' ? (lens.location(value, upstream) ?? value) : lens.header(key, value),
      );
      const body = lens.text(wire(answer));
      for (const text of [body, ...headers]) {
        for (const secret of [cloud.address, cloud.project, cloud.user]) expect(text).not.toContain(secret);
      }
      if (typeof answer.body === 'object') expect(() => JSON.parse(body)).not.toThrow();
    },
  );

  test('of Nova links servers, flavors and images below the region, ids swapped', () => {
    for (const cloud of CLOUDS) {
      const body = lensOf(cloud)
        .at('compute')
        .answer.text(wire(sample(cloud.cloud, 'server-detail-limit1')));
      const { servers } = JSON.parse(body);
      expect(servers[0]).toMatchObject({ tenant_id: GATEWAY_PROJECT, user_id: GATEWAY_USER });
      const paths = links(body).map((path) => path.replace(/[0-9a-f-]{36}/g, 'ID'));
      expect(new Set(paths)).toEqual(
        new Set(
          [
            '/images/ID',
            '/flavors/ID',
            '/v2.1/servers/ID',
            '/servers/ID',
            '/v2.1/servers/detail?limit=1&marker=ID',
          ].map((path) => `/clouds/${cloud.cloud}/compute${path}`),
        ),
      );
    }
  });

  test('of Nova links Glance’s image at the image service', () => {
    for (const cloud of CLOUDS) {
      const body = lensOf(cloud)
        .at('compute')
        .answer.text(wire(sample(cloud.cloud, 'nova-images-proxy')));
      const alternate = JSON.parse(body).image.links.find((link: { rel: string }) => link.rel === 'alternate');
      expect(alternate.href).toMatch(new RegExp(`^${PUBLIC_URL}/clouds/${cloud.cloud}/image/images/[0-9a-f-]{36}$`));
    }
  });

  test('of Glance keeps its relative links, byte for byte', () => {
    for (const cloud of CLOUDS) {
      const text = wire(sample(cloud.cloud, 'image-list-limit1'));
      expect(lensOf(cloud).at('image').answer.text(text)).toBe(text);
    }
  });

  test('of Cinder keeps the project in its links, as the gateway’s', () => {
    const body = lensOf(CLOUD_A)
      .at('block-storage')
      .answer.text(wire(sample('cloud-a', 'volume-show')));
    expect(links(body).every((path) => path.includes(`/${GATEWAY_PROJECT}/volumes/`))).toBe(true);
    expect(links(body)).toHaveLength(2);
  });

  test('of Keystone links to the facade, but to its own place when asked there', () => {
    for (const cloud of CLOUDS) {
      const text = wire(sample(cloud.cloud, 'app-cred-create'));
      const lens = lensOf(cloud);
      expect(links(lens.at('identity').answer.text(text))[0]).toMatch(
        new RegExp(`^/clouds/${cloud.cloud}/identity/v3/application_credentials/`),
      );
      expect(links(lens.at('compute').answer.text(text))[0]).toMatch(/^\/identity\/v3\/application_credentials\//);
      const native = lensOf(cloud, { native: true }).at('compute');
      expect(links(native.answer.text(text))[0]).toMatch(new RegExp(`^/clouds/${cloud.cloud}/identity/v3/`));
    }
  });

  test('of Keystone names each service of its catalogue at the gateway', () => {
    for (const cloud of CLOUDS) {
      const body = lensOf(cloud)
        .at('identity')
        .answer.text(wire(sample(cloud.cloud, 'auth-catalog')));
      expect(links(body)).toHaveLength(22);
      expect(links(body).every((path) => path.startsWith(`/clouds/${cloud.cloud}/`))).toBe(true);
    }
  });
});

describe('the Location of a real cloud', () => {
  const location = (cloud: (typeof CLOUDS)[number], service: string, name: string): string | undefined => {
    const answer = sample(cloud.cloud, name);
    return lensOf(cloud)
      .at(service)
      .answer.location(header(answer, 'location'), answer.request.split(' ')[1] ?? '');
  };

  test('of a new server is the server at the gateway', () => {
    expect(location(CLOUD_A, 'compute', 'server-create')).toMatch(
      /^https:\/\/gw\.example:8443\/clouds\/cloud-a\/compute\/v2\.1\/servers\/[0-9a-f-]{36}$/,
    );
  });

  test('of a new image leads to it even where Glance leaves its own path prefix out', () => {
    for (const cloud of CLOUDS) {
      expect(location(cloud, 'image', 'image-create')).toMatch(
        new RegExp(`^${PUBLIC_URL}/clouds/${cloud.cloud}/image/v2/images/[0-9a-f-]{36}$`),
      );
    }
  });

  test('of createImage, which Nova answers, leads to the image service', () => {
    for (const cloud of CLOUDS) {
      expect(location(cloud, 'compute', 'server-image-create')).toMatch(
        new RegExp(`^${PUBLIC_URL}/clouds/${cloud.cloud}/image/images/[0-9a-f-]{36}$`),
      );
    }
  });
});

describe('the WWW-Authenticate of a real cloud', () => {
  test('names the gateway’s Keystone', () => {
    const value = (cloud: string, name: string) => header(sample(cloud, name), 'www-authenticate');
    expect(lensOf(CLOUD_A).at('compute').answer.header('WWW-Authenticate', value('cloud-a', 'nova-no-token'))).toMatch(
      /^Keystone uri="https:\/\/gw\.example:8443\/identity(?:\/v3)?"$/,
    );
    expect(lensOf(CLOUD_B).at('image').answer.header('www-authenticate', value('cloud-b', 'glance-no-token'))).toBe(
      'Keystone uri="https://gw.example:8443/identity"',
    );
  });
});
