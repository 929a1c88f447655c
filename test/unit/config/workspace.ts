// SPDX-License-Identifier: Apache-2.0
// A folder of its own for each test, a minimal right configuration in it, and a key pair that opens nothing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { ConfigError, Fault } from '../../../src/config/faults.ts';
import { loadConfig } from '../../../src/config/load.ts';

export interface Workspace {
  readonly folder: string;
  readonly file: string;
  write(name: string, content: string): Promise<string>;
}

export async function workspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-config-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return {
    folder,
    file: join(folder, 'gateway.yaml'),
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: tests put anything anywhere in the file
export type Loose = any;

/** The least that is right. A fresh copy each time. */
export const minimal = (): Loose => ({
  gateway: { publicUrl: 'https://gateway.example.org' },
  identityProviders: [
    { id: 'keycloak', issuer: 'https://idp.example.org/realms/scs', audiences: ['scs-gateway'], domain: 'acme' },
  ],
  clouds: [
    {
      id: 'cloud-a',
      name: 'Cloud A',
      openstack: {
        authUrl: 'https://keystone.cloud-a.example/v3',
        region: 'RegionOne',
        strategy: { kind: 'hub-oidc', identityProvider: 'hub' },
      },
    },
  ],
});

export const changed = (change: (file: Loose) => void): string => {
  const file = minimal();
  change(file);
  return stringify(file);
};

export async function load(source: string, env: Record<string, string> = {}) {
  const { file, write } = await workspace();
  await write('gateway.yaml', source);
  // Without the further kinds of cloud: their sections would be named in the reasons.
  return loadConfig(file, { env, kinds: [] });
}

export async function refusal(source: string, env: Record<string, string> = {}): Promise<ConfigError> {
  return load(source, env).then(
    () => Promise.reject(new Error('the configuration was accepted')),
    (error: ConfigError) => error,
  );
}

/** All faults of the minimal file with a change in it, as `path: reason`. */
export async function faultsAfter(change: (file: Loose) => void, env: Record<string, string> = {}): Promise<string[]> {
  const { faults } = await refusal(changed(change), env);
  return faults.map(({ path, reason }: Fault) => `${path}: ${reason}`);
}

/** Self-signed, made for these tests with openssl, used nowhere. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBhjCCASugAwIBAgIUVZdWL/7qeptT9R4FkkAT/9N/gZswCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMdGVzdC5pbnZhbGlkMCAXDTI2MTEyMzE1MDc1OVoYDzIxMjYx
MDMwMTUwNzU5WjAXMRUwEwYDVQQDDAx0ZXN0LmludmFsaWQwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARzJp0TLUbBZnszwCRxxy7Iq3T4ggMrdGxVFpw+usqBlcQi
hWkqcYYtFHDh/+QSDbZjwLOnnS44nTVtMJkFklUEo1MwUTAdBgNVHQ4EFgQUj3g1
MrXUklLO6+OT9UzufQ+ptoowHwYDVR0jBBgwFoAUj3g1MrXUklLO6+OT9UzufQ+p
toowDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA57WAk+PWT9yC
Hkc9GeHQrM8ql5EsSuuVxN1tCS8Cns8CIQDAMMQBCOKOY4PSbwpSgqUPHh5MLnAV
IxZAo0VJF6rdLg==
-----END CERTIFICATE-----
`;
export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/+c+8LGE4KRNbUtd
b9VgM53lMT28McvK4k4VIgEkCBahRANCAARzJp0TLUbBZnszwCRxxy7Iq3T4ggMr
dGxVFpw+usqBlcQihWkqcYYtFHDh/+QSDbZjwLOnnS44nTVtMJkFklUE
-----END PRIVATE KEY-----
`;
/** A good key of another certificate. */
export const OTHER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMZpZMQZLefItDxWB
D3s/og2u1Hk5SiKofQF4p2e+qPOhRANCAAScGbqfSkr9W/AywAjCxz7+0KRJZLrg
iVvWIL/67rZmzAtN6ocb0WaJmTNpaGtZuWYhBh+7yMQCtk4CFanfXSFh
-----END PRIVATE KEY-----
`;
