// SPDX-License-Identifier: Apache-2.0
// One gateway speaks for members that do not know each other. What one of them answers, usable or not, must leave the
// others' answers as they are, in both versions of HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
let token: string;
beforeAll(async () => {
  house = await startSplitHouse();
  token = await house.scoped('alice');
});
afterAll(() => house.close());

describe.each(PROTOCOLS)('%s', (protocol) => {
  it('an answer of one member that is no HTTP leaves the others theirs', async () => {
    house.lie((request) => request.socket.end('220 mail.example ESMTP\r\n'));
    const headers = { 'x-auth-token': token };
    const bad = await house.send(protocol, 'GET', '/clouds/cloud-b/compute/v2.1/servers', headers);
    expect(bad.status).toBe(502);
    const cluster = await house.send(protocol, 'GET', '/k8s/liar/api', { authorization: `Bearer ${token}` });
    expect(cluster.status).toBe(502);
    const good = await house.send(protocol, 'GET', '/clouds/cloud-a/compute/v2.1/flavors', headers);
    expect([good.status, JSON.parse(good.text).flavors.length > 0]).toEqual([200, true]);
  });
});
