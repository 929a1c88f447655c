// SPDX-License-Identifier: Apache-2.0
// What the suites around strategies share: a key folder, a clock of their own, a member over a real transport.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Keys, openKeys } from '../../src/federation/keys.ts';
import { createProjectNames, type ProjectRename } from '../../src/federation/mapping.ts';
import { createTransport } from '../../src/members/transport.ts';
import type { Principal } from '../../src/model/identity.ts';
import { userId } from '../../src/model/ids.ts';
import type { Member } from '../../src/model/member.ts';
import type { Strategy } from '../../src/model/strategy.ts';

export const ISSUER = 'https://gateway.example.org';
export const T0 = Date.parse('2026-11-23T13:28:00Z');
export const clock = { now: T0, read: (): number => clock.now };

export const ALICE: Principal = {
  id: userId('https://idp.example.org', 'alice-1'),
  issuer: 'https://idp.example.org',
  subject: 'alice-1',
  name: 'alice',
  domain: 'acme',
  email: 'alice@acme.example',
  groups: ['acme-research', 'acme-staff'],
  identityProvider: 'keycloak',
  protocol: 'openid',
};

export interface KeyFolder {
  readonly folder: string;
  readonly keys: Keys;
  remove(): Promise<void>;
}

export async function makeKeys(now: () => number = clock.read): Promise<KeyFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-keys-'));
  const keys = await openKeys(folder, { now });
  return {
    folder,
    keys,
    async remove() {
      keys.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function makeMember(authUrl: string, strategy: Strategy, renames: readonly ProjectRename[] = []): Member {
  return {
    id: 'cloud-a',
    name: 'Cloud A',
    authUrl,
    region: 'RegionA',
    tls: {},
    interface: 'public',
    strategy,
    projects: createProjectNames(renames),
    reach: { ofUrl: () => undefined, ofAddress: () => undefined },
    transport: createTransport(
      {
        cloud: 'cloud-a',
        tls: {},
        connections: 8,
        timeouts: { connect: 1_000, headers: 2_000, idle: 2_000, login: 2_000 },
        breaker: { failures: 5, cooldown: 10_000 },
      },
      { now: clock.read },
    ),
  };
}
