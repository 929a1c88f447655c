// SPDX-License-Identifier: Apache-2.0
// A member that fails or refuses says why in its own words, in which its addresses and its own ids may stand; and what a
// client sends to be kept secret (user data, keys) passes through the gateway's hands. Neither may come out where it does
// not belong: answers, lines, events, reasons of a placement, logs, labels of metrics.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../standins/faults.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness({ openstack: { timeouts: { connect: '1s', headers: '1s', idle: '1s', login: '1s' } } });
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const send = (method: string, path: string, json?: unknown, accept = 'application/json') =>
  h.send(method, `/scs/v1${path}`, { token, headers: { accept }, ...(json === undefined ? {} : { json }) });

/** A circuit may still be open, a refusal still be remembered. */
async function network(): Promise<string> {
  let id = '';
  const make = async (): Promise<number> => {
    const { status, body } = await send('POST', '/networks', { cloud: 'cloud-a', name: 'net' });
    if (status === 201) id = body.item.id;
    return status;
  };
  await expect.poll(make, { timeout: 20_000, interval: 500 }).toBe(201);
  return id;
}

const SERVER = {
  name: 'wordy',
  flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' },
  image: { distro: 'ubuntu', version: '24.04' },
  networks: 'none',
};
const internals = () =>
  [h.a, h.b].flatMap(({ hosts, projectIds, domainIds, federatedUserId }) => [
    ...hosts,
    ...Object.values(projectIds),
    ...Object.values(domainIds),
    federatedUserId('alice'),
  ]);

describe('a member that fails', () => {
  it.each(FAULT_KINDS)('by %s is told of in words that name nothing of it', async (kind) => {
    const id = await network();
    await h.a.faults.set('*', kind === 'slow' ? { kind, ms: 200 } : kind);
    try {
      const answers = await Promise.all([
        send('GET', '/servers'),
        send('GET', '/servers?view=native&partial=false'),
        send('GET', '/networks', undefined, 'application/x-ndjson'),
        send('GET', `/networks/cloud-a/${id}`),
        send('GET', `/networks/${id}`),
        send('GET', '/search?q=net'),
        send('GET', '/clouds'),
        send('POST', '/servers', { ...SERVER, placement: { clouds: ['cloud-a'], strategy: 'first' } }),
        send('PATCH', `/networks/cloud-a/${id}`, { name: 'x' }),
        send('DELETE', `/networks/cloud-a/${id}`),
      ]);
      for (const { text, headers, status } of answers) {
        expect(status, text).not.toBe(500);
        const said = `${text} ${JSON.stringify([...headers])}`;
        expect(internals().filter((word) => said.includes(word))).toEqual([]);
        expect(said).not.toMatch(/gAAAAA|ECONN|undici|node:|\.ts:\d|\/work\//);
      }
    } finally {
      await h.a.faults.clear();
    }
  });
});

describe('a secret of the client', () => {
  it('stands in no log line, neither where it is taken nor where it is refused', async () => {
    const secret = 'hush-0123456789';
    await network();
    const taken = await send('POST', '/servers', { ...SERVER, cloud: 'cloud-a', userData: `#!/bin/sh\n${secret}` });
    expect([201, 202]).toContain(taken.status);
    expect(
      (await send('POST', '/servers', { ...SERVER, cloud: 'cloud-a', flavor: 'none', userData: secret })).status,
    ).toBe(422);
    expect((await send('POST', '/servers', { ...SERVER, cloud: 'cloud-a', userData: [secret] })).status).toBe(400);
    expect((await send('POST', '/servers', { ...SERVER, cloud: 'nowhere', userData: secret })).status).toBe(400);
    const pair = await send('POST', '/keypairs', { cloud: 'cloud-b', name: 'made-there' });
    expect(pair.status).toBe(201);
    const key: string = pair.body.item.privateKey;
    expect(key.length).toBeGreaterThan(20);
    const lines = h.log.join('\n');
    const body = key.split('\n').find((line) => line.length > 20 && !line.startsWith('-')) ?? key;
    for (const word of [secret, Buffer.from(secret).toString('base64').slice(0, 12), body])
      expect(lines).not.toContain(word);
  });

  it('in a query stands in none either', async () => {
    await send('GET', '/servers?name=hush-in-a-query');
    await send('GET', '/search?q=hush-in-a-query');
    expect(h.log.join('\n')).not.toContain('hush-in-a-query');
  });
});

describe('labels of metrics', () => {
  it('come from closed sets, whatever clients name', async () => {
    for (const path of [
      '/servers/label-cloud/x',
      '/servers?cloud=label-cloud',
      '/clouds/label-cloud',
      '/label-resource/cloud-a',
      '/servers/cloud-a/label-id',
    ])
      await send('GET', path);
    await send('POST', '/networks', { cloud: 'label-cloud', name: 'label-name' });
    await send('POST', '/servers', { ...SERVER, placement: { clouds: ['label-cloud'], strategy: 'first' } });
    const metrics = await (await h.operations('/metrics')).text();
    expect(metrics).toContain('scs');
    expect(metrics).not.toContain('label-');
  });
});

describeNoLeaks(() => h);
