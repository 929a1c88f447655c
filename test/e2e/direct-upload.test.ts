// SPDX-License-Identifier: Apache-2.0
// An image that a dashboard's page sends to the cloud itself (Horizon with HORIZON_IMAGES_UPLOAD_MODE = "direct"): the browser
// asks first, without a token, and judges both answers by what the cloud's own [cors] says of that page (oslo.middleware).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from '../security/protocols.ts';

const FILE = '/clouds/cloud-b/image/v2/images/71c675ab-d94f-49cd-a114-e12490b328d9/file';
const TRUSTED = 'https://horizon.example';
const PREFLIGHT = {
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'content-type,x-auth-token',
};

let h: SplitHouse;
let alice: string;
let stored = '';
beforeAll(async () => {
  h = await startSplitHouse(undefined, { elsewhere: ({ lyingUrl }) => ({ image: lyingUrl }) });
  h.lie((request, response) => {
    const { origin } = request.headers;
    const leave = origin === TRUSTED && { 'access-control-allow-origin': origin, vary: 'Origin' };
    const asked = request.headers['access-control-request-method'];
    if (request.method === 'OPTIONS')
      return void response
        .writeHead(200, {
          ...leave,
          ...(leave && {
            'access-control-allow-methods': asked,
            'access-control-allow-headers': request.headers['access-control-request-headers'],
          }),
        })
        .end();
    if (request.headers['x-auth-token'] === undefined) return void response.writeHead(401).end();
    stored = '';
    request.on('data', (part: Buffer) => {
      stored += part.toString();
    });
    request.on('end', () => response.writeHead(204, { ...leave }).end());
  });
  alice = await h.scoped('alice');
});
afterAll(() => h.close());

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const file = { 'content-type': 'application/octet-stream' };

  it('the preflight of an image’s upload needs no token and brings the cloud’s leave, and so does the upload', async () => {
    const leave = await h.send(protocol, 'OPTIONS', FILE, { origin: TRUSTED, ...PREFLIGHT });
    expect([leave.status, leave.headers]).toMatchObject([
      200,
      {
        'access-control-allow-origin': TRUSTED,
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'content-type,x-auth-token',
      },
    ]);
    const sent = await h.send(
      protocol,
      'PUT',
      FILE,
      { origin: TRUSTED, 'x-auth-token': alice, ...file },
      `image ${protocol}`,
    );
    expect([sent.status, sent.headers['access-control-allow-origin'], stored]).toEqual([
      204,
      TRUSTED,
      `image ${protocol}`,
    ]);
  });

  it('a page to which the cloud gives no leave to upload gets none here, and an upload needs the token', async () => {
    const leave = await h.send(protocol, 'OPTIONS', FILE, { origin: 'https://other.example', ...PREFLIGHT });
    expect(Object.keys(leave.headers).filter((name) => name.startsWith('access-control-allow'))).toEqual([]);
    expect((await h.send(protocol, 'PUT', FILE, { origin: TRUSTED, ...file }, 'x')).status).toBe(401);
  });
});
