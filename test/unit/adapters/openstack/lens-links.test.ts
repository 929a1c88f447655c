// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOUD_A, lensOf } from './samples.ts';

const PUBLIC = 'https://gateway.example.org';
const ROOT = `${PUBLIC}/clouds/cloud-a/compute`;
const lens = lensOf(CLOUD_A, {
  publicUrl: PUBLIC,
  routes: ['compute', 'key-manager', 'image'].map((service) => ({
    regionSlug: 'cloud-a',
    service,
    type: service,
    root: `http://${service}.member.example`,
    roots: [`http://${service}.member.example`],
  })),
});
const { answer } = lens.at('compute');
const through = answer.text;
const EVIL = 'https://evil.example.net/v2.1/servers?marker=1';
const LED_BACK = `${ROOT}/v2.1/servers?marker=1`;

/** The same where a service lists the links of a thing. */
const below = (key: string, text: string): string => `{"server":{"${key}":[${text}]}}`;

describe('a link that clients follow', () => {
  it.each([
    [`{"servers_links":[{"rel":"next","href":"${EVIL}"}]}`, `{"servers_links":[{"rel":"next","href":"${LED_BACK}"}]}`],
    [`{"links":{"self":"${EVIL}","next": "${EVIL}"}}`, `{"links":{"self":"${LED_BACK}","next": "${LED_BACK}"}}`],
    [`{"next": "${EVIL}"}`, `{"next": "${LED_BACK}"}`],
    [`{"next"\n\t: \r\n"${EVIL}"}`, `{"next"\n\t: \r\n"${LED_BACK}"}`],
    [`{"Next":"${EVIL}"}`, `{"Next":"${LED_BACK}"}`],
  ])('to another host leads to the service at the gateway: %s', (text, expected) => {
    expect(through(text)).toBe(expected);
  });

  it.each([
    ['{"href":"http:\\/\\/evil.example.net\\/v2.1"}', `{"href":"${ROOT.replaceAll('/', '\\/')}\\/v2.1"}`],
    ['{"href":"//evil.example.net/v2.1"}', `{"href":"${ROOT}/v2.1"}`],
    ['{"href":"https:evil.example.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"https://gateway.example.org.evil.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"https://gateway.example.org@evil.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"https://gateway.example.org:1@evil.net"}', `{"href":"${ROOT}"}`],
    ['{"href":"https://gateway.example.org\\\\@evil.net/x"}', `{"href":"${ROOT}\\\\@evil.net/x"}`],
    ['{"href":"http://compute.member.example@evil.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"http://compute.member.example:1@evil.net/x"}', `{"href":"${ROOT}/x"}`],
    ['{"href":"http://compute.member.example.evil.net/x"}', `{"href":"${ROOT}/x"}`],
    [`{"HREF":"${EVIL}"}`, `{"HREF":"${LED_BACK}"}`],
    ['{"href":"javascript:alert(1)"}', `{"href":"${ROOT}"}`],
    [`{"rel":"next","href":"${EVIL}"}`, `{"rel":"next","href":"${LED_BACK}"}`],
    [`{"rel":"describedby","href":"${EVIL}","REL":"next"}`, `{"rel":"describedby","href":"${LED_BACK}","REL":"next"}`],
    [`{"rel":"next","href":"${EVIL}","rel":"describedby"}`, `{"rel":"next","href":"${LED_BACK}","rel":"describedby"}`],
    [`{"rel":"describedby","rel":"next","href":"${EVIL}"}`, `{"rel":"describedby","rel":"next","href":"${LED_BACK}"}`],
    [
      `{"rel":"describedby","href":"${EVIL}","r\\u0065l":"next"}`,
      `{"rel":"describedby","href":"${LED_BACK}","r\\u0065l":"next"}`,
    ],
    [
      `{"rel":"describedby","href":"${EVIL}","a":{"b":1},"rel":"next"}`,
      `{"rel":"describedby","href":"${LED_BACK}","a":{"b":1},"rel":"next"}`,
    ],
  ])('leads there from a list of links, whatever that is called: %s', (text, expected) => {
    for (const key of ['links', 'LINKS', 'server_links', 'l\\u0069nks', 'lin\u212as', 'link\u017f']) {
      const utf8 = Buffer.from(key).toString('latin1');
      expect(through(below(utf8, text))).toBe(below(utf8, expected));
    }
  });

  it.each([
    [`{"secret_ref":"${EVIL}"}`],
    [`{"a":{"container_ref": "${EVIL}"}}`],
    [`{"secret_refs":[{"name":"a","secret_ref":"${EVIL}"}]}`],
  ])('is what Barbican names its objects by: %s', (text) => {
    const secrets = LED_BACK.replace('/compute', '/key-manager');
    expect(lens.at('key-manager').answer.text(text)).toBe(text.replace(EVIL, secrets));
    expect(through(text)).toBe(text);
  });

  it.each([
    [`{"ne\\u0078t":"${EVIL}"}`],
    [`{"\\u006e\\u0065\\u0078\\u0074":"${EVIL}"}`],
    ['{"next":"\\u0068ttps:\\u002f\\u002fevil.example.net/x"}'],
    ['{"next":"https\\u003A//evil.example.net/x"}'],
  ])('is found however it is escaped: %s', (text) => {
    const said = JSON.parse(through(text));
    expect(said.next ?? ROOT).toMatch(/^https:\/\/gateway\.example\.org\/clouds\/cloud-a\/compute/);
  });

  it.each([
    [`{"next"${' '.repeat(40)}:"${EVIL}"}`],
    [`{"next":${' '.repeat(40)}"${EVIL}"}`],
    ['{"next":" https://evil.example.net"}'],
    ['{"next":"\\thttps://evil.example.net"}'],
    ['{"next":"\\\\\\\\evil.example.net"}'],
    ['{"next":"/\\\\evil.example.net"}'],
    [`{"next":"https://${'e'.repeat(400)}.net/x"}`],
    [`{"next":"https://${'e'.repeat(9000)}.net/x"}`],
  ])('that no program writes is taken away: %s', (text) => {
    expect(JSON.parse(through(text))).not.toHaveProperty('next');
  });

  it.each([
    [`{"links":[{"href":"${PUBLIC}/clouds/cloud-a/compute/v2.1/x"}]}`],
    [`{"links":[{"href":"${PUBLIC}"}]}`],
    ['{"links":[{"href":"https:\\/\\/gateway.example.org\\/clouds"}]}'],
    ['{"next":"/v2/images?marker=https://x.example"}'],
    ['{"next":"?marker=a:b"}'],
    ['{"next":"images?limit=1"}'],
    ['{"next":"images\\/x"}'],
    ['{"next":""}'],
    ['{"next":null}'],
    [`{"default_tls_container_ref":"${EVIL}"}`],
    ['{"next":[1],"links":[{"href":{"a":1}}]}'],
    ['{"rel":"next","note":"https://example.net"}'],
    ['{"name":"say \\"next\\": https://example.net"}'],
    ['{"a":"\\\\u0068","b":"\\u00e9\\u0022\\u005c\\u003c\\u0061"}'],
    ['{"links":[{"rel":"describedby","type":"text/html","href":"http://docs.openstack.org/"}]}'],
    ['{"links":[{"href":"http://docs.openstack.org/","type":"text/html","rel":"describedby"}]}'],
  ])('that is the gateway’s own, leads nowhere else, or to a manual stays as it is: %s', (text) => {
    expect(through(text)).toBe(text);
  });

  it.each([
    [`{"server":{"metadata":{"next":"${EVIL}","HREF": "//evil.net"},"id":"a"}}`],
    [`{"messages":[{"body":{"links":[{"href":"${EVIL}"}]},"ttl":1}]}`],
    [`{"metadata" : {"a":{"b":["}","\\"]",{"links":{"next":"${EVIL}"}}]}}}`],
    [`{"stack":{"outputs":[{"output_key":"url","output_value":{"links":[{"href":"${EVIL}"}]}}]}}`],
    [`{"image":{"href":"${EVIL}","next":"${EVIL}","homepage_url":"${EVIL}"}}`],
    [`{"a":{"next":"${EVIL}"},"b":{"href":"${EVIL}"}}`],
  ])('is none where users have put it, or where no client looks: %s', (text) => {
    expect(through(text)).toBe(text);
  });

  it('is none among the properties of an image, and one beside a page of images', () => {
    const image = lens.at('image').answer;
    const own = `{"id":"a","next":"${EVIL}","href":"${EVIL}","links":"${EVIL}"}`;
    expect(image.record.text(own)).toBe(own);
    const led = LED_BACK.replace('/compute', '/image');
    expect(image.text(`{"images":[${own}],"next":"${EVIL}"}`)).toBe(`{"images":[${own}],"next":"${led}"}`);
  });

  it.each([
    [`{"metadata":{"a":"b"},"next":"${EVIL}"}`],
    [`{"metadata":["}"],"next":"${EVIL}"}`],
    [`{"a":"metadata","links":{"next":"${EVIL}"}}`],
    [`["metadata",{"links":{"next":"${EVIL}"}}]`],
    [`{"\\"metadata":{"links":{"next":"${EVIL}"}}}`],
    [`{"metadata":"{","links":{"next":"${EVIL}"}}`],
    [`{"metadata":{"a":"\\\\"},"next":"${EVIL}"}`],
    [`{"Metadata":{"links":{"next":"${EVIL}"}}}`],
  ])('is one beside what users have put there: %s', (text) => {
    expect(through(text)).toBe(text.replace(EVIL, LED_BACK));
  });

  it('is the same wherever the chunks are cut', () => {
    const parts = fc.constantFrom(
      `"href":"${EVIL}"`,
      '"links":[{',
      '{"',
      '\\',
      '"long":"'.padEnd(3000, 'x'),
      `"next":"${EVIL}`.padEnd(3000, '\\u0078'),
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
        const stream = answer.stream();
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b), text.length];
        const out = at.slice(1).map((end, i) => stream.push(Buffer.from(text.slice(at[i], end), 'latin1')));
        expect(Buffer.concat([...out, stream.end()]).toString('latin1')).toBe(through(text));
      }),
    );
  });
});
