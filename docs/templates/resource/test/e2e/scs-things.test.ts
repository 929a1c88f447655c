// SPDX-License-Identifier: Apache-2.0
// Things of both stand-in clouds through the SCS API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const send = (method: string, path: string, json?: unknown) =>
  h.send(method, `/scs/v1/things${path}`, { token, ...(json === undefined ? {} : { json }) });

describe('things', () => {
  it.each(['cloud-a', 'cloud-b'])('are created, listed, read and deleted on %s', async (cloud) => {
    const created = await send('POST', '?wait=20', { cloud, name: 'first', sizeGiB: 10 });
    expect(created.status).toBe(201);
    const { id } = created.body.item;
    expect(created.body.item).toMatchObject({ cloud, name: 'first', status: 'available', sizeGiB: 10 });
    expect((await send('GET', `?cloud=${cloud}`)).body.items).toMatchObject([{ id, cloud }]);
    expect((await send('GET', `/${cloud}/${id}`)).body).toMatchObject({ id, name: 'first' });
    expect((await send('DELETE', `/${cloud}/${id}?wait=20`)).status).toBe(204);
    expect((await send('GET', `/${cloud}/${id}`)).status).toBe(404);
  });
});

describeNoLeaks(() => h);
