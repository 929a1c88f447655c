// SPDX-License-Identifier: Apache-2.0
// The hole: logging in needs no token, so anybody may send a body. A facade that reads it whole before it looks can be
// filled with memory by a few connections, by a true length or by chunks that never end.
import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Facade, JSON_TYPE, startFacade } from '../unit/gateway/surfaces/identity/start-facade.ts';

const TOKENS = '/identity/v3/auth/tokens';
const LIMIT = 114_688;
const paddedTo = (size: number): string => `{"pad":"${'x'.repeat(size - '{"pad":""}'.length)}"}`;

let facade: Facade;
beforeEach(async () => {
  facade = await startFacade();
});
afterEach(() => facade.close());

/** Sends the headers and the given bytes, never ends the request, and waits for the answer. */
function unfinished(headers: Record<string, string>, bytes: string): Promise<{ status?: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(`${facade.base}${TOKENS}`, { method: 'POST', headers: { ...JSON_TYPE, ...headers } });
    sending.on('error', reject);
    sending.on('response', (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      answer.on('end', () => {
        sending
          .off('error', reject)
          .on('error', () => {})
          .destroy();
        resolve(answer.statusCode === undefined ? { body } : { status: answer.statusCode, body });
      });
    });
    sending.flushHeaders();
    sending.write(bytes);
  });
}

test('10 MB that are announced are refused before they come', async () => {
  const answer = await unfinished({ 'content-length': String(10 * 1024 * 1024) }, '{');
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body)).toEqual({
    error: { code: 413, message: 'Request is too large.', title: 'Request Entity Too Large' },
  });
});

test('chunks are refused at the limit, without waiting for their end', async () => {
  const answer = await unfinished({ 'transfer-encoding': 'chunked' }, paddedTo(LIMIT + 1));
  expect(answer.status).toBe(413);
});

test('the limit is Keystone’s, to the byte', async () => {
  const fits = await facade.send('POST', TOKENS, JSON_TYPE, paddedTo(LIMIT));
  expect([fits.status, fits.body.error.message]).toEqual([400, expect.stringContaining('Expecting to find auth')]);
  expect((await facade.send('POST', TOKENS, JSON_TYPE, paddedTo(LIMIT + 1))).status).toBe(413);
});

test('deep nesting within the limit is an ordinary mistake', async () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const identity = '{"methods":["token"],"token":{"id":"x"}}';
  for (const auth of [deep, `{"identity":${identity},"scope":{"project":${deep}}}`]) {
    expect((await facade.send('POST', TOKENS, JSON_TYPE, `{"auth":${auth}}`)).status).toBe(400);
  }
});
