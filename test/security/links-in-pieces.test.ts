// SPDX-License-Identifier: Apache-2.0
// A member leads a client's token away if a link of its answer reaches the client as it came. Answers of a kind that is not
// declared have their head sent at once and come in pieces as small as the member likes: what they are is decided by
// what they say, never by where they were cut.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const LIST = '{"servers":[],"servers_links":[{"rel":"next","href":"https://elsewhere.test/v2.1/servers"}]}';

let h: SplitHouse;
let alice: string;
beforeAll(async () => {
  h = await startSplitHouse();
  alice = await h.scoped('alice');
});
afterAll(() => h.close());

describe.each(PROTOCOLS)('over %s', (protocol) => {
  /** As text; empty where the answer is broken off. */
  async function answered(...pieces: readonly (string | Buffer)[]): Promise<string> {
    h.lie(async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      for (const piece of pieces) {
        response.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      response.end();
    });
    const sent = h.send(protocol, 'GET', '/clouds/cloud-b/compute/v2.1/servers', { 'x-auth-token': alice });
    return sent.then(
      ({ text }) => text,
      () => '',
    );
  }
  const wide = Buffer.from(LIST, 'utf16le');

  it.each<[string, (string | Buffer)[]]>([
    ['within the mark of UTF-8', [Buffer.from([0xef]), Buffer.from([0xbb, 0xbf]), LIST]],
    ['behind a blank', [' ', LIST]],
    ['behind the first bracket', ['{', LIST.slice(1)]],
  ])('a link leads back where a body is cut %s', async (_, pieces) => {
    const text = await answered(...pieces);
    expect(text).toContain('"servers_links":[{"rel":"next","href":"https://localhost');
    expect(text).not.toContain('elsewhere.test');
  });

  it.each<[string, (string | Buffer)[]]>([
    ['behind the first byte', [wide.subarray(0, 1), wide.subarray(1)]],
    ['within its mark', [Buffer.from([0xff]), Buffer.from([0xfe]), wide]],
    ['within a blank', [' ', Buffer.from([0]), wide]],
  ])('a body in UTF-16 that is cut %s is broken off', async (_, pieces) => {
    expect(Buffer.from(await answered(...pieces), 'latin1').includes(wide.subarray(-20))).toBe(false);
    expect((await answered(...pieces)).replaceAll('\0', '')).not.toContain('elsewhere.test');
  });

  it('what ends before it is decided comes as it is', async () => {
    expect(await answered(' ', '\n', '[')).toBe(' \n[');
    expect(await answered('\n', ' event')).toBe('\n event');
  });
});

it.each(['\\t', '\\n', '\\r'])('a path with %s is no path: readers of URLs take it out', async (blank) => {
  const text = `{"next":"/${blank}/elsewhere.test/","a":1}`;
  h.lie((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(text));
  const { text: got } = await h.send('HTTP/1.1', 'GET', '/clouds/cloud-b/compute/v2.1/servers', {
    'x-auth-token': alice,
  });
  const { next } = JSON.parse(got) as { next?: string };
  expect(next === undefined || new URL(next, h.url).host === new URL(h.url).host).toBe(true);
});

// CP932: the last byte of the letter is that of a backslash, so that two readers see the string end at two places.
const OTHER_LETTERS = Buffer.concat([
  Buffer.from('{"d":"'),
  Buffer.from([0x83, 0x5c]),
  Buffer.from(`",${LIST.slice(1, -1)},"e":""}`),
]);

it.each(['application/octet-stream', 'application/vnd.x+json', 'application/x; a=text; b="charset=utf-8', ''])(
  'JSON as "%s" in letters that clients would have to guess reaches nobody, whole or in pieces',
  async (type) => {
    const typed = type === '' ? {} : { 'content-type': type };
    for (const length of [{ 'content-length': String(OTHER_LETTERS.length) }, {}]) {
      h.lie((_, response) => void response.writeHead(200, { ...typed, ...length }).end(OTHER_LETTERS));
      const sent = h.send('HTTP/1.1', 'GET', '/clouds/cloud-b/compute/v2.1/servers', { 'x-auth-token': alice });
      const text = await sent.then(
        (answer) => answer.text,
        () => '',
      );
      expect(text).not.toContain('elsewhere.test');
    }
  },
);

it('JSON in UTF-8 that does not say so passes, whole and in pieces', async () => {
  const text = '{"name":"日本語 ü"}';
  for (const length of [{ 'content-length': String(Buffer.byteLength(text)) }, {}]) {
    h.lie((_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', ...length });
      const bytes = Buffer.from(text);
      response.write(bytes.subarray(0, 10));
      response.end(bytes.subarray(10));
    });
    const answer = await h.send('HTTP/1.1', 'GET', '/clouds/cloud-b/compute/v2.1/servers', { 'x-auth-token': alice });
    expect(answer.text).toBe(text);
  }
});
