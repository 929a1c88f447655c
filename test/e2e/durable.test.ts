// SPDX-License-Identifier: Apache-2.0
// A gateway whose durable store is there, away, or comes back: what its operator sees, and that it runs on.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startGateway } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { freePort } from '../free-port.ts';

describe('a gateway with what it keeps durably', () => {
  let home: string;
  const ends: (() => unknown)[] = [];
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'scs-durable-e2e-'));
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await rm(home, { recursive: true, force: true });
  });

  async function start() {
    const [port, operations] = [await freePort(), await freePort()];
    const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
    const gateway = {
      publicUrl: `http://127.0.0.1:${port}`,
      listen: { port },
      operations: { port: operations },
      drainTimeout: '1s',
      limits: { loopLag: 'off' },
    };
    const file = join(home, 'gateway.yaml');
    await writeFile(file, JSON.stringify({ gateway, clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack }] }));
    const log: { level: number; msg: string; reason?: string }[] = [];
    const { config } = await loadConfig(file, { env: {} });
    const running = await startGateway({ config, log: { write: (line) => log.push(JSON.parse(line)) } });
    ends.push(() => running.close());
    return {
      log: () => log.filter(({ msg }) => msg.startsWith('durable store')),
      async ready() {
        const answer = await fetch(`http://127.0.0.1:${operations}/readyz`);
        const { parts } = (await answer.json()) as { parts: Record<string, { ok: boolean; detail: string }> };
        return { status: answer.status, ...parts.durable };
      },
      up: async () =>
        /^scs_gateway_durable_up (\d)$/m.exec(
          await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text(),
        )?.[1],
      alive: async () => (await fetch(`http://127.0.0.1:${port}/`)).status,
    };
  }

  it('makes the folder beside its configuration, private, and says where it is', async () => {
    const one = await start();
    await vi.waitFor(async () => expect((await stat(join(home, 'data/gateway.db'))).mode & 0o777).toBe(0o600), 5_000);
    expect(await one.ready()).toMatchObject({ status: 200, ok: true, detail: `file in ${join(home, 'data')}` });
    expect(await one.up()).toBe('1');
    expect(one.log()).toEqual([]);
  });

  it('starts and serves where the store cannot be used: one line, the reason, the metric; and uses it once it can', async () => {
    await writeFile(join(home, 'data'), 'not a folder');
    const one = await start();
    await vi.waitFor(async () => expect(await one.ready()).toMatchObject({ status: 200, ok: false }), 5_000);
    expect(await one.up()).toBe('0');
    expect(await one.alive()).toBe(200);
    expect(one.log()).toEqual([
      expect.objectContaining({ level: 50, reason: expect.stringMatching(/EEXIST|ENOTDIR|no folder/) }),
    ]);
    await rm(join(home, 'data'));
    await vi.waitFor(async () => expect(await one.up()).toBe('1'), { timeout: 30_000, interval: 500 });
    expect(one.log().map(({ msg }) => msg)).toEqual([
      'durable store: away; application credentials cannot be changed, nor used where it cannot be read',
      'durable store: available again',
    ]);
  });
});
