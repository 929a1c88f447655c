// SPDX-License-Identifier: Apache-2.0
// What a service sends bit by bit without saying that it is JSON (events, a log that is followed) reaches its client as it
// comes; what turns out to be JSON all the same is translated.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SplitHouse, startSplitHouse } from '../security/protocols.ts';

let house: SplitHouse;
let token: string;
beforeAll(async () => {
  house = await startSplitHouse();
  token = await house.scoped('alice');
});
afterAll(() => house.close());

async function ask(): Promise<IncomingMessage> {
  const url = `${house.url}/clouds/cloud-b/compute/v2.1/events`;
  const call = httpsRequest(url, { rejectUnauthorized: false, headers: { 'x-auth-token': token } }).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return answer;
}

it.each(['text/event-stream', 'text/plain', ''])(
  'the head and each part of an answer of type "%s" are not held back',
  async (type) => {
    const serving = Promise.withResolvers<ServerResponse>();
    house.lie((_, response) => {
      response.writeHead(200, type === '' ? {} : { 'content-type': type });
      response.flushHeaders();
      serving.resolve(response);
    });
    // Nothing of the body has been sent when the head arrives.
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    const member = await serving.promise;
    for (const part of ['data: 1\n\n', 'data: 2\n\n']) {
      member.write(part);
      const [chunk] = await once(answer, 'data');
      expect(String(chunk)).toBe(part);
    }
    member.end();
    await once(answer, 'end');
  },
);

it('what turns out to be JSON is translated, whatever its type', async () => {
  house.lie((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end('{"links":[{"rel":"next","href":"https://evil.example.net/v2.1/x"}]}');
  });
  const answer = await ask();
  let text = '';
  for await (const chunk of answer) text += chunk;
  expect(JSON.parse(text).links[0].href).toBe(`${house.url}/clouds/cloud-b/compute/v2.1/x`);
});
