// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLinkScanner, unescaper } from '../../../../src/adapters/openstack/lens-links.ts';
import { translate } from '../../../../src/adapters/openstack/lens-scanner.ts';
import { createLensStream } from '../../../../src/adapters/openstack/lens-stream.ts';

const PUBLIC = 'https://gateway.example.org';
const ROOT = `${PUBLIC}/clouds/cloud-a/compute`;
const links = createLinkScanner(PUBLIC, ROOT);
const through = (text: string): string => translate(links, translate(unescaper, text));
const EVIL = 'https://evil.example.net/v2.1/servers?marker=1';
const LED_BACK = `${ROOT}/v2.1/servers?marker=1`;

describe('a link that clients follow', () => {
  it.each([
    [`{"servers_links":[{"rel":"next","href":"${EVIL}"}]}`, `{"servers_links":[{"rel":"next","href":"${LED_BACK}"}]}`],
    [`{"next": "${EVIL}"}`, `{"next": "${LED_BACK}"}`],
    [`{"next"\n\t: \r\n"${EVIL}"}`, `{"next"\n\t: \r\n"${LED_BACK}"}`],
    ['{"href":"http:\\/\\/evil.example.net\\/v2.1"}', `{"href":"${ROOT}\\/v2.1"}`],
    ['{"href":"//evil.example.net/v2.1"}', `{"href":"${ROOT}/v2.1"}`],
    ['{"href":"https:evil.example.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"https://gateway.example.org.evil.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"https://gateway.example.org@evil.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"https://gateway.example.org:1@evil.net"}', `{"href":"${ROOT}"}`],
    ['{"href":"https://gateway.example.org\\\\@evil.net/x"}', `{"href":"${ROOT}\\\\@evil.net/x"}`],
    [`{"Next":"${EVIL}"}`, `{"Next":"${LED_BACK}"}`],
    [`{"secret_ref":"${EVIL}"}`, `{"secret_ref":"${LED_BACK}"}`],
    [`{"container_ref": "${EVIL}"}`, `{"container_ref": "${LED_BACK}"}`],
    [`{"HREF":"${EVIL}"}`, `{"HREF":"${LED_BACK}"}`],
    ['{"href":"javascript:alert(1)"}', `{"href":"${ROOT}"}`],
  ])('to another host leads to the service at the gateway: %s', (text, expected) => {
    expect(through(text)).toBe(expected);
  });

  it.each([
    [`{"ne\\u0078t":"${EVIL}"}`],
    [`{"\\u006e\\u0065\\u0078\\u0074":"${EVIL}"}`],
    ['{"next":"\\u0068ttps:\\u002f\\u002fevil.example.net/x"}'],
    ['{"next":"https\\u003A//evil.example.net/x"}'],
  ])('is found however it is escaped: %s', (text) => {
    const { next } = JSON.parse(through(text));
    expect(next ?? ROOT).toMatch(/^https:\/\/gateway\.example\.org\/clouds\/cloud-a\/compute/);
  });

  it.each([
    [`{"next"${' '.repeat(40)}:"${EVIL}"}`],
    [`{"next":${' '.repeat(40)}"${EVIL}"}`],
    ['{"next":" https://evil.example.net"}'],
    ['{"next":"\\thttps://evil.example.net"}'],
    ['{"next":"\\\\\\\\evil.example.net"}'],
    ['{"next":"/\\\\evil.example.net"}'],
    [`{"next":"https://${'e'.repeat(400)}.net/x"}`],
  ])('that no program writes is taken away: %s', (text) => {
    expect(JSON.parse(through(text))).not.toHaveProperty('next');
  });

  it.each([
    [`{"href":"${PUBLIC}/clouds/cloud-a/compute/v2.1/x"}`],
    [`{"href":"${PUBLIC}"}`],
    ['{"href":"https:\\/\\/gateway.example.org\\/clouds"}'],
    ['{"next":"/v2/images?marker=https://x.example"}'],
    ['{"next":"?marker=a:b"}'],
    ['{"next":"images?limit=1"}'],
    ['{"next":"images\\/x"}'],
    ['{"next":""}'],
    ['{"next":null}'],
    [`{"default_tls_container_ref":"${EVIL}"}`],
    ['{"next":[1],"href":{"a":1}}'],
    ['{"rel":"next","note":"https://example.net"}'],
    ['{"name":"say \\"next\\": https://example.net"}'],
    ['{"a":"\\\\u0068","b":"\\u00e9\\u0022\\u005c\\u003c"}'],
  ])('that is the gateway’s own or leads nowhere else stays as it is: %s', (text) => {
    expect(through(text)).toBe(text);
  });

  it.each([
    [`{"server":{"metadata":{"next":"${EVIL}","HREF": "//evil.net"},"id":"a"}}`],
    [`{"messages":[{"body":{"links":[{"href":"${EVIL}"}]},"ttl":1}]}`],
    [`{"metadata" : {"a":{"b":["}","\\"]",{"next":"${EVIL}"}]}}}`],
  ])('is none where users have put it: %s', (text) => {
    expect(through(text)).toBe(text);
  });

  it.each([
    [`{"metadata":{"a":"b"},"next":"${EVIL}"}`],
    [`{"metadata":["}"],"next":"${EVIL}"}`],
    [`{"a":"metadata","b":{"next":"${EVIL}"}}`],
    [`["metadata",{"next":"${EVIL}"}]`],
    [`{"\\"metadata":{"next":"${EVIL}"}}`],
    [`{"metadata":"{","b":{"next":"${EVIL}"}}`],
    [`{"metadata":{"a":"\\\\"},"next":"${EVIL}"}`],
    [`{"Metadata":{"next":"${EVIL}"}}`],
  ])('is one beside what users have put there: %s', (text) => {
    expect(through(text)).toBe(text.replace(EVIL, LED_BACK));
  });

  it('is the same wherever the chunks are cut', () => {
    const parts = fc.constantFrom(
      `"href":"${EVIL}"`,
      `"next" : "${EVIL}"`,
      `"container_ref" : "${EVIL}"`,
      `"HREF":"${PUBLIC}\\\\@evil.net"`,
      `"href":"${PUBLIC}/x"`,
      '"ne\\u0078t":"\\u0068ttps://evil.net/"',
      '"rel":"next"',
      '"metadata":{',
      '"\\"{',
      '[',
      ']',
      '}',
      `"next"${' '.repeat(30)}:"${EVIL}"`,
      '"x":"\\\\u0068"',
      ',',
      ' '.repeat(500),
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), fc.array(fc.nat(4_000), { maxLength: 8 }), (texts, cuts) => {
        const text = texts.join('');
        const stream = createLensStream([unescaper, links]);
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b), text.length];
        const out = at.slice(1).map((end, i) => stream.push(Buffer.from(text.slice(at[i], end), 'latin1')));
        expect(Buffer.concat([...out, stream.end()]).toString('latin1')).toBe(through(text));
      }),
    );
  });
});
