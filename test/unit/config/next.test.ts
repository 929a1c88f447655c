// SPDX-License-Identifier: Apache-2.0
// One configuration for two versions: what stands below `next` is taken by a version that knows it and ignored, with a
// warning, by one that does not. Anywhere else what is not known stays a fault.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { COMMANDS } from '../../../src/cli/index.ts';
import { runCommandLine } from '../../../src/cli/run.ts';
import { ConfigError } from '../../../src/config/faults.ts';
import { loadConfig } from '../../../src/config/load.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-next-'));
});
afterEach(() => rm(folder, { recursive: true }));

const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
const cluster = { id: 'prod', server: 'https://10.0.0.1:6443', strategy: { kind: 'hub-oidc' } };
interface Sections {
  readonly gateway?: object;
  readonly state?: object;
  readonly cloud?: object;
  readonly cluster?: object;
  readonly provider?: object;
}
async function write(more: Sections): Promise<string> {
  const file = join(folder, 'gateway.yaml');
  const provider = { id: 'idp', issuer: 'https://idp.example.org', audiences: ['g'], domain: 'acme', ...more.provider };
  const written = {
    gateway: { publicUrl: 'http://127.0.0.1:1', ...more.gateway },
    state: { ...more.state },
    identityProviders: [provider],
    clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack, clusters: [{ ...cluster, ...more.cluster }], ...more.cloud }],
  };
  await writeFile(file, stringify(written));
  return file;
}
const load = async (more: Sections) => loadConfig(await write(more), { env: {} });
async function faultsOf(more: Sections): Promise<string[]> {
  const error: unknown = await load(more).then(
    () => undefined,
    (reason) => reason,
  );
  return error instanceof ConfigError ? error.faults.map(({ path, reason }) => `${path}: ${reason}`) : [];
}
const IGNORED = 'this version does not know it, and ignores it';

describe('a configuration with fields of a newer version below next', () => {
  it.each<[string, Sections, string]>([
    ['gateway', { gateway: { next: { warp: { speed: 9 } } } }, 'gateway.next.warp'],
    [
      'gateway, within a section that is known',
      { gateway: { next: { limits: { warp: 9 } } } },
      'gateway.next.limits.warp',
    ],
    ['state', { state: { next: { etcd: 'env:NOT_THERE' } } }, 'state.next.etcd'],
    ['a provider', { provider: { next: { warp: [] } } }, 'identityProviders[0].next.warp'],
    ['a cloud', { cloud: { next: { warp: null } } }, 'clouds[0].next.warp'],
    ['a cloud, within its OpenStack', { cloud: { next: { openstack: { warp: 1 } } } }, 'clouds[0].next.openstack.warp'],
    ['a cluster', { cluster: { next: { warp: 1 } } }, 'clouds[0].clusters[0].next.warp'],
    ['a name that every object has', { gateway: { next: { constructor: 1 } } }, 'gateway.next.constructor'],
    ['a next within it', { gateway: { next: { next: { logLevel: 'debug' } } } }, 'gateway.next.next'],
  ])('is taken, without them and with a warning: %s', async (_name, more, path) => {
    const { config, warnings } = await load(more);
    expect(warnings).toEqual([{ path, reason: IGNORED }]);
    expect(config).toEqual((await load({})).config);
  });

  it('warns in scs-gateway check, which says that it is right', async () => {
    const said: string[] = [];
    const output = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
    const file = await write({ gateway: { next: { warp: 9 } } });
    expect(await runCommandLine(['check', '--config', file], output, COMMANDS)).toBe(0);
    expect(said.join('')).toContain(`gateway.next.warp: ${IGNORED}`);
  });

  it('takes what it knows of them as if it stood in the section itself, and says that it may', async () => {
    const { config, warnings } = await load({
      gateway: { limits: { loopLag: 'off' }, next: { logLevel: 'debug', limits: { consoles: { user: 7 } } } },
      cloud: { next: { maintenance: { reason: 'Storage' } } },
    });
    expect([config.gateway.logLevel, config.gateway.limits.loopLag, config.gateway.limits.consoles.user]).toEqual([
      'debug',
      undefined,
      7,
    ]);
    expect(config.clouds[0]?.maintenance?.reason).toBe('Storage');
    expect(warnings).toContainEqual({
      path: 'gateway.next.logLevel',
      reason: 'this version knows it: it may stand in gateway.logLevel',
    });
  });

  it.each<[string, Sections, string]>([
    [
      'a field in both places',
      { gateway: { logLevel: 'info', next: { logLevel: 'debug' } } },
      'gateway.next.logLevel: stands in gateway.logLevel as well',
    ],
    ['a value that is wrong', { gateway: { next: { logLevel: 'loud' } } }, 'gateway.logLevel: must be one of'],
    [
      'a typo in a field that is known there',
      { cloud: { next: { maintenance: { reson: 'x' } } } },
      'clouds[0].maintenance.reason: is required',
    ],
    ['no section', { gateway: { next: 'warp' } }, 'gateway.next: must be a section with keys'],
    ['a field of a newer version elsewhere', { gateway: { warp: 9 } }, 'gateway.warp: is not a known key'],
    [
      'a next where there is none',
      { cloud: { openstack: { ...openstack, next: { warp: 9 } } } },
      'clouds[0].openstack.next: is not a known key',
    ],
  ])('is refused with %s', async (_name, more, fault) => {
    expect(await faultsOf(more)).toEqual([expect.stringContaining(fault)]);
  });
});
